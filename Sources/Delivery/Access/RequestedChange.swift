package import Manifests
package import Repository

/// What Git knows of a commit that somebody wants to bring further.
package enum RequestedChange {
    /// `{"author", "revision", "paths"}`; approvals and signers are not in Git's word and are left out, so a rule that
    /// reads them faults until somebody who has verified them fills them in.
    ///
    /// - Throws: `RepositoryError`.
    package static func read(_ id: ObjectID, in store: GitStore) async throws -> Object {
        let commit = try await store.commit(id)
        let paths = try await store.changes(from: commit.parents.first, to: id).map(\.path)
        return [
            "author": .string(commit.author.email), "revision": .string("\(id)"),
            "paths": .array(Array(Set(paths)).sorted().map(Value.string)),
        ]
    }
}
