import Testing
import Trust

@Suite struct DigestTests {
    /// FIPS 180-4's examples, and the empty message.
    @Test(arguments: [
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `digests are those of the standard`(message: String, digest: String) {
        #expect(SHA256Digest(of: message.utf8).hex == digest)
    }

    @Test func `a million bytes are digested as one message`() {
        #expect(
            SHA256Digest(of: repeatElement(UInt8(ascii: "a"), count: 1_000_000)).hex
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    /// `printf abc | openssl dgst -sha256 -binary | basenc --base64url`, without the padding.
    @Test func `base64url has no padding and no plus or slash`() {
        #expect(SHA256Digest(of: "abc".utf8).base64URL == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")
    }
}
