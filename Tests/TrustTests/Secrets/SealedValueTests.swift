import Testing
import Trust

@Suite struct SealedValueTests {
    private let place = SealedValue.Place(
        environment: "production", namespace: "models", name: "database", field: "data.password")

    @Test(arguments: ["", "hunter2", String(repeating: "long ", count: 1_000)])
    func `a value opens where it belongs`(value: String) throws {
        let key = try SealingPrivateKey.generate()
        let text = try SealedValue.seal(try secret(value), for: place, to: key.publicKey).text
        #expect(text.hasPrefix("sealed:v1:\(key.publicKey.id):"))
        #expect(SealedValue.isSealed(text))
        let opened = try SealedValue(text).open(for: place, with: key)
        #expect(String(decoding: opened.exposedBytes, as: UTF8.self) == value)
    }

    @Test func `a value that was moved does not open`() throws {
        let key = try SealingPrivateKey.generate()
        let sealed = try SealedValue.seal(try secret("x"), for: place, to: key.publicKey)
        for path in [\SealedValue.Place.environment, \.namespace, \.name, \.field] {
            var other = place
            other[keyPath: path] += "2"
            #expect {
                try sealed.open(for: other, with: key)
            } throws: { error in
                "\(error)".contains("sealed for another environment, namespace, name or field")
            }
        }
        // The parts cannot be shifted against one another.
        let shifted = SealedValue.Place(
            environment: "production", namespace: "modelsdatabase", name: "", field: "data.password")
        #expect(throws: TrustError.self) { try sealed.open(for: shifted, with: key) }
    }

    @Test func `another key and every changed byte are refused`() throws {
        let key = try SealingPrivateKey.generate()
        let sealed = try SealedValue.seal(try secret("x"), for: place, to: key.publicKey)
        #expect(throws: TrustError.self) { try sealed.open(for: place, with: try .generate()) }
        let parts = sealed.text.split(separator: ":")
        let box = try #require(Base64.decode(String(parts[3])))
        for index in box.indices {
            var changed = box
            changed[index] ^= 1
            let text = "sealed:v1:\(parts[2]):\(Base64.encode(changed))"
            #expect(throws: TrustError.self) { try SealedValue(text).open(for: place, with: key) }
        }
    }

    @Test func `lengths do not show, and two of a value do not look alike`() throws {
        let key = try SealingPrivateKey.generate()
        let one = try SealedValue.seal(try secret("a"), for: place, to: key.publicKey)
        let two = try SealedValue.seal(try secret("abcdefgh"), for: place, to: key.publicKey)
        #expect(one.text.count == two.text.count)
        #expect(try SealedValue.seal(try secret("a"), for: place, to: key.publicKey) != one)
    }

    @Test func `a value moves to a new key`() throws {
        let old = try SealingPrivateKey.generate()
        let new = try SealingPrivateKey.generate()
        let sealed = try SealedValue.seal(try secret("x"), for: place, to: old.publicKey)
        let rotated = try sealed.rotated(for: place, from: old, to: new.publicKey)
        #expect(try rotated.open(for: place, with: new).exposedBytes == Array("x".utf8))
        #expect(throws: TrustError.self) { try rotated.open(for: place, with: old) }
    }

    @Test(arguments: [
        "sealed:", "sealed:v1:abc:AAAA", "sealed:v2:0011223344556677:AAAA", "sealed:v1:0011223344556677:!",
        "sealed:v1:0011223344556677:AAAA:", "plain",
    ])
    func `what is no sealed value is refused`(text: String) {
        #expect(throws: TrustError.self) { try SealedValue(text) }
    }

    @Test(arguments: [
        ("data.password", true), ("stringData.tls.crt", true), ("data.a_B-9", true), ("data", false), ("data.", false),
        ("stringdata.a", false), ("spec.password", false), ("data.a b", false), ("data.a/b", false), ("data...", false),
        ("password", false), ("", false),
    ])
    func `a field is one of a Secret's data`(field: String, isOne: Bool) {
        #expect(SealedValue.isField(field) == isOne)
    }

    @Test func `sealing keys are kept under a passphrase, apart from signing keys`() throws {
        let key = try SealingPrivateKey.generate()
        let text = try key.text(passphrase: try secret("word"))
        let word = PassphraseSource.fixed(try secret("word"))
        #expect(try SealingPrivateKey.parse(try secret(text), what: "k", passphrase: word).publicKey == key.publicKey)
        #expect(throws: TrustError.self) { try PrivateKeyFile.parse(try secret(text), what: "k", passphrase: word) }
        #expect(try SealingPublicKey(key.publicKey.description) == key.publicKey)
        #expect("\(key)" == "<redacted>")
        let zero = "x25519:" + Base64.encode([UInt8](repeating: 0, count: 32))
        #expect(throws: TrustError.self) { try SealingPublicKey(zero) }
    }
}
