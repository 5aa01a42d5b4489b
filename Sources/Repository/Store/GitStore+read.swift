extension GitStore {
    /// The files, links and submodules of a commit, in the order of Git's trees.
    ///
    /// - Parameters:
    ///   - folder: only what is below it; empty for all. An absent folder gives an empty list.
    /// - Throws: `RepositoryError.objectNotFound`, `tooManyEntries`, `corrupt`.
    package func entries(
        under folder: String = "", of commit: ObjectID, limits: TreeLimits = TreeLimits()
    ) throws -> [TreeEntry] {
        let found = try local("read") { try TreeWalk(native: native, limits: limits).entries(folder, commit) }
        guard let found else { throw RepositoryError.tooManyEntries(limit: limits.entries, commit: commit) }
        return found
    }

    /// Reads the regular files below a folder, or those of them that are wanted.
    ///
    /// Links are not followed, and submodules are not entered.
    ///
    /// - Throws: `RepositoryError.tooLarge`, and as `entries`.
    package func files(
        under folder: String = "", of commit: ObjectID, limits: TreeLimits = TreeLimits(),
        where isWanted: @Sendable (TreeEntry) -> Bool = { _ in true }
    ) throws -> [TreeFile] {
        try entries(under: folder, of: commit, limits: limits).compactMap { entry in
            guard entry.kind == .file || entry.kind == .executable, isWanted(entry) else { return nil }
            guard entry.size <= limits.fileSize else {
                throw RepositoryError.tooLarge(path: entry.path, size: entry.size, limit: limits.fileSize)
            }
            return TreeFile(path: entry.path, bytes: try local("read") { try native.bytes(of: entry.id) }, id: entry.id)
        }
    }

    /// Reads one regular file.
    ///
    /// - Throws: `RepositoryError.pathNotFound`, `notAFile` (a folder, link or submodule), `tooLarge`.
    package func file(_ path: String, of commit: ObjectID, limits: TreeLimits = TreeLimits()) throws -> [UInt8] {
        let entry = try local("read") { try native.entry(at: path, in: native.tree(of: commit)) }
        guard let entry else { throw RepositoryError.pathNotFound(path, commit: commit) }
        guard entry.kind == .file || entry.kind == .executable else {
            throw RepositoryError.notAFile(path, commit: commit)
        }
        let size = try local("read") { try native.size(of: entry.id) }
        guard size <= limits.fileSize else {
            throw RepositoryError.tooLarge(path: path, size: size, limit: limits.fileSize)
        }
        return try local("read") { try native.bytes(of: entry.id) }
    }

    /// Git's name of the file or folder at a path; nil where there is nothing. Equal names are equal contents.
    package func name(of path: String, in commit: ObjectID) throws -> ObjectID? {
        try local("read") { try native.entry(at: path, in: native.tree(of: commit)) }?.id
    }

    /// What differs between the trees of two commits, sorted by path; renames are found by likeness (half or more).
    ///
    /// - Parameter old: nil compares with nothing, so that everything is added.
    package func changes(from old: ObjectID?, to new: ObjectID) throws -> [TreeChange] {
        try local("compare commits of") {
            let oldTree = try old.map { try native.tree(of: $0) }
            return try native.changes(from: oldTree, to: native.tree(of: new))
        }
    }
}

/// Goes through a tree that others have written, within limits.
private struct TreeWalk {
    let native: NativeRepository
    let limits: TreeLimits
    private var found: [TreeEntry] = []

    init(native: NativeRepository, limits: TreeLimits) {
        self.native = native
        self.limits = limits
    }

    /// - Returns: nil if the limits do not allow it.
    consuming func entries(_ folder: String, _ commit: ObjectID) throws(NativeFailure) -> [TreeEntry]? {
        let root = try native.tree(of: commit)
        let folder = folder.split(separator: "/").joined(separator: "/")
        if folder.isEmpty { return try add(root, prefix: "", depth: 1) ? found : nil }
        guard let start = try native.entry(at: folder, in: root), start.isFolder else { return [] }
        return try add(start.id, prefix: folder + "/", depth: 1) ? found : nil
    }

    private mutating func add(_ tree: ObjectID, prefix: String, depth: Int) throws(NativeFailure) -> Bool {
        guard depth <= limits.depth else { return false }
        for entry in try native.entries(of: tree) {
            let path = prefix + entry.name
            if entry.isFolder {
                guard try add(entry.id, prefix: path + "/", depth: depth + 1) else { return false }
            } else if let kind = entry.kind {
                guard found.count < limits.entries else { return false }
                let size = kind == .submodule ? 0 : try native.size(of: entry.id)
                found.append(TreeEntry(path: path, kind: kind, id: entry.id, size: size))
            }
        }
        return true
    }
}
