import Foundation
import Testing
import Trust

@Suite struct SigningKeySourceTests {
    private let scratch: Scratch
    private let store: KeyStore

    init() throws {
        scratch = try Scratch()
        store = KeyStore(folder: scratch.path("keys"))
    }

    @Test func `keys come from files and from open descriptors`() throws {
        let key = try key("source")
        let text = try PrivateKeyFile.text(.ed25519(key), format: .openssh, passphrase: nil)
        let path = try scratch.write(text, "id")
        let file = try SigningKeySource(path, environment: [:]).open(store: store, passphrase: .none)
        #expect(file.publicKey == .ed25519(key.publicKey))
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        let environment = [SigningKeySource.descriptorVariable: "\(handle.fileDescriptor)"]
        let source = try #require(try SigningKeySource.fromEnvironment(environment))
        #expect(try source.open(store: store, passphrase: .none).publicKey == .ed25519(key.publicKey))
        try handle.close()
    }

    @Test func `a source that is not there is told`() throws {
        #expect(try SigningKeySource.fromEnvironment([:]) == nil)
        for text in ["fd:x", "fd:-1", "agent:SHA256:x"] {
            #expect(throws: TrustError.self) { try SigningKeySource(text, environment: [:]) }
        }
        #expect(throws: TrustError.self) {
            try SigningKeySource("./nowhere", environment: [:]).open(store: store, passphrase: .none)
        }
        #expect(try SigningKeySource("alice", environment: [:]) == .store(name: "alice"))
    }

    @Test func `an example key in a file is refused outside the demo`() throws {
        let path = try scratch.write(try #require(try ExampleTrust.files()["keys/alice-release"]), "id")
        let source = SigningKeySource.file(path: path)
        #expect(throws: TrustError.self) { try source.open(store: store, passphrase: .none) }
        _ = try source.open(store: KeyStore(folder: "x", allowsExampleKeys: true), passphrase: .none)
    }

    @Test func `a signature file is told apart by how it begins`() throws {
        let fixture = JudgeFixture()
        let file = FileDigests(of: Array("weights".utf8))
        let signer = try signer("alice-release")
        let minisign = try MinisignSignature.sign(file, with: signer, trustedComment: fixture.binding.trustedComment)
        let bundle = try SigstoreBundle.sign(fixture.statement(), with: signer)
        let forms = [Array(minisign.text.utf8), bundle.bytes, bundle.envelope.bytes].map { bytes in
            try? SignatureFile.claim(bytes, file: file).get().form
        }
        #expect(forms == [.minisign, .dsse, .dsse])
        #expect(throws: TrustError.self) { try SignatureFile.claim([1, 2], file: file).get() }
        // A release statement is no model's.
        #expect(throws: TrustError.self) { try SignatureFile.modelClaim(bundle.bytes, name: "fraud").get() }
        let model = try ModelStatement(
            name: "m", resources: [.init(path: "a", digest: fixture.digest)], binding: fixture.binding)
        let good = try SigstoreBundle.sign(model.statement, with: signer)
        #expect(try SignatureFile.modelClaim(good.bytes, name: "m").get().digests == [model.root])
    }
}
