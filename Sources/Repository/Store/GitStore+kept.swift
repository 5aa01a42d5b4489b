extension GitStore {
    private static let keptPrefix = "refs/lockstep/kept/"

    /// Keeps a commit of the store's own under a name, in place of what was there; durable when this returns.
    ///
    /// - Parameter name: parts of a Git reference's name, `production/fraud-detection`.
    /// - Throws: `RepositoryError.failed` for what is no such name.
    package func keep(_ commit: ObjectID, as name: String) throws {
        try local("write") { try native.set(Self.keptPrefix + name, to: commit) }
    }

    /// What is kept below a prefix, by its whole name.
    package func kept(below prefix: String = "") throws -> [String: ObjectID] {
        try local("read") {
            let names = try native.references(below: Self.keptPrefix).filter { $0.hasPrefix(prefix) }
            var kept: [String: ObjectID] = [:]
            for name in names { kept[name] = try native.target(of: Self.keptPrefix + name) }
            return kept
        }
    }

    /// Lets go of a kept commit; a name that is not there is no fault.
    package func letGo(of name: String) throws {
        try local("write") { try native.remove(Self.keptPrefix + name) }
    }
}
