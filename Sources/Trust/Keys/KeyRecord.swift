package import Manifests

/// One key of a ``KeyStore``: what is known of it without its passphrase.
package struct KeyRecord: Sendable, Hashable {
    package enum State: Sendable, Hashable {
        case active
        /// Replaced in good order: what it signed before then still holds.
        case retired(at: Timestamp)
        /// Not to be relied on: only what the log had before it counted `logSize` entries holds, nothing where
        /// that is nil.
        case revoked(at: Timestamp, reason: String, logSize: UInt64?)
    }

    /// Lower-case letters, digits, `.`, `_`, `-`; a replaced key has `@` and a number behind.
    package let name: String
    package let publicKey: PublicKey
    package let created: Timestamp
    package var state: State
    /// Free text that goes into exported files, as a rule the principal.
    package let comment: String
    /// Nil unless the key came from minisign.
    package let minisignID: MinisignKeyID?
    /// The text of the private key file, encrypted as a rule; nil where only the public half is here.
    let privateText: String?

    package var hasPrivateKey: Bool { privateText != nil }

    /// Whether the name can be a file's.
    static func isName(_ name: String) -> Bool {
        let isWord = !name.isEmpty && name.utf8.count <= 64 && name.first != "." && name.first != "-"
        return isWord
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || [0x2E, 0x5F, 0x2D, 0x40].contains(byte)
            }
    }
}

extension KeyRecord {
    /// For `--output json`: no private part.
    package var report: Value {
        var object: Object = [
            "name": .string(name), "algorithm": .string(publicKey.algorithm), "id": .string(publicKey.id.text),
            "created": .string(created.description), "state": .string(stateName),
            "hasPrivateKey": .bool(hasPrivateKey), "comment": .string(comment),
        ]
        if let key = publicKey.ed25519 { object["fingerprint"] = .string(key.fingerprint) }
        switch state {
        case .active: break
        case .retired(let time): object["since"] = .string(time.description)
        case .revoked(let time, let reason, let logSize):
            object["since"] = .string(time.description)
            object["reason"] = .string(reason)
            object["logSize"] = logSize.map { .integer(Int64(clamping: $0)) }
        }
        return .object(object)
    }

    package var stateName: String {
        switch state {
        case .active: "active"
        case .retired: "retired"
        case .revoked: "revoked"
        }
    }

    /// The content of the record's file.
    var fileContent: [UInt8] {
        var object = report.object ?? [:]
        for key in ["id", "fingerprint", "hasPrivateKey"] { object[key] = nil }
        object["publicKey"] = .string(publicKey.spkiPEM)
        object["privateKey"] = privateText.map { .string($0) }
        object["minisignKeyID"] = minisignID.map { .string(Hexadecimal.encode($0.bytes)) }
        return JSON.write(.object(object), pretty: true)
    }

    static func read(_ bytes: [UInt8], path: String) throws(TrustError) -> KeyRecord {
        let what = "key record '\(path)'"
        var publicText = ""
        let record = try StrictJSON.read(bytes, what: what) { reader -> (String, Timestamp, State, Object)? in
            let name = reader.required("name", .nonEmptyString)
            let created = reader.required("created", .timestamp)
            publicText = reader.required("publicKey", .string) ?? ""
            _ = reader.required("algorithm", .string)
            let state = readState(&reader)
            var rest = Object()
            for field in ["comment", "privateKey", "minisignKeyID"] {
                rest[field] = reader.optional(field, .string).map { .string($0) }
            }
            guard let name, let created, let state else { return nil }
            return (name, created, state, rest)
        }
        let rest = record.3
        return KeyRecord(
            name: record.0, publicKey: try PublicKeyFile.parse(publicText, what: what), created: record.1,
            state: record.2, comment: rest["comment"]?.string ?? "",
            minisignID: rest["minisignKeyID"]?.string.flatMap(Hexadecimal.decode).flatMap { MinisignKeyID($0) },
            privateText: rest["privateKey"]?.string)
    }

    private static func readState(_ reader: inout FieldReader) -> State? {
        let name = reader.required("state", .string)
        let since = reader.optional("since", .timestamp)
        let reason = reader.optional("reason", .string)
        let logSize = reader.optional("logSize", .integer(in: 0...Int.max))
        switch (name, since) {
        case ("active", nil): return .active
        case ("retired", let since?): return .retired(at: since)
        case ("revoked", let since?):
            return .revoked(at: since, reason: reason ?? "", logSize: logSize.map { UInt64($0) })
        default:
            reader.report("expected 'active', or 'retired' or 'revoked' with 'since'", at: "state")
            return nil
        }
    }
}
