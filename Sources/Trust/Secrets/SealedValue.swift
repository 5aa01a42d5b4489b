/// A secret value in a manifest, sealed to an environment's key and to its place.
///
///     sealed:v1:1f0c…:q83vEjRW…
///
/// Four parts between colons: `sealed`, the version, the sealing key's identifier, and base64 of a libsodium sealed
/// box (X25519, XSalsa20-Poly1305). Within the box: the version (1 byte, 1), the BLAKE2b-256 digest of the place,
/// the value's length (4 bytes, big-endian), the value, and zeroes up to a multiple of 64 bytes, which hide the
/// length. A sealed box authenticates nothing beside its content, so the place stands within: a box moved to another
/// field, name, namespace or environment opens to a place that is not its own and is refused. Whoever seals needs no
/// secret, so a box says nothing of who made it; that is for the commit's signature to say.
package struct SealedValue: Sendable, Hashable {
    /// Where a value belongs.
    package struct Place: Sendable, Hashable, CustomStringConvertible {
        package var environment: String
        package var namespace: String
        /// Of the object.
        package var name: String
        /// Of the value within the object: `data.password`.
        package var field: String

        package init(environment: String, namespace: String, name: String, field: String) {
            self.environment = environment
            self.namespace = namespace
            self.name = name
            self.field = field
        }

        package var description: String { "\(environment)/\(namespace)/\(name)#\(field)" }

        fileprivate var digest: [UInt8] {
            var writer = WireWriter()
            for part in ["lockstep sealed value v1", environment, namespace, name, field] {
                writer.append(string: part.utf8)
            }
            return Sodium.blake2b(writer.bytes, count: 32)
        }
    }

    package let keyID: String
    private let box: [UInt8]

    private static let mark = "sealed:v1:"
    private static let version: UInt8 = 1
    private static let headerCount = 1 + 32 + 4
    private static let block = 64
    /// Bytes of a value; Kubernetes takes no larger Secret.
    package static let mostBytes = 1 << 20

    /// Whether a text claims to be a sealed value, of whatever version.
    package static func isSealed(_ text: String) -> Bool { text.hasPrefix("sealed:v") }

    /// Whether values can stand there: `data.KEY` or `stringData.KEY` of a Secret, with a KEY as Kubernetes has them.
    package static func isField(_ field: String) -> Bool {
        let parts = field.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "data" || parts[0] == "stringData" else { return false }
        return (1...253).contains(parts[1].utf8.count) && parts[1] != "." && !parts[1].hasPrefix("..")
            && parts[1].utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            }
    }

    package static func seal(
        _ value: SecretMemory, for place: Place, to key: SealingPublicKey
    ) throws(TrustError) -> SealedValue {
        guard value.count <= mostBytes else {
            throw .malformed("value of \(place)", reason: "expected at most 1 MiB, found \(value.count) bytes")
        }
        var writer = WireWriter()
        writer.append([version])
        writer.append(place.digest)
        var exposed = value.exposedBytes
        writer.append(string: exposed)
        Sodium.wipe(&exposed)
        var content = writer.bytes
        content += [UInt8](repeating: 0, count: (block - content.count % block) % block)
        defer { Sodium.wipe(&content) }
        guard let box = Sodium.seal(content, to: key.bytes) else { throw .library("crypto_box_seal") }
        return SealedValue(keyID: key.id, box: box)
    }

    /// - Throws: `notOpened` for another key, a changed box and a box for another place.
    package func open(for place: Place, with key: SealingPrivateKey) throws(TrustError) -> SecretMemory {
        let what = "sealed value of \(place)"
        guard let content = try Sodium.open(box, point: key.publicKey.bytes, secret: key.secret) else {
            let reason =
                keyID == key.publicKey.id
                ? "it was changed since it was sealed"
                : "it is sealed to key \(keyID), and the key here is \(key.publicKey.id)"
            throw .notOpened(what, reason: reason)
        }
        guard content.count >= Self.headerCount else { throw .notOpened(what, reason: "it is too short") }
        let header = content.withBytes { Array($0.prefix(Self.headerCount)) }
        guard header[0] == Self.version else {
            throw .notOpened(what, reason: "it is of version \(header[0])")
        }
        guard Sodium.areEqual(Array(header[1..<33]), place.digest) else {
            throw .notOpened(what, reason: "it was sealed for another environment, namespace, name or field")
        }
        let count = header[33...].reduce(0) { $0 << 8 | Int($1) }
        guard count <= content.count - Self.headerCount else { throw .notOpened(what, reason: "it is too short") }
        return try content.slice(Self.headerCount..<(Self.headerCount + count))
    }

    /// The same value sealed anew, to another key or to the same.
    package func rotated(
        for place: Place, from old: SealingPrivateKey, to new: SealingPublicKey
    ) throws(TrustError) -> SealedValue {
        try Self.seal(try open(for: place, with: old), for: place, to: new)
    }

    // MARK: Text

    package var text: String { "\(Self.mark)\(keyID):\(Base64.encode(box))" }

    /// - Throws: `malformed`; `unsupported` for another version.
    package init(_ text: String) throws(TrustError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "sealed" else {
            throw .malformed("sealed value", reason: "expected 'sealed:v1:<key>:<base64>'")
        }
        guard parts[1] == "v1" else {
            throw .unsupported("sealed value", found: "expected version 'v1', found '\(parts[1])'")
        }
        guard Hexadecimal.decode(parts[2])?.count == 8, let box = Base64.decode(parts[3]) else {
            throw .malformed("sealed value", reason: "expected 'sealed:v1:<key>:<base64>'")
        }
        keyID = parts[2]
        self.box = box
    }

    private init(keyID: String, box: [UInt8]) {
        self.keyID = keyID
        self.box = box
    }
}
