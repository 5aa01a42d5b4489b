/// The body of `add-checkpoint` (C2SP tlog-witness): a new checkpoint and how it grew out of the one before.
///
///     old 20852014
///     PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
///
///     example.com/behind-the-sofa
///     20852163
///     …
package struct WitnessRequest: Sendable, Hashable {
    package var oldSize: Int
    package var proof: [TreeHash]
    package var note: SignedNote

    private static let mostHashes = 63

    package init(oldSize: Int, proof: [TreeHash], note: SignedNote) {
        self.oldSize = oldSize
        self.proof = proof
        self.note = note
    }

    /// - Throws: ``TrustError/unexpected(_:found:)``.
    package init(_ body: [UInt8]) throws(TrustError) {
        let what = "an add-checkpoint request"
        guard body.count <= SignedNote.mostBytes, let text = String(validating: body, as: UTF8.self) else {
            throw .unexpected(what, found: "\(body.count) bytes, or bytes that are not UTF-8")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst(), first.hasPrefix("old "), let size = DecimalText.number(first.dropFirst(4))
        else { throw .unexpected(what, found: "no line 'old N'") }
        oldSize = size
        proof = []
        while let line = lines.first, !line.isEmpty {
            guard let hash = TreeHash(base64: line), proof.count < Self.mostHashes else {
                throw .unexpected(what, found: "the hash '\(line)', or more than \(Self.mostHashes)")
            }
            proof.append(hash)
            lines.removeFirst()
        }
        guard lines.popFirst() != nil else { throw .unexpected(what, found: "no checkpoint") }
        note = try SignedNote(Array(lines.joined(separator: "\n").utf8))
    }

    package var body: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map(\.base64)
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note.bytes
    }
}

/// What a witness answers.
package struct WitnessResponse: Sendable, Hashable {
    /// An HTTP status.
    package var status: Int
    package var contentType: String
    package var body: [UInt8]

    package init(status: Int, contentType: String = "text/plain; charset=utf-8", body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }
}
