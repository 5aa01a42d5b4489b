/// minisign's eight bytes that name a key; chosen at random by minisign, derived from the public key by us.
package struct MinisignKeyID: Sendable, Hashable, CustomStringConvertible {
    /// Eight bytes.
    package let bytes: [UInt8]

    init?(_ bytes: [UInt8]) {
        guard bytes.count == 8 else { return nil }
        self.bytes = bytes
    }

    package init(derivedFrom key: Ed25519PublicKey) { bytes = Array(SHA256Digest(of: key.bytes).bytes.prefix(8)) }

    /// As minisign prints it: upper-case hexadecimal, the last byte first, without leading zeroes.
    package var description: String {
        let digits = Hexadecimal.encode(bytes.reversed()).uppercased().drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }
}

/// minisign's public key file: a comment and one line of base64.
package struct MinisignPublicKey: Sendable, Hashable {
    package let id: MinisignKeyID
    package let key: Ed25519PublicKey

    package init(id: MinisignKeyID, key: Ed25519PublicKey) {
        self.id = id
        self.key = key
    }

    /// - Parameter text: the file, or its second line alone.
    package init(_ text: String) throws(TrustError) {
        let lines = text.split(whereSeparator: \.isNewline)
        guard let line = lines.last, lines.count <= 2, let bytes = Base64.decode(String(line)), bytes.count == 42,
            Array(bytes[..<2]) == Array("Ed".utf8), let id = MinisignKeyID(Array(bytes[2..<10]))
        else { throw .malformed("minisign public key", reason: "expected 42 bytes of base64 that begin with 'Ed'") }
        self.id = id
        key = try Ed25519PublicKey(Array(bytes[10...]))
    }

    package var text: String {
        "untrusted comment: minisign public key \(id)\n"
            + Base64.encode(Array("Ed".utf8) + id.bytes + key.bytes) + "\n"
    }
}

/// minisign's secret key file: Ed25519 under scrypt, or in the clear.
enum MinisignSecretKey {
    static let commentPrefix = "untrusted comment:"

    /// What minisign writes: libsodium's SENSITIVE limits. A file that asks for more is refused.
    private static let mostOperations: UInt64 = 33_554_432
    private static let mostMemory: UInt64 = 1_073_741_824

    static func parse(
        _ content: SecretMemory, what: String, passphrase: PassphraseSource
    ) throws(TrustError) -> (key: Ed25519PrivateKey, id: MinisignKeyID) {
        let lines = content.withBytes { SecretBase64.lines(of: $0) }.filter { !$0.isEmpty }
        guard lines.count == 2, let file = try SecretBase64.decode(content, lines: lines[1...]), file.count == 158,
            case let head = file.withBytes({ Array($0[..<54]) }), Array(head[..<2]) == Array("Ed".utf8),
            Array(head[4..<6]) == Array("B2".utf8)
        else { throw .malformed(what, reason: "expected a comment and 158 bytes of base64 that begin with 'Ed'") }
        // Of the key's identifier, the key and a checksum.
        var body = try file.slice(54..<158)
        let isEncrypted = head[2] != 0
        switch Array(head[2..<4]) {
        case [0, 0]: break
        case Array("Sc".utf8): body = try decrypt(body, head: head, what: what, passphrase: passphrase)
        default: throw .unsupported(what, found: "a key derivation other than scrypt")
        }
        // In the clear, minisign writes zeroes for the checksum.
        let checksum = isEncrypted ? try Self.checksum(of: body) : [UInt8](repeating: 0, count: 32)
        guard Sodium.areEqual(checksum, try body.slice(72..<104).exposedBytes),
            let id = MinisignKeyID(try body.slice(0..<8).exposedBytes)
        else {
            if isEncrypted { throw .wrongPassphrase(what) }
            throw .malformed(what, reason: "its checksum is wrong")
        }
        let key = try Ed25519PrivateKey(seed: try body.slice(8..<40))
        guard try key.publicKey.bytes == body.slice(40..<72).exposedBytes else {
            throw .malformed(what, reason: "its public and private halves do not belong together")
        }
        return (key, id)
    }

    /// BLAKE2b-256 over the algorithm, the identifier and the key.
    private static func checksum(of body: SecretMemory) throws(TrustError) -> [UInt8] {
        let algorithm = Array("Ed".utf8)
        let covered = try SecretMemory(count: algorithm.count + 72) { buffer in
            body.withBytes { body in
                for (index, byte) in algorithm.enumerated() { buffer[index] = byte }
                for index in 0..<72 { buffer[algorithm.count + index] = body[index] }
            }
        }
        return Sodium.blake2b(covered, count: 32)
    }

    private static func decrypt(
        _ body: SecretMemory, head: [UInt8], what: String, passphrase: PassphraseSource
    ) throws(TrustError) -> SecretMemory {
        let operations = littleEndian(head[38..<46])
        let memory = littleEndian(head[46..<54])
        guard operations <= mostOperations, memory <= mostMemory else {
            throw .unsupported(what, found: "it asks for \(operations) operations and \(memory) bytes of memory")
        }
        let secret = try passphrase.obtain(for: what)
        let cost = parameters(operations: operations, memory: memory)
        let stream = try Sodium.scrypt(
            secret, salt: Array(head[6..<38]), n: UInt64(1) << cost.log2N, r: 8, p: cost.p, count: 104)
        return try SecretMemory(count: 104) { buffer in
            body.withBytes { body in
                stream.withBytes { stream in
                    for index in buffer.indices { buffer[index] = body[index] ^ stream[index] }
                }
            }
        }
    }

    /// How libsodium turns its two limits into scrypt's parameters (with r = 8).
    private static func parameters(operations: UInt64, memory: UInt64) -> (log2N: UInt64, p: UInt32) {
        let operations = max(operations, 32_768)
        let isMemoryAmple = operations < memory / 32
        let mostN = isMemoryAmple ? operations / 32 : memory / 1_024
        var log2N: UInt64 = 1
        while log2N < 63, UInt64(1) << log2N <= mostN / 2 { log2N += 1 }
        if isMemoryAmple { return (log2N, 1) }
        let mostRP = min((operations / 4) >> log2N, 0x3FFF_FFFF)
        return (log2N, max(UInt32(truncatingIfNeeded: mostRP) / 8, 1))
    }

    private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
