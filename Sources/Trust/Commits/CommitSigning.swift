/// Signs commits as `git commit -S` does with `gpg.format=ssh`.
package enum CommitSigning {
    /// What the signature is for: one for another namespace is no commit's.
    package static let namespace = "git"

    /// - Parameter payload: the commit object's content without a signature.
    /// - Returns: the armoured text for the `gpgsig` header, without the last line feed, as Git stores it.
    package static func sign(_ payload: [UInt8], with key: SigningKey) throws(TrustError) -> String {
        try SSHSignature.sign(payload, namespace: namespace, with: key).text.trimmingLineEnd
    }

    /// The commit object's content with the signature in its place, behind the committer.
    ///
    /// - Throws: `malformed` for bytes that are no unsigned commit.
    package static func adding(signature: String, to payload: [UInt8]) throws(TrustError) -> [UInt8] {
        let commit = try CommitObject.parse(payload)
        guard commit.signature == nil else { throw .malformed("commit object", reason: "it is signed already") }
        let folded = signature.trimmingLineEnd.split(separator: "\n", omittingEmptySubsequences: false)
            .joined(separator: "\n ")
        // The headers end at the first empty line.
        let lines = payload.indices.dropLast().first { payload[$0] == 0x0A && payload[$0 + 1] == 0x0A }
        guard let end = lines else { throw .malformed("commit object", reason: "it has no message") }
        return Array(payload[...end]) + Array("gpgsig \(folded)\n".utf8) + Array(payload[(end + 1)...])
    }
}
