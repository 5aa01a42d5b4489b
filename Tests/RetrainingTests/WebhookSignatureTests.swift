import Testing
import Transport
import Trust

@testable import Retraining

@Suite struct WebhookSignatureTests {
    @Test func `HMAC-SHA256 is RFC 4231's`() {
        // Test cases 1, 2 and 6.
        let cases: [(key: [UInt8], text: String, digest: String)] = [
            (
                Array(repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                Array(repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ]
        for (key, text, digest) in cases {
            #expect(SHA256Digest(bytes: HMAC.sha256(Array(text.utf8), key: key))?.hex == digest)
        }
    }

    @Test func `the signature is the one of the Standard Webhooks specification's example`() throws {
        let key = try WebhookSignature.sharedKey(
            SecretBytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), .environment("A"))
        let message = #"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}"#
        #expect(
            WebhookSignature.shared(Array(message.utf8), key: key) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func `an Ed25519 signature verifies with the public key alone`() throws {
        let seed = Array(UInt8(0)..<32)
        let key = try WebhookSignature.privateKey(SecretBytes("whsk_" + Base64.encode(seed)), .environment("A"))
        let message = Array("id.1.{}".utf8)
        let text = try WebhookSignature.asymmetric(message, key: key)
        #expect(text.hasPrefix("v1a,"))
        let signature = try #require(Base64.decode(text.dropFirst(4)))
        #expect(PublicKey.ed25519(key.publicKey).isSignature(signature, of: message))
        let both = SecretBytes("whsk_" + Base64.encode(seed + key.publicKey.bytes))
        #expect(try WebhookSignature.privateKey(both, .environment("A")).publicKey == key.publicKey)
        let wrong = SecretBytes("whsk_" + Base64.encode(seed + seed))
        #expect(throws: RetrainingError.self) { try WebhookSignature.privateKey(wrong, .environment("A")) }
    }

    @Test(arguments: ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"])
    func `a secret of another form is refused`(text: String) {
        #expect(throws: RetrainingError.self) { try WebhookSignature.sharedKey(SecretBytes(text), .file("f")) }
    }
}
