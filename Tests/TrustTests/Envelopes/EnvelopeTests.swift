import Foundation
import Manifests
import Testing
import Trust

@Suite struct EnvelopeTests {
    /// The example of the DSSE protocol document.
    @Test func `what is signed is the standard's encoding`() {
        let bytes = Envelope.preAuthenticationEncoding(
            type: "http://example.com/HelloWorld", payload: Array("hello world".utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
    }

    @Test func `lengths are of bytes, not of characters`() {
        let bytes = Envelope.preAuthenticationEncoding(type: "é", payload: Array("€".utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == "DSSEv1 2 é 3 €")
    }

    @Test func `an envelope comes back as it was`() throws {
        let envelope = try Envelope.sign([0xFB, 0xEF, 0xFF], type: "t", with: [try signer("a"), try signer("b")])
        #expect(try Envelope.parse(envelope.bytes) == envelope)
        let urlSafe = String(decoding: envelope.bytes, as: UTF8.self).replacingOccurrences(of: "++//", with: "--__")
        #expect(urlSafe.contains("--__"))
        #expect(try Envelope.parse(Array(urlSafe.utf8)) == envelope)
    }

    @Test(arguments: [
        #"{"payload":"YQ==","payload":"Yg==","payloadType":"t","signatures":[{"sig":"YQ=="}]}"#,
        #"{"payload":"YQ==","payloadType":"t","signatures":[]}"#,
        #"{"payload":"YQ==","payloadType":"t"}"#,
        #"{"payload":"YR==","payloadType":"t","signatures":[{"sig":"YQ=="}]}"#,
        #"{"payload":"Y Q=","payloadType":"t","signatures":[{"sig":"YQ=="}]}"#,
        #"{"payload":"+-==","payloadType":"t","signatures":[{"sig":"YQ=="}]}"#,
        #"{"payload":"YQ==","payloadType":"","signatures":[{"sig":"YQ=="}]}"#,
        #"{"payload":"YQ==","payloadType":"t","signatures":[{"sig":"YQ==","alg":"none"}]}"#,
        #"{"payload":"YQ==","payloadType":"t","signatures":[{"keyid":"x"}]}"#,
        #"{"payload":"YQ==","payloadType":"t","signatures":[{"sig":"YQ=="}],"more":1}"#,
        #"[]"#, "",
    ])
    func `what two readers could read differently is refused`(json: String) {
        #expect(throws: TrustError.self) { try Envelope.parse(Array(json.utf8)) }
    }

    @Test(arguments: [0, 1, 7, 600], [1, 2, 16])
    func `a batch is signed in its order`(count: Int, workers: Int) async throws {
        let done = Counter()
        let signer = try signer("batch")
        let statements = (0..<count).map { index in
            Statement(
                subjects: [.init(name: "\(index)", digest: SHA256Digest(of: [1]))], predicateType: "t", predicate: [:])
        }
        let envelopes = try await BatchSigning.sign(statements, with: [signer], workers: workers) { more in
            for _ in 0..<more { _ = done.next() }
        }
        #expect(try envelopes.map { try Statement.parse($0.payload) } == statements)
        #expect(envelopes.allSatisfy { $0.isSigned(by: signer.publicKey) })
        #expect(done.next() == count + 1)
    }

    @Test func `many signatures are refused`() {
        let one = #"{"sig":"YQ=="}"#
        let json =
            #"{"payload":"YQ==","payloadType":"t","signatures":[\#(Array(repeating: one, count: 33).joined(separator: ","))]}"#
        #expect(throws: TrustError.self) { try Envelope.parse(Array(json.utf8)) }
    }

    private static let python = Tool.inVenv("python")

    @Test(.enabled(if: python != nil, "needs .venv with securesystemslib"))
    func `securesystemslib verifies our envelopes, and we verify its`() throws {
        let program = """
            import json, sys
            from securesystemslib.dsse import Envelope
            from securesystemslib.signer import CryptoSigner, SSlibKey
            given = json.load(sys.stdin)
            envelope = Envelope.from_dict(given["envelope"])
            key = SSlibKey(given["keyid"], "ed25519", "ed25519", {"public": given["public"]})
            envelope.verify([key], 1)
            signer = CryptoSigner.generate_ed25519()
            made = Envelope(b"from the other side", "text/plain", {})
            made.sign(signer)
            print(json.dumps({"envelope": made.to_dict(), "public": signer.public_key.keyval["public"]}))
            """
        let key = try key("sslib")
        let envelope = try Envelope.sign(Array("payload".utf8), type: "text/plain", with: [.memory(.ed25519(key))])
        let input = """
            {"envelope": \(String(decoding: envelope.bytes, as: UTF8.self)),
             "keyid": "\(key.publicKey.id)", "public": "\(Hexadecimal.encode(key.publicKey.bytes))"}
            """
        let result = try #require(Self.python).run(["-c", program], input: Array(input.utf8))
        #expect(result.status == 0, "\(result.errors)")
        struct Answer: Decodable {
            let `public`: String
        }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
        let whole = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let theirs = try Envelope.parse(
            Array(try JSONSerialization.data(withJSONObject: try #require(whole["envelope"]))))
        #expect(theirs.payload == Array("from the other side".utf8))
        #expect(
            theirs.isSigned(by: .ed25519(try Ed25519PublicKey(try #require(Hexadecimal.decode(answer.public))))))
    }

    @Test func `openssl verifies pure Ed25519 over the encoding`() throws {
        let openssl = try #require(Tool.named("openssl"))
        let scratch = try Scratch()
        let key = try key("openssl")
        let envelope = try Envelope.sign(Array("payload".utf8), type: "t", with: [.memory(.ed25519(key))])
        try scratch.write(key.publicKey.spkiPEM, "p.pem")
        try scratch.write(envelope.preAuthenticationEncoding, "f")
        try scratch.write(envelope.signatures[0].bytes, "s")
        let result = try openssl.run(
            ["pkeyutl", "-verify", "-pubin", "-inkey", "p.pem", "-rawin", "-in", "f", "-sigfile", "s"],
            in: scratch.folder)
        #expect(result.status == 0, "\(result.text)")
    }
}
