import Testing
import Trust

@Suite struct SignatureFileTests {
    private let scratch: Scratch
    private let content = Array("the file\n".utf8)

    init() throws { scratch = try Scratch() }

    // MARK: minisign

    private static let minisign = Tool.named("minisign")

    @Test(.enabled(if: minisign != nil, "needs minisign"))
    func `minisign verifies our signatures with their trusted comment`() throws {
        let key = try key("minisign")
        let signature = try MinisignSignature.sign(
            FileDigests(of: content), with: .memory(.ed25519(key)), trustedComment: "for you")
        try scratch.write(content, "f")
        try scratch.write(signature.text, "f.minisig")
        try scratch.write(
            MinisignPublicKey(id: MinisignKeyID(derivedFrom: key.publicKey), key: key.publicKey).text, "p")
        let result = try #require(Self.minisign).run(
            ["-V", "-H", "-p", "p", "-m", "f", "-x", "f.minisig"], in: scratch.folder)
        #expect(result.status == 0, "\(result.text)")
        #expect(result.text.contains("Trusted comment: for you"))
    }

    @Test(.enabled(if: minisign != nil, "needs minisign"), arguments: ["-H", "-l"])
    func `we verify minisign's signatures of both kinds`(mode: String) throws {
        let minisign = try #require(Self.minisign)
        _ = try minisign.run(["-G", "-W", "-p", "p", "-s", "k"], in: scratch.folder)
        try scratch.write(content, "f")
        let signed = try minisign.run(["-S", mode, "-s", "k", "-m", "f", "-t", "hello"], in: scratch.folder)
        #expect(signed.status == 0, "\(signed.text)")
        let signature = try MinisignSignature.parse(try scratch.read("f.minisig"))
        let key = try MinisignPublicKey(try scratch.read("p"))
        #expect(signature.algorithm == (mode == "-H" ? .prehashed : .legacy))
        #expect(signature.trustedComment == "hello")
        #expect(signature.keyID == key.id)
        try signature.verify(content, by: key.key)
        #expect(throws: TrustError.self) { try signature.verify(content + [0], by: key.key) }
        let other = try scratch.read("f.minisig").replacing("trusted comment: hello", with: "trusted comment: hullo")
        #expect(throws: TrustError.self) { try MinisignSignature.parse(other).verify(content, by: key.key) }
        #expect(try MinisignSignature.parse(signature.text) == signature)
    }

    /// A legacy signature is over the file as it is: a file that reads as another format's signed message could be
    /// passed on as that.
    @Test func `a legacy signature over another protocol's message is refused`() throws {
        let key = try key("cross")
        let envelope = try Envelope.sign([1], type: "t", with: [.memory(.ed25519(key))])
        let file = envelope.preAuthenticationEncoding
        let comment = try key.sign(envelope.signatures[0].bytes + Array("c".utf8))
        let text = """
            untrusted comment: x
            \(Base64.encode(Array("Ed".utf8) + [UInt8](repeating: 0, count: 8) + envelope.signatures[0].bytes))
            trusted comment: c
            \(Base64.encode(comment))
            """
        let signature = try MinisignSignature.parse(text)
        #expect(throws: TrustError.self) { try signature.verify(file, by: key.publicKey) }
    }

    @Test func `a comment of two lines cannot be signed`() {
        #expect(throws: TrustError.self) {
            try MinisignSignature.sign(FileDigests(of: content), with: try signer("a"), trustedComment: "a\nb")
        }
    }

    // MARK: SSH

    @Test func `ssh-keygen verifies our signatures`() throws {
        let keygen = try #require(Tool.named("ssh-keygen"))
        let key = try key("sshsig")
        let signature = try SSHSignature.sign(content, namespace: "file", with: .memory(.ed25519(key)))
        try scratch.write(signature.text, "s")
        try scratch.write("alice \(OpenSSHPublicKey(key.publicKey, comment: "").text)\n", "allowed")
        let verify = { (namespace: String) in
            try keygen.run(
                ["-Y", "verify", "-f", "allowed", "-I", "alice", "-n", namespace, "-s", "s"], in: scratch.folder,
                input: content)
        }
        #expect(try verify("file").status == 0)
        #expect(try verify("git").status != 0)
    }

    @Test(arguments: ["sha256", "sha512"])
    func `we verify ssh-keygen's signatures`(hash: String) throws {
        let keygen = try #require(Tool.named("ssh-keygen"))
        _ = try keygen.run(["-q", "-t", "ed25519", "-N", "", "-f", "id"], in: scratch.folder)
        try scratch.write(content, "f")
        let made = try keygen.run(
            ["-Y", "sign", "-f", "id", "-n", "file", "-O", "hashalg=\(hash)", "f"], in: scratch.folder)
        #expect(made.status == 0, "\(made.text)")
        let text = try scratch.read("f.sig")
        let signature = try SSHSignature.parse(text)
        let key = try #require(try PublicKeyFile.parse(try scratch.read("id.pub"), what: "p").ed25519)
        #expect(signature.text == text)
        #expect(try signature.ed25519Key == key)
        #expect(signature.isSignature(of: content, namespace: "file", by: key))
        // One key in two namespaces.
        #expect(!signature.isSignature(of: content, namespace: "git", by: key))
        #expect(!signature.isSignature(of: content + [0], namespace: "file", by: key))
        #expect(!signature.isSignature(of: content, namespace: "file", by: try Self.other()))
    }

    private static func other() throws -> Ed25519PublicKey { try key("other").publicKey }

    @Test func `a signature that was cut off anywhere is refused`() throws {
        let signature = try SSHSignature.sign(content, namespace: "git", with: try signer("a"))
        let bytes = try #require(try PEM.parse(Array(signature.text.utf8), what: "s")).content
        for count in 1..<bytes.count {
            let pem = PEM(label: "SSH SIGNATURE", content: Array(bytes.prefix(count)))
            #expect(throws: TrustError.self) { try SSHSignature.parse(pem.text()) }
        }
    }
}
