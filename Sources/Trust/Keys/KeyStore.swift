import Foundation
import Manifests

/// A folder of keys, one JSON file each (mode 0600), written durably and whole.
///
/// Two processes may read it at once; of two that write the same key at once, the later wins.
package struct KeyStore: Sendable {
    /// The path of the folder.
    package let folder: String
    /// Whether keys whose private half is public may be used: only the demo says so.
    package var allowsExampleKeys = false

    package init(folder: String, allowsExampleKeys: Bool = false) {
        self.folder = folder
        self.allowsExampleKeys = allowsExampleKeys
    }

    // MARK: Reading

    /// All keys by name; empty where the folder is not there.
    package func list() throws(TrustError) -> [KeyRecord] {
        let files: [String]
        do {
            files = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            guard FileManager.default.fileExists(atPath: folder) else { return [] }
            throw .file(action: "read", path: folder, reason: error.localizedDescription)
        }
        var records: [KeyRecord] = []
        for file in files.sorted() where file.hasSuffix(".json") {
            let name = String(file.dropLast(5))
            if KeyRecord.isName(name) { records.append(try record(named: name)) }
        }
        return records
    }

    /// - Throws: `keyNotFound` with the nearest name.
    package func record(named name: String) throws(TrustError) -> KeyRecord {
        guard KeyRecord.isName(name) else {
            throw .malformed("key name '\(name)'", reason: "expected lower-case letters, digits, '.', '_' and '-'")
        }
        guard let bytes = try DurableFile.read(path: path(name)) else {
            let names = try FileManager.default.fileExists(atPath: folder) ? list().map(\.name) : []
            throw .keyNotFound(name, store: folder, nearest: NearestName.suggest(name, among: names))
        }
        let record = try KeyRecord.read(bytes, path: path(name))
        guard record.name == name else {
            throw .malformed("key record '\(path(name))'", reason: "it is of the key '\(record.name)'")
        }
        return record
    }

    /// The private key, to sign with.
    ///
    /// - Throws: `exampleKey`; `unsupported` for a key that is retired, revoked or public only; whatever opening
    ///   its file throws.
    package func signingKey(named name: String, passphrase: PassphraseSource) throws(TrustError) -> PrivateKey {
        let record = try record(named: name)
        guard case .active = record.state else {
            throw .unsupported(
                "key '\(name)'", found: "it is \(record.stateName)", hint: "sign with the key that replaced it")
        }
        try refuseRevoked(record.publicKey, as: "key '\(name)'")
        return try privateKey(record, passphrase: passphrase)
    }

    /// A revocation is of the public key, under whatever name, and wherever the private one comes from.
    ///
    /// - Throws: `weakKey`.
    func refuseRevoked(_ key: PublicKey, as what: String) throws(TrustError) {
        for record in try list() where record.publicKey == key {
            guard case .revoked(let time, let reason, _) = record.state else { continue }
            throw .weakKey(what, reason: "it is the key '\(record.name)', revoked \(time): \(reason)")
        }
    }

    private func privateKey(_ record: KeyRecord, passphrase: PassphraseSource) throws(TrustError) -> PrivateKey {
        guard let text = record.privateText else {
            throw .unsupported("key '\(record.name)'", found: "only its public half is in the store")
        }
        try ExampleKeys.refuse(record.publicKey, unless: allowsExampleKeys)
        let content = try SecretMemory(copying: text.utf8)
        let key = try PrivateKeyFile.parse(content, what: "key '\(record.name)'", passphrase: passphrase).key
        guard key.publicKey == record.publicKey else {
            throw .malformed("key '\(record.name)'", reason: "its public and private halves do not belong together")
        }
        return key
    }

    // MARK: Writing

    /// Told what is about to be stored, once nothing but the disk stands against it: logs it. What it throws stops the
    /// change.
    package typealias Announcement = @Sendable (_ records: [KeyRecord]) async throws(TrustError) -> Void

    /// Announces nothing.
    package static let unannounced: Announcement = { _ in }

    /// Makes a key and stores it under the passphrase.
    package func create(
        _ name: String, algorithm: Algorithm = .ed25519, comment: String = "", passphrase: SecretMemory,
        at time: Timestamp, announce: Announcement = unannounced
    ) async throws(TrustError) -> KeyRecord {
        let key: PrivateKey
        switch algorithm {
        case .ed25519: key = .ed25519(try .generate())
        case .p256: key = .p256(try .generate())
        }
        return try await add(
            name, key: key, comment: comment, passphrase: passphrase, at: time, announce: announce)
    }

    package enum Algorithm: String, Sendable, CaseIterable {
        case ed25519
        /// For the bundles of other verifiers only.
        case p256
    }

    /// Stores a key that was read from another tool's file, under the passphrase.
    package func add(
        _ name: String, key: PrivateKey, comment: String = "", minisignID: MinisignKeyID? = nil,
        passphrase: SecretMemory, at time: Timestamp, announce: Announcement = unannounced
    ) async throws(TrustError) -> KeyRecord {
        try ExampleKeys.refuse(key.publicKey, unless: allowsExampleKeys)
        try refuseRevoked(key.publicKey, as: "key '\(name)'")
        let text = try PrivateKeyFile.text(key, format: .lockstep, passphrase: passphrase)
        let record = KeyRecord(
            name: name, publicKey: key.publicKey, created: time, state: .active, comment: comment,
            minisignID: minisignID, privateText: text)
        try await keep([record], replacesLast: false, announce)
        return record
    }

    /// Stores a public key alone.
    package func add(
        _ name: String, publicKey: PublicKey, comment: String = "", at time: Timestamp
    ) throws(TrustError) -> KeyRecord {
        try ExampleKeys.refuse(publicKey, unless: allowsExampleKeys)
        try refuseRevoked(publicKey, as: "key '\(name)'")
        let record = KeyRecord(
            name: name, publicKey: publicKey, created: time, state: .active, comment: comment, minisignID: nil,
            privateText: nil)
        try write(record, replaces: false)
        return record
    }

    /// Puts a new key in the place of an active one, which stays as `name@1`, `name@2`, …, retired.
    package func rotate(
        _ name: String, passphrase: SecretMemory, at time: Timestamp, announce: Announcement = unannounced
    ) async throws(TrustError) -> (old: KeyRecord, new: KeyRecord) {
        let current = try record(named: name)
        guard case .active = current.state else {
            throw .unsupported("rotation of '\(name)'", found: "it is \(current.stateName)")
        }
        let taken = Set(try list().map(\.name))
        let number = (1...).first { !taken.contains("\(name)@\($0)") } ?? 1
        let old = KeyRecord(
            name: "\(name)@\(number)", publicKey: current.publicKey, created: current.created,
            state: .retired(at: time), comment: current.comment, minisignID: current.minisignID,
            privateText: current.privateText)
        let fresh: PrivateKey
        switch current.publicKey {
        case .ed25519: fresh = .ed25519(try .generate())
        case .p256: fresh = .p256(try .generate())
        }
        let new = KeyRecord(
            name: name, publicKey: fresh.publicKey, created: time, state: .active, comment: current.comment,
            minisignID: nil, privateText: try PrivateKeyFile.text(fresh, format: .lockstep, passphrase: passphrase))
        // The old key first: a crash between the two leaves it twice, never nowhere.
        try await keep([old, new], replacesLast: true, announce)
        return (old, new)
    }

    /// Marks a key revoked: this store will not sign with it any more. Others learn of it by the trust policy.
    package func revoke(
        _ name: String, reason: String, logSize: UInt64?, at time: Timestamp, announce: Announcement = unannounced
    ) async throws(TrustError) -> KeyRecord {
        var record = try record(named: name)
        if case .revoked = record.state {
            throw .unsupported("revocation of '\(name)'", found: "it is revoked already")
        }
        record.state = .revoked(at: time, reason: reason, logSize: logSize)
        try await keep([record], replacesLast: true, announce)
        return record
    }

    /// The private key as a file of another format, whatever state it is in.
    package func export(
        _ name: String, format: PrivateKeyFile.Format, passphrase: PassphraseSource, newPassphrase: SecretMemory?
    ) throws(TrustError) -> String {
        let record = try record(named: name)
        let key = try privateKey(record, passphrase: passphrase)
        return try PrivateKeyFile.text(key, format: format, comment: record.comment, passphrase: newPassphrase)
    }

    /// Announces records, then writes them in order.
    private func keep(
        _ records: [KeyRecord], replacesLast: Bool, _ announce: Announcement
    ) async throws(TrustError) {
        for (index, record) in records.enumerated() {
            try checkFree(record, replaces: replacesLast && index == records.count - 1)
        }
        try await announce(records)
        for (index, record) in records.enumerated() {
            try write(record, replaces: replacesLast && index == records.count - 1)
        }
    }

    private func checkFree(_ record: KeyRecord, replaces: Bool) throws(TrustError) {
        guard KeyRecord.isName(record.name) else {
            throw .malformed(
                "key name '\(record.name)'", reason: "expected lower-case letters, digits, '.', '_' and '-'")
        }
        if !replaces, FileManager.default.fileExists(atPath: path(record.name)) {
            throw .keyExists(record.name, store: folder)
        }
    }

    private func write(_ record: KeyRecord, replaces: Bool) throws(TrustError) {
        try checkFree(record, replaces: replaces)
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .file(action: "create", path: folder, reason: error.localizedDescription)
        }
        try DurableFile.write(record.fileContent, path: path(record.name), mode: 0o600, replaces: replaces)
    }

    private func path(_ name: String) -> String { "\(folder)/\(name).json" }
}
