/// The head of a log's tree (C2SP tlog-checkpoint): the text of a signed note.
///
///     example.com/behind-the-sofa
///     20852163
///     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
package struct Checkpoint: Sendable, Hashable {
    /// Which log it is.
    package let origin: String
    /// Entries in the tree.
    package let size: Int
    package let root: TreeHash
    /// Further lines, which nobody audits; written by other logs only.
    package let extensions: [String]

    package init(origin: String, size: Int, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
        extensions = []
    }

    /// - Throws: ``TrustError/unexpected(_:found:)``.
    package init(text: String) throws(TrustError) {
        let what = "a checkpoint of an origin, a size and a root"
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true, lines.count >= 3, !lines.contains(where: \.isEmpty) else {
            throw .unexpected(what, found: "\(lines.count) lines, or an empty one")
        }
        guard let size = DecimalText.number(lines[1]) else { throw .unexpected(what, found: "the size '\(lines[1])'") }
        guard let root = TreeHash(base64: lines[2]) else { throw .unexpected(what, found: "the root '\(lines[2])'") }
        origin = String(lines[0])
        self.size = size
        self.root = root
        extensions = lines.dropFirst(3).map(String.init)
    }

    package var text: String {
        ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
    }
}

/// A checkpoint that the log's own key signed.
package struct VerifiedCheckpoint: Sendable, Hashable {
    package let checkpoint: Checkpoint
    package let note: SignedNote
    /// The log's signature and those of known witnesses.
    package let signatures: [VerifiedSignature]

    /// - Parameter witnesses: whose cosignatures are to be checked too; a wrong one refuses the note.
    /// - Throws: ``TrustError/unexpected(_:found:)``, ``TrustError/unverified(_:reason:)`` also for another origin.
    package init(
        _ note: SignedNote, origin: String, log: NoteVerifier, witnesses: [NoteVerifier] = []
    ) throws(TrustError) {
        checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
            throw .unverified("a checkpoint of '\(origin)'", reason: "one of '\(checkpoint.origin)'")
        }
        signatures = try note.verify(with: [log] + witnesses)
        guard signatures.contains(where: { $0.key == log.key }) else {
            throw .unverified("a checkpoint of '\(origin)'", reason: "no signature of the log itself")
        }
        self.note = note
    }

    /// The witnesses that cosigned, each once.
    package var cosigners: [VerifiedSignature] { signatures.filter { $0.key.kind == .cosignature } }
}

/// Decimal numbers that have one text only.
enum DecimalText {
    /// - Returns: nil for a sign, a leading zero, a foreign digit or a number beyond 64 bits.
    static func number(_ text: some StringProtocol) -> Int? {
        guard let first = text.utf8.first, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            first != 0x30 || text.utf8.count == 1
        else { return nil }
        return Int(text)
    }
}
