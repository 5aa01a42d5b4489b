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
        _ bytes: [UInt8], what: String, passphrase: PassphraseSource
    ) throws(TrustError) -> (key: Ed25519PrivateKey, id: MinisignKeyID) {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.count == 2, var file = Base64.decode(String(lines[1])), file.count == 158,
            Array(file[..<2]) == Array("Ed".utf8), Array(file[4..<6]) == Array("B2".utf8)
        else { throw .malformed(what, reason: "expected a comment and 158 bytes of base64 that begin with 'Ed'") }
        defer { Sodium.wipe(&file) }
        switch Array(file[2..<4]) {
        case [0, 0]: break
        case Array("Sc".utf8): try decrypt(&file, what: what, passphrase: passphrase)
        default: throw .unsupported(what, found: "a key derivation other than scrypt")
        }
        var secret = Array(file[62..<126])
        defer { Sodium.wipe(&secret) }
        // In the clear, minisign writes zeroes for the checksum.
        let isEncrypted = file[2] != 0
        let checksum =
            isEncrypted
            ? Sodium.blake2b(Array("Ed".utf8) + file[54..<126], count: 32) : [UInt8](repeating: 0, count: 32)
        guard Sodium.areEqual(checksum, Array(file[126...])), let id = MinisignKeyID(Array(file[54..<62])) else {
            if isEncrypted { throw .wrongPassphrase(what) }
            throw .malformed(what, reason: "its checksum is wrong")
        }
        let key = try Ed25519PrivateKey(seed: try SecretMemory(copying: secret[..<32]))
        guard key.publicKey.bytes == Array(secret[32...]) else {
            throw .malformed(what, reason: "its public and private halves do not belong together")
        }
        return (key, id)
    }

    private static func decrypt(
        _ file: inout [UInt8], what: String, passphrase: PassphraseSource
    ) throws(TrustError) {
        let operations = littleEndian(file[38..<46])
        let memory = littleEndian(file[46..<54])
        guard operations <= mostOperations, memory <= mostMemory else {
            throw .unsupported(what, found: "it asks for \(operations) operations and \(memory) bytes of memory")
        }
        let secret = try passphrase.obtain(for: what)
        let cost = parameters(operations: operations, memory: memory)
        let stream = try Sodium.scrypt(
            secret, salt: Array(file[6..<38]), n: UInt64(1) << cost.log2N, r: 8, p: cost.p, count: 104)
        stream.withBytes { stream in
            for (index, byte) in stream.enumerated() { file[54 + index] ^= byte }
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
