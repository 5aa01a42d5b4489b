import Transport
import Trust

/// Signatures of Standard Webhooks: a version, a comma, and Base64.
enum WebhookSignature {
    private static let shortestKey = 24
    private static let longestKey = 64

    /// - Returns: `v1,…`.
    static func shared(_ message: [UInt8], key: [UInt8]) -> String {
        "v1," + Base64.encode(HMAC.sha256(message, key: key))
    }

    /// - Returns: `v1a,…`.
    /// - Throws: `secret` where libsodium cannot sign.
    static func asymmetric(_ message: [UInt8], key: Ed25519PrivateKey) throws(RetrainingError) -> String {
        do throws(TrustError) { return "v1a," + Base64.encode(try key.sign(message)) } catch {
            throw .secret(name: "the webhook's key", expected: "a key that signs", found: "\(error)")
        }
    }

    /// The bytes of `whsec_` and Base64, 24 to 64 of them.
    static func sharedKey(
        _ secret: SecretBytes, _ reference: SecretReference
    ) throws(RetrainingError) -> [UInt8] {
        guard let key = bytes(secret, prefix: "whsec_"), (shortestKey...longestKey).contains(key.count) else {
            throw .secret(
                name: reference.name, expected: "'whsec_' and \(shortestKey) to \(longestKey) bytes as Base64",
                found: "something else")
        }
        return key
    }

    /// The key of `whsk_` and Base64: a seed of 32 bytes, or the seed and the public key.
    static func privateKey(
        _ secret: SecretBytes, _ reference: SecretReference
    ) throws(RetrainingError) -> Ed25519PrivateKey {
        if let bytes = bytes(secret, prefix: "whsk_"), bytes.count == 32 || bytes.count == 64 {
            do throws(TrustError) {
                let key = try Ed25519PrivateKey(seed: try SecretMemory(copying: bytes.prefix(32)))
                if bytes.count == 32 || key.publicKey.bytes == Array(bytes.suffix(32)) { return key }
            } catch {
                throw .secret(name: reference.name, expected: "an Ed25519 key", found: "\(error)")
            }
        }
        throw .secret(
            name: reference.name, expected: "'whsk_' and an Ed25519 key as Base64", found: "something else")
    }

    private static func bytes(_ secret: SecretBytes, prefix: String) -> [UInt8]? {
        let text = secret.exposedText.filter { !$0.isWhitespace }
        return text.hasPrefix(prefix) ? Base64.decode(text.dropFirst(prefix.count)) : nil
    }
}
