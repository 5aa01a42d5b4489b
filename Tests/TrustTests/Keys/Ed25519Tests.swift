import Testing
import Trust

@Suite struct Ed25519Tests {
    /// RFC 8032, section 7.1, tests 1, 2 and 3.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595"
                + "bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb43"
                + "02aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716"
                + "ed28dc027beceea1ec40a"
        ),
    ])
    func `keys and signatures are those of the standard`(
        seed: String, point: String, message: String, signature: String
    ) throws {
        let key = try Ed25519PrivateKey(seed: try SecretMemory(copying: try #require(Hexadecimal.decode(seed))))
        let message = try #require(Hexadecimal.decode(message))
        #expect(Hexadecimal.encode(key.publicKey.bytes) == point)
        #expect(Hexadecimal.encode(try key.sign(message)) == signature)
        #expect(key.publicKey.isSignature(try key.sign(message), of: message))
        #expect(!key.publicKey.isSignature(try key.sign(message), of: message + [0]))
    }

    /// Every point of small order in canonical and non-canonical form, and y ≥ p.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0200000000000000000000000000000000000000000000000000000000000000",
    ])
    func `a point of small order, not canonical or off the curve is no key`(point: String) throws {
        let bytes = try #require(Hexadecimal.decode(point))
        #expect(throws: TrustError.self) { try Ed25519PublicKey(bytes) }
        // Whatever file it comes in.
        let spki = PEM(label: "PUBLIC KEY", content: [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0] + bytes)
        #expect(throws: TrustError.self) { try PublicKeyFile.parse(spki.text(), what: "key") }
        let blob: [UInt8] = [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32] + bytes
        #expect(throws: TrustError.self) {
            try PublicKeyFile.parse("ssh-ed25519 \(Base64.encode(blob)) x", what: "key")
        }
    }

    @Test func `a weak key says what to do`() {
        #expect {
            try Ed25519PublicKey([1] + [UInt8](repeating: 0, count: 31))
        } throws: { error in
            "\(error)" == """
                Ed25519 public key 0100000000000000… is not a key to trust: expected a canonical point of the \
                prime-order group, found another
                  hint: make a new key with 'lockstep key new'
                """
        }
    }

    /// A signature whose S is raised by the group's order fits the same equation; strict verification refuses it.
    @Test func `a signature that was made anew from another is refused`() throws {
        let order = try #require(
            Hexadecimal.decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"))
        let key = try key("malleable")
        var signature = try key.sign(Array("message".utf8))
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            signature[32 + index] = UInt8(sum & 0xFF)
            carry = sum >> 8
        }
        #expect(!key.publicKey.isSignature(signature, of: Array("message".utf8)))
    }

    @Test func `a private key prints as redacted in every way`() throws {
        let key = try key("printed")
        var dumped = ""
        dump(key, to: &dumped)
        dump(PrivateKey.ed25519(key), to: &dumped)
        dump(SigningKey.memory(.ed25519(key)), to: &dumped)
        dump(try secret("hunter2"), to: &dumped)
        #expect("\(key)" == "<redacted>")
        #expect(String(reflecting: key) == "<redacted>")
        #expect(!dumped.contains("hunter2"))
        #expect(!dumped.contains("seed"))
        #expect(dumped.contains("<redacted>"))
    }

    @Test func `P-256 signs, and only P-256 is taken for it`() throws {
        let key = try P256PrivateKey.generate()
        let signature = try key.sign([1, 2, 3])
        #expect(key.publicKey.isSignature(signature, of: [1, 2, 3]))
        #expect(!key.publicKey.isSignature(signature, of: [1, 2]))
        #expect(throws: TrustError.self) { try P256PublicKey(spki: try self.ed25519.spki) }
    }

    private var ed25519: Ed25519PublicKey { get throws { try key("other").publicKey } }
}
