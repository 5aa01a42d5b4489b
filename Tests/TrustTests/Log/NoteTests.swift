import Testing

@testable import Trust

@Suite struct NoteTests {
    /// The example of Go's golang.org/x/mod/sumdb/note.
    static let goKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let goNote = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=

        """

    /// The example of C2SP tlog-cosignature.
    static let cosigned = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """

    @Test func `the note of Go's package verifies with its key`() throws {
        let key = try VerifierKey(Self.goKey)
        #expect(key.description == Self.goKey)
        let note = try SignedNote(Array(Self.goNote.utf8))
        #expect(try note.verify(with: [NoteVerifier(key)]) == [VerifiedSignature(key: key, time: nil)])
        #expect(note.bytes == Array(Self.goNote.utf8))
    }

    @Test func `a note whose text was changed does not verify`() throws {
        let key = NoteVerifier(try VerifierKey(Self.goKey))
        let changed = Self.goNote.replacing("don't know", with: "know")
        #expect(throws: TrustError.self) { try SignedNote(Array(changed.utf8)).verify(with: [key]) }
    }

    @Test func `the checkpoint of the specification is read, with its cosignature's time`() throws {
        let note = try SignedNote(Array(Self.cosigned.utf8))
        let checkpoint = try Checkpoint(text: note.text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.root.base64 == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.text == note.text)
        #expect(note.signatures.map(\.bytes.count) == [64, 72])
        let time = note.signatures[1].bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
        #expect(time == 1_679_315_147)
    }

    @Test func `a cosignature holds for its text and its time only`() throws {
        let witness = try TestKey(9, name: "witness.example/w1", kind: .cosignature)
        let text = "example.com/log\n0\n\(TreeHash.ofEmptyTree.base64)\n"
        let signature = try witness.signer.signature(over: text, time: 1_679_315_147)
        let note = SignedNote(text: text, signatures: [signature])
        #expect(try note.verify(with: [witness.verifier]).map(\.time) == [1_679_315_147])
        var later = signature.bytes
        later[7] += 1
        let forged = NoteSignature(name: signature.name, keyID: signature.keyID, bytes: later)
        #expect(throws: TrustError.self) {
            try SignedNote(text: text, signatures: [forged]).verify(with: [witness.verifier])
        }
    }

    @Test func `a log's key is no witness key, although the bytes are the same`() throws {
        let log = try TestKey(3, name: "example.com/log")
        let witness = try TestKey(3, name: "example.com/log", kind: .cosignature)
        let note = try log.checkpoint("example.com/log", [])
        #expect(throws: TrustError.self) { try note.verify(with: [witness.verifier]) }
    }

    @Test func `unknown signatures are passed over, a wrong one of a known key refuses the note`() throws {
        let (known, stranger) = (try TestKey(1, name: "a"), try TestKey(2, name: "b"))
        let text = "text\n"
        let good = try known.signer.signature(over: text, time: 0)
        let strange = try stranger.signer.signature(over: "other\n", time: 0)
        let note = SignedNote(text: text, signatures: [strange, good])
        #expect(try note.verify(with: [known.verifier]).count == 1)
        #expect(throws: TrustError.self) { try note.verify(with: [known.verifier, stranger.verifier]) }
        #expect(throws: TrustError.self) { try note.verify(with: []) }
    }

    @Test func `one key counts once, however often it signed`() throws {
        let key = try TestKey(1, name: "a")
        let signature = try key.signer.signature(over: "text\n", time: 0)
        let note = SignedNote(text: "text\n", signatures: [signature, signature])
        #expect(try note.verify(with: [key.verifier]).count == 1)
    }

    @Test(arguments: [
        "", "text\n", "text\n\n", "text\n\n— a AAAAAAA=", "text\n\n- a AAAAAAA=\n", "text\n\n— a b AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n", "text\n\n— a AAAA\n", "text\n\n— a !AAAAAA=\n", "te\u{7}xt\n\n— a AAAAAAA=\n",
        "te\rxt\n\n— a AAAAAAA=\n", "text\n\n— a AAAAAAB=\n",
    ])
    func `what is no signed note is refused`(text: String) {
        #expect(throws: TrustError.self) { try SignedNote(Array(text.utf8)) }
    }

    @Test(arguments: [
        "example.com\n1\n", "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.com\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.com\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.com\n9223372036854775808\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.com\n1\nCsUYapGGPo4dkMgIAUqom\n",
        "example.com\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nextension\n",
    ])
    func `what is no checkpoint is refused`(text: String) {
        #expect(throws: TrustError.self) { try Checkpoint(text: text) }
    }

    @Test func `extension lines of other logs are kept`() throws {
        let text = "example.com\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nfirst\nsecond\n"
        let checkpoint = try Checkpoint(text: text)
        #expect(checkpoint.extensions == ["first", "second"])
        #expect(checkpoint.text == text)
    }

    @Test(arguments: [
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3", "",
    ])
    func `what is no verifier key is refused`(text: String) {
        #expect(throws: TrustError.self) { try VerifierKey(text) }
    }

    @Test func `base64 has one text for each value`() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + 250) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode(Array("foob".utf8)) == "Zm9vYg==")
        for text in ["Zg", "Zg=", "Zh==", "Zg==\n", " Zg==", "Z===", "====", "Zm9v=", "Zg==Zg==", "Zm-_"] {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
    }
}
