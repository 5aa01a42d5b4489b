extension GitStore {
    /// The commit that a revision names: `main`, `HEAD~2`, a tag, a full or abbreviated identifier.
    ///
    /// - Throws: `RepositoryError.objectNotFound`.
    package func resolve(_ revision: String) throws -> ObjectID {
        do throws(NativeFailure) {
            return try native.resolve(revision)
        } catch {
            if error.isDamage, !error.isNotFound { throw RepositoryError(error, action: "read", store: path) }
            throw RepositoryError.objectNotFound(revision, store: path)
        }
    }

    /// - Returns: the commit that HEAD stands at; nil in a repository without commits.
    package func headCommit() throws -> ObjectID? {
        try local("read HEAD of") { try native.target(of: "HEAD") }
    }

    /// - Returns: the checked-out branch's short name; nil for a detached head.
    package func currentBranch() throws -> String? {
        let prefix = "refs/heads/"
        return try local("read HEAD of") { try native.head() }.flatMap {
            $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil
        }
    }

    /// The store's own branches, short names, sorted.
    package func branches() throws -> [String] {
        try local("read branches of") { try native.branches() }
    }

    /// - Returns: nil if the store has no such branch.
    package func head(ofBranch branch: String) throws -> ObjectID? {
        try local("read branches of") { try native.target(of: "refs/heads/\(branch)") }
    }

    /// Moves a branch of the store itself, if it still is where it is expected (nil for absent).
    ///
    /// - Throws: `RepositoryError.moved`.
    package func setBranch(_ branch: String, to commit: ObjectID, expecting expected: ObjectID?) throws {
        let reference = "refs/heads/\(branch)"
        let isSet = try local("write") {
            try native.set(reference, to: commit, expecting: expected, log: "set by Lockstep")
        }
        guard !isSet else { return }
        let found = try local("read") { try native.target(of: reference) }
        throw RepositoryError.moved(reference: branch, store: path, expected: expected, found: found)
    }

    /// - Throws: `RepositoryError.objectNotFound`, `corrupt`.
    package func commit(_ id: ObjectID) throws -> Commit {
        try local("read") { try native.commit(id) }
    }

    /// A commit object's bytes as Git stores them, signature included; their digest is the commit's name.
    ///
    /// - Throws: `RepositoryError.objectNotFound`, `corrupt`.
    package func content(ofCommit id: ObjectID) throws -> [UInt8] {
        try local("read") { try native.content(ofCommit: id) }
    }

    /// The commits that `head` has and `base` has not, children before parents.
    ///
    /// - Parameters:
    ///   - base: nil for the whole history.
    ///   - firstParentOnly: along the branch itself, without what was merged into it.
    /// - Throws: `RepositoryError.objectNotFound`, `corrupt`.
    package func commits(
        from base: ObjectID?, to head: ObjectID, firstParentOnly: Bool = false, limit: Int = .max
    ) throws -> [Commit] {
        try local("read the history of") {
            let found =
                firstParentOnly
                ? try native.firstParents(from: base, to: head, limit: limit)
                : try native.commits(from: base, to: head, limit: limit)
            return try found.map { try native.commit($0) }
        }
    }

    /// Whether `ancestor` is among what `commit` was made from; a commit descends from itself.
    package func descends(_ commit: ObjectID, from ancestor: ObjectID) throws -> Bool {
        try local("compare commits of") { try native.descends(commit, from: ancestor) }
    }

    /// - Returns: nil if the two have no common ancestor.
    package func mergeBase(_ one: ObjectID, _ other: ObjectID) throws -> ObjectID? {
        try local("compare commits of") { try native.mergeBase(one, other) }
    }
}
