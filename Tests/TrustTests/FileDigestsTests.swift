import Testing

@testable import Trust

@Suite struct FileDigestsTests {
    /// RFC 7693, appendix A, and `b2sum` of a file that is read in several pieces.
    @Test(arguments: [
        (
            Array("abc".utf8),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
        ),
        (
            [UInt8](repeating: UInt8(ascii: "a"), count: 1_500_000),
            "67f1fdfbfaa710a5d68423d6b20a4e7b0769b9c10c4573179244a7e76f18f9a1"
                + "5c5f3bea7c343a5534d5e70ac3d551a28f974bf2f91d41675e5698f246f65a3a"
        ),
    ])
    func `a file's digests are those of its bytes`(content: [UInt8], blake2b: String) throws {
        let folder = try TestFolder()
        try folder.write("file", content)
        let digests = try #require(try FileDigests.read(path: "\(folder.path)/file"))
        #expect(Hexadecimal.encode(digests.blake2b) == blake2b)
        #expect(digests == FileDigests(of: content))
    }

    @Test func `no file has no digests`() throws {
        #expect(try FileDigests.read(path: "\(TestFolder().path)/missing") == nil)
    }
}
