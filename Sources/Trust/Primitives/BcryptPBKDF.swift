/// The key derivation of encrypted OpenSSH private keys: PBKDF2 whose pseudo-random function is bcrypt over
/// SHA-512 (OpenBSD's bcrypt_pbkdf(3)).
enum BcryptPBKDF {
    /// A file with more is refused: each round costs some milliseconds, and ssh-keygen uses 16 to 64.
    static let mostRounds = 1_024

    /// - Throws: `unsupported` for no rounds or too many, an empty passphrase, or an empty salt.
    static func key(
        passphrase: SecretMemory, salt: [UInt8], rounds: UInt32, count: Int
    ) throws(TrustError) -> SecretMemory {
        guard rounds >= 1, rounds <= UInt32(mostRounds), passphrase.count > 0, !salt.isEmpty, count > 0, count <= 1_024
        else {
            throw .unsupported(
                "key derivation 'bcrypt'", found: "expected 1 to \(mostRounds) rounds and a passphrase, found \(rounds)"
            )
        }
        var exposed = passphrase.exposedBytes
        var hashedPassphrase = Sodium.sha512(exposed)
        defer {
            Sodium.wipe(&exposed)
            Sodium.wipe(&hashedPassphrase)
        }
        let blocks = (count + 31) / 32
        let stride = (count + 31) / 32
        var key = [UInt8](repeating: 0, count: count)
        defer { Sodium.wipe(&key) }
        for block in 1...blocks {
            var output = derive(block: UInt32(block), passphrase: hashedPassphrase, salt: salt, rounds: rounds)
            defer { Sodium.wipe(&output) }
            // The bytes of a block are spread over the whole key.
            for (index, byte) in output.enumerated() {
                let target = index * stride + block - 1
                if target < count { key[target] = byte }
            }
        }
        return try SecretMemory(copying: key)
    }

    private static func derive(block: UInt32, passphrase: [UInt8], salt: [UInt8], rounds: UInt32) -> [UInt8] {
        var counted = WireWriter()
        counted.append(salt)
        counted.append(uint32: block)
        var state = hash(passphrase, Sodium.sha512(counted.bytes))
        var output = state
        for _ in 1..<max(rounds, 1) where rounds > 1 {
            state = hash(passphrase, Sodium.sha512(state))
            for index in output.indices { output[index] ^= state[index] }
        }
        return output
    }

    /// bcrypt with 2⁶ expansions over 64-byte inputs; 32 bytes.
    private static func hash(_ passphrase: [UInt8], _ salt: [UInt8]) -> [UInt8] {
        let key = words(passphrase)
        let salt = words(salt)
        var cipher = Blowfish()
        cipher.expand(key: key, salt: salt)
        for _ in 0..<64 {
            cipher.expand(key: salt)
            cipher.expand(key: key)
        }
        let text = words(Array("OxychromaticBlowfishSwatDynamite".utf8))
        return cipher.encipher(text, times: 64).flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) }
        }
    }

    /// Big-endian words.
    private static func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}
