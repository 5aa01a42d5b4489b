import Foundation
import Testing
import Trust

@Suite struct KeyFileTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func parse(_ text: String, passphrase: String? = nil) throws -> PrivateKeyFile {
        let source = try passphrase.map { PassphraseSource.fixed(try secret($0)) } ?? .none
        return try PrivateKeyFile.parse(try secret(text), what: "'k'", passphrase: source)
    }

    // MARK: Lockstep

    @Test func `a key file opens with its passphrase and no other`() throws {
        let key = PrivateKey.ed25519(try key("a"))
        let text = try PrivateKeyFile.text(key, format: .lockstep, passphrase: try secret("correct"))
        #expect(text.hasPrefix("-----BEGIN LOCKSTEP PRIVATE KEY-----\n"))
        #expect(try parse(text, passphrase: "correct").key.publicKey == key.publicKey)
        #expect(throws: TrustError.wrongPassphrase("'k'")) { try parse(text, passphrase: "wrong") }
        #expect(throws: TrustError.passphraseNeeded("'k'")) { try parse(text) }
    }

    @Test func `a changed key file does not open`() throws {
        let text = try PrivateKeyFile.text(
            .ed25519(try key("a")), format: .lockstep, passphrase: try secret("correct"))
        let pem = try #require(try PEM.parse(Array(text.utf8), what: "k"))
        // The public key stands in the clear, and is authenticated.
        for index in [50, pem.content.count - 1] {
            var content = pem.content
            content[index] ^= 1
            #expect(throws: TrustError.wrongPassphrase("'k'")) {
                try parse(PEM(label: pem.label, content: content).text(), passphrase: "correct")
            }
        }
    }

    @Test func `P-256 keys are kept the same way`() throws {
        let key = PrivateKey.p256(try .generate())
        let text = try PrivateKeyFile.text(key, format: .lockstep, passphrase: try secret("correct"))
        #expect(try parse(text, passphrase: "correct").key.publicKey == key.publicKey)
    }

    // MARK: OpenSSH

    @Test(arguments: ["", "open sesame"])
    func `ssh-keygen's keys are read`(passphrase: String) throws {
        let keygen = try #require(Tool.named("ssh-keygen"))
        let path = scratch.path("id")
        let made = try keygen.run(["-q", "-t", "ed25519", "-N", passphrase, "-a", "2", "-C", "alice", "-f", path])
        #expect(made.status == 0)
        let key = try parse(try scratch.read("id"), passphrase: passphrase).key
        let publicKey = try PublicKeyFile.parse(try scratch.read("id.pub"), what: "id.pub")
        #expect(key.publicKey == publicKey)
        let listed = try keygen.run(["-l", "-f", path + ".pub"]).output
        #expect(listed.contains(try #require(publicKey.ed25519).fingerprint))
        if !passphrase.isEmpty {
            #expect(throws: TrustError.wrongPassphrase("'k'")) { try parse(try scratch.read("id"), passphrase: "no") }
        }
    }

    @Test(arguments: [nil, "open sesame"] as [String?])
    func `ssh-keygen reads our keys`(passphrase: String?) throws {
        let keygen = try #require(Tool.named("ssh-keygen"))
        let key = try key("exported")
        let text = try PrivateKeyFile.text(
            .ed25519(key), format: .openssh, comment: "c", passphrase: try passphrase.map { try secret($0) })
        let path = try scratch.write(text, "ours")
        let result = try keygen.run(["-y", "-P", passphrase ?? "", "-f", path])
        #expect(result.output == OpenSSHPublicKey(key.publicKey, comment: "c").text + "\n", "\(result.errors)")
        #expect(try parse(text, passphrase: passphrase).key.publicKey == .ed25519(key.publicKey))
    }

    @Test func `an OpenSSH key that asks for too many rounds is refused`() throws {
        let text = try PrivateKeyFile.text(
            .ed25519(try key("slow")), format: .openssh, passphrase: try secret("p"))
        var pem = try #require(try PEM.parse(Array(text.utf8), what: "k"))
        var content = pem.content
        let rounds = try #require(content.firstRange(of: [0, 0, 0, 24, 0, 0, 0, 16])).upperBound + 16
        content.replaceSubrange(rounds..<rounds + 4, with: [0x7F, 0xFF, 0xFF, 0xFF])
        pem = PEM(label: pem.label, content: content)
        #expect(throws: TrustError.self) { try parse(pem.text(), passphrase: "p") }
    }

    // MARK: PKCS#8

    @Test func `openssl's keys are read, encrypted and not`() throws {
        let openssl = try #require(Tool.named("openssl"))
        for algorithm in [["ed25519"], ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]] {
            let path = scratch.path("p8")
            #expect(try openssl.run(["genpkey", "-algorithm"] + algorithm + ["-out", path]).status == 0)
            let key = try parse(try scratch.read("p8")).key
            let pem = try openssl.run(["pkey", "-in", path, "-pubout"]).output
            #expect(key.publicKey.spkiPEM == pem)
            #expect(try PublicKeyFile.parse(pem, what: "p").id == key.publicKey.id)
            let encrypted = try openssl.run([
                "pkcs8", "-topk8", "-in", path, "-passout", "pass:word", "-v2", "aes-256-cbc",
            ]).output
            #expect(try parse(encrypted, passphrase: "word").key.publicKey == key.publicKey)
            #expect(throws: TrustError.wrongPassphrase("'k'")) { try parse(encrypted, passphrase: "other") }
            let ours = try PrivateKeyFile.text(key, format: .pkcs8, passphrase: nil)
            try scratch.write(ours, "ours.pem")
            #expect(try openssl.run(["pkey", "-in", scratch.path("ours.pem"), "-pubout"]).output == pem)
        }
    }

    @Test func `an encrypted key that would take for ever is refused before it does`() throws {
        let openssl = try #require(Tool.named("openssl"))
        let path = scratch.path("slow")
        #expect(try openssl.run(["genpkey", "-algorithm", "ed25519", "-out", path]).status == 0)
        let encrypted = try openssl.run([
            "pkcs8", "-topk8", "-in", path, "-passout", "pass:w", "-iter", "4096",
        ]).output
        let pem = try #require(try PEM.parse(Array(encrypted.utf8), what: "k"))
        var content = pem.content
        let count = try #require(content.firstRange(of: [0x02, 0x02, 0x10, 0x00]))
        content.replaceSubrange(count, with: [0x02, 0x04, 0x7F, 0xFF, 0xFF, 0xFF])
        // The three lengths around the number grow by two.
        for index in content.indices.prefix(30) where content[index] == 0x30 && index < count.lowerBound {
            if content[index + 1] < 0x80 { content[index + 1] += 2 } else { content[index + 2] += 2 }
        }
        #expect {
            try parse(PEM(label: pem.label, content: content).text(), passphrase: "w")
        } throws: { error in
            if case TrustError.unsupported = error { true } else { false }
        }
    }

    @Test func `a key of another curve or kind is refused`() throws {
        let openssl = try #require(Tool.named("openssl"))
        for algorithm in [["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["RSA"], ["X25519"]] {
            let text = try openssl.run(["genpkey", "-algorithm"] + algorithm).output
            #expect(throws: TrustError.self) { try parse(text) }
        }
    }

    // MARK: cosign

    private static let python = Tool.inVenv("python")

    @Test(.enabled(if: python != nil, "needs .venv with PyNaCl"))
    func `a cosign key that another library wrote is read, and ours by it`() throws {
        let python = try #require(Self.python)
        let program = """
            import base64, hashlib, json, sys, nacl.secret
            word, text = sys.argv[1].encode(), sys.stdin.read()
            body = json.loads(base64.b64decode("".join(text.strip().split("\\n")[1:-1])))
            p = body["kdf"]["params"]
            key = hashlib.scrypt(word, salt=base64.b64decode(body["kdf"]["salt"]), n=p["N"], r=p["r"], p=p["p"],
                dklen=32, maxmem=1 << 28)
            box = nacl.secret.SecretBox(key)
            der = box.decrypt(base64.b64decode(body["ciphertext"]), base64.b64decode(body["cipher"]["nonce"]))
            # Written anew with another cost.
            salt = bytes(32)
            key = hashlib.scrypt(word, salt=salt, n=32768, r=8, p=1, dklen=32, maxmem=1 << 28)
            sealed = nacl.secret.SecretBox(key).encrypt(der, bytes(24))
            e = lambda b: base64.b64encode(b).decode()
            new = {"kdf": {"name": "scrypt", "params": {"N": 32768, "r": 8, "p": 1}, "salt": e(salt)},
                "cipher": {"name": "nacl/secretbox", "nonce": e(bytes(24))}, "ciphertext": e(sealed.ciphertext)}
            print("-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----")
            print(e(json.dumps(new).encode()))
            print("-----END ENCRYPTED COSIGN PRIVATE KEY-----")
            """
        for key in [PrivateKey.ed25519(try key("cosign")), .p256(try .generate())] {
            let ours = try PrivateKeyFile.text(key, format: .cosign, passphrase: try secret("word"))
            #expect(ours.hasPrefix("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----"))
            let theirs = try python.run(["-c", program, "word"], input: Array(ours.utf8))
            #expect(theirs.status == 0, "\(theirs.errors)")
            let read = try parse(theirs.output, passphrase: "word")
            #expect(read.key.publicKey == key.publicKey)
            #expect(read.format == .cosign)
        }
    }

    /// scrypt parameters as a denial of service.
    @Test(arguments: [1, 1 << 14, 1 << 18, 1 << 30])
    func `a cosign key with another cost is refused before any work is done`(cost: Int) throws {
        let salt = Base64.encode([UInt8](repeating: 0, count: 32))
        let nonce = Base64.encode([UInt8](repeating: 0, count: 24))
        let json = """
            {"kdf":{"name":"scrypt","params":{"N":\(cost),"r":8,"p":1},"salt":"\(salt)"},\
            "cipher":{"name":"nacl/secretbox","nonce":"\(nonce)"},"ciphertext":"\(salt)"}
            """
        let pem = PEM(label: "ENCRYPTED SIGSTORE PRIVATE KEY", content: Array(json.utf8)).text()
        #expect(
            throws: TrustError.unsupported(
                "'k'", found: "expected a scrypt cost of 32768, 65536 or 131072, found \(cost)")
        ) { try parse(pem, passphrase: "word") }
    }

    // MARK: minisign

    @Test(.enabled(if: Tool.named("minisign") != nil, "needs minisign"))
    func `minisign's keys are read, and those that ask for too much are not`() throws {
        let minisign = try #require(Tool.named("minisign"))
        let made = try minisign.run(["-G", "-W", "-p", scratch.path("m.pub"), "-s", scratch.path("m.key")])
        #expect(made.status == 0, "\(made.text)")
        let file = try parse(try scratch.read("m.key"))
        let publicKey = try MinisignPublicKey(try scratch.read("m.pub"))
        #expect(file.key.publicKey == .ed25519(publicKey.key))
        #expect(file.minisignID == publicKey.id)
        #expect(publicKey.text == (try scratch.read("m.pub")))
        var bytes = try #require(
            Base64.decode(try scratch.read("m.key").split(separator: "\n").last.map(String.init) ?? ""))
        bytes[2] = UInt8(ascii: "S")
        bytes[3] = UInt8(ascii: "c")
        bytes[45] = 1
        #expect {
            try parse("untrusted comment: x\n\(Base64.encode(bytes))\n", passphrase: "w")
        } throws: { error in
            if case TrustError.unsupported = error { true } else { false }
        }
    }

    @Test(.enabled(if: Tool.named("minisign") != nil, "needs minisign"))
    func `a minisign key under a passphrase is read`() throws {
        let minisign = try #require(Tool.named("minisign"))
        let made = try minisign.run(
            ["-G", "-p", scratch.path("m.pub"), "-s", scratch.path("m.key")], input: Array("word\nword\n".utf8))
        #expect(made.status == 0, "\(made.text)")
        let file = try parse(try scratch.read("m.key"), passphrase: "word")
        #expect(file.key.publicKey == .ed25519(try MinisignPublicKey(try scratch.read("m.pub")).key))
    }

    @Test func `minisign prints a key's name without leading zeroes`() throws {
        let name: [UInt8] = [0xF4, 0x87, 0x99, 0x97, 0x02, 0x16, 0xFD, 0x0A]
        let line = Base64.encode(Array("Ed".utf8) + name + (try key("zero").publicKey.bytes))
        #expect(try MinisignPublicKey("untrusted comment: x\n\(line)\n").id.description == "AFD1602979987F4")
    }

    // MARK: What is no key

    @Test(arguments: [
        "", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n",
        "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN LOCKSTEP PRIVATE KEY-----\nAAAA\n-----END LOCKSTEP PRIVATE KEY-----",
    ])
    func `what is no key is refused`(text: String) {
        #expect(throws: TrustError.self) { try parse(text, passphrase: "p") }
    }

    @Test func `a private key that was cut off anywhere is refused`() throws {
        let text = try PrivateKeyFile.text(.ed25519(try key("cut")), format: .openssh, passphrase: nil)
        let content = try #require(try PEM.parse(Array(text.utf8), what: "k")).content
        for count in stride(from: 1, to: content.count, by: 3) {
            let pem = PEM(label: "OPENSSH PRIVATE KEY", content: Array(content.prefix(count)))
            #expect(throws: TrustError.self) { try parse(pem.text()) }
        }
    }
}
