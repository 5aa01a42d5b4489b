/// That an entry is in a log, with the checkpoint that says so: verifiable offline (C2SP tlog-proof).
///
///     c2sp.org/tlog-proof@v1
///     index 73894
///     gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
///     …
///
///     example.com/fancylog
///     109482
///     sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
///
///     — example.com/fancylog …
package struct LogProof: Sendable, Hashable {
    /// Opaque to the format, and not authenticated; nil where there is no such line.
    package var extra: [UInt8]?
    package var index: Int
    package var path: [TreeHash]
    package var note: SignedNote

    private static let header = "c2sp.org/tlog-proof@v1"
    private static let mostHashes = 63

    package init(index: Int, path: [TreeHash], note: SignedNote, extra: [UInt8]? = nil) {
        self.index = index
        self.path = path
        self.note = note
        self.extra = extra
    }

    /// - Throws: ``TrustError/unexpected(_:found:)``.
    package init(_ bytes: [UInt8]) throws(TrustError) {
        let what = "a tlog proof"
        guard bytes.count <= SignedNote.mostBytes, let text = String(validating: bytes, as: UTF8.self) else {
            throw .unexpected(what, found: "\(bytes.count) bytes, or bytes that are not UTF-8")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard let header = lines.popFirst(), header == Self.header else {
            throw .unexpected("the line '\(Self.header)'", found: "another first line")
        }
        if let line = lines.first, line.hasPrefix("extra ") {
            guard let decoded = Base64.decode(line.dropFirst(6)) else {
                throw .unexpected(what, found: "extra data that is not base64")
            }
            extra = decoded
            lines.removeFirst()
        }
        guard let line = lines.popFirst(), line.hasPrefix("index "), let number = DecimalText.number(line.dropFirst(6))
        else { throw .unexpected(what, found: "no line 'index N'") }
        index = number
        path = []
        while let line = lines.first, !line.isEmpty {
            guard let hash = TreeHash(base64: line), path.count < Self.mostHashes else {
                throw .unexpected(what, found: "the hash '\(line)', or more than \(Self.mostHashes)")
            }
            path.append(hash)
            lines.removeFirst()
        }
        guard lines.popFirst() != nil else { throw .unexpected(what, found: "no checkpoint") }
        note = try SignedNote(Array(lines.joined(separator: "\n").utf8))
    }

    package var bytes: [UInt8] {
        var lines = [Self.header]
        if let extra { lines.append("extra " + Base64.encode(extra)) }
        lines.append("index \(index)")
        lines += path.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note.bytes
    }

    /// Checks the checkpoint's signatures, then that the entry is in the tree.
    ///
    /// - Throws: ``TrustError/unexpected(_:found:)``, ``TrustError/unverified(_:reason:)``, ``TrustError/proof(_:)``.
    package func verify(
        entry: [UInt8], origin: String, log: NoteVerifier, witnesses: [NoteVerifier] = []
    ) throws(TrustError) -> VerifiedCheckpoint {
        let verified = try VerifiedCheckpoint(note, origin: origin, log: log, witnesses: witnesses)
        let proof = InclusionProof(index: index, size: verified.checkpoint.size, path: path)
        try proof.verify(leaf: .leaf(entry), root: verified.checkpoint.root)
        return verified
    }
}
