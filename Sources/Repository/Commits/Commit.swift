/// One commit as the store holds it; nothing has been verified about its signature.
package struct Commit: Sendable, Hashable {
    package let id: ObjectID
    package let tree: ObjectID
    /// The first is the branch that the others were merged into.
    package let parents: [ObjectID]
    package let author: Authorship
    package let committer: Authorship
    package let message: CommitMessage
    /// Nil for an unsigned commit.
    package let signature: CommitSignature?

    package init(
        id: ObjectID, tree: ObjectID, parents: [ObjectID], author: Authorship, committer: Authorship,
        message: CommitMessage, signature: CommitSignature?
    ) {
        self.id = id
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer
        self.message = message
        self.signature = signature
    }
}

/// A commit's signature and what it covers.
package struct CommitSignature: Sendable, Hashable {
    /// The `gpgsig` header, unfolded: an armoured OpenPGP, SSH or X.509 signature.
    package let armoured: String
    /// The commit object's bytes without that header: what has been signed.
    package let payload: [UInt8]

    package init(armoured: String, payload: [UInt8]) {
        self.armoured = armoured
        self.payload = payload
    }
}

/// Signs a commit's payload bytes.
///
/// - Returns: the armoured signature for the `gpgsig` header.
package typealias CommitSigner = @Sendable (_ payload: [UInt8]) async throws -> String
