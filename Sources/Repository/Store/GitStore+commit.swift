package import Logging

extension GitStore {
    /// Makes a commit without a work tree. Nothing points to it yet: a push or `setBranch` makes it count.
    ///
    /// - Parameters:
    ///   - base: what the edit is made on, and the first parent; nil makes a first commit.
    ///   - mergedParents: further parents.
    ///   - committer: nil for the author.
    ///   - allowsEmpty: makes a commit that changes no file, too: its message is what counts.
    ///   - sign: makes the signature over the commit's payload; nil leaves it unsigned.
    /// - Throws: `RepositoryError.invalidEdit`, `nothingToCommit`, `objectNotFound`; what `sign` throws.
    package func commit(
        _ edit: TreeEdit, onto base: ObjectID?, mergedParents: [ObjectID] = [], message: CommitMessage,
        author: Authorship, committer: Authorship? = nil, allowsEmpty: Bool = false, sign: CommitSigner? = nil
    ) async throws -> Commit {
        let nodes = try edit.nodes()
        let payload = try local("write a commit to") {
            let baseTree = try base.map { try native.tree(of: $0) }
            let tree = try native.write(nodes, onto: baseTree)
            if let base, tree == baseTree, mergedParents.isEmpty, !allowsEmpty {
                throw RepositoryError.nothingToCommit(base: base)
            }
            return try native.payload(
                tree: tree, parents: [base].compactMap(\.self) + mergedParents, message: message, author: author,
                committer: committer ?? author)
        }
        let signature = try await sign?(payload)
        return try local("write a commit to") {
            try native.commit(try native.store(payload: payload, signature: signature))
        }
    }

    /// Makes a repository with a first commit on a branch.
    ///
    /// - Parameters:
    ///   - folder: must not hold a repository yet, or one without that branch.
    ///   - files: by path.
    /// - Throws: `RepositoryError.moved` if the branch exists; as `open` and `commit`.
    package static func initialise(
        _ folder: String, files: [String: [UInt8]], branch: String = "main", message: CommitMessage,
        author: Authorship, sign: CommitSigner? = nil, logger: Logger = Logger(label: "lockstep.repository")
    ) async throws -> (store: GitStore, commit: Commit) {
        let store = try await open(folder, branch: branch, logger: logger)
        let commit = try await store.commit(
            TreeEdit(files: files), onto: nil, message: message, author: author, sign: sign)
        try await store.setBranch(branch, to: commit.id, expecting: nil)
        return (store, commit)
    }
}
