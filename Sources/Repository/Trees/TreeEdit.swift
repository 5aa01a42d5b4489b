/// Files to write and to remove, on top of a commit's tree.
package struct TreeEdit: Sendable, Hashable {
    package enum Change: Sendable, Hashable {
        /// An executable file stays one; a link or submodule becomes a regular file.
        case write([UInt8])
        /// Removes a file, or a folder with all that is in it; an absent path is left absent.
        case remove
    }

    /// By path from the repository's root.
    package private(set) var changes: [String: Change]

    package init(_ changes: [String: Change] = [:]) { self.changes = changes }

    package init(files: [String: [UInt8]]) { changes = files.mapValues(Change.write) }

    package mutating func write(_ bytes: [UInt8], to path: String) { changes[path] = .write(bytes) }
    package mutating func remove(_ path: String) { changes[path] = .remove }
}

/// An edit as the tree it changes is made: folders within folders.
enum TreeEditNode {
    case change(TreeEdit.Change)
    case folder([String: TreeEditNode])
}

extension TreeEdit {
    /// - Throws: `RepositoryError.invalidEdit` for a path that Git does not allow, or a path below another's file.
    func nodes() throws(RepositoryError) -> [String: TreeEditNode] {
        var root: [String: TreeEditNode] = [:]
        for (path, change) in changes.sorted(by: { $0.key < $1.key }) {
            let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if let name = names.first(where: { !Self.isAllowed($0) }) {
                throw .invalidEdit(path: path, reason: "'\(name)' cannot be the name of a file in Git")
            }
            try Self.insert(change, at: names[...], path: path, into: &root)
        }
        return root
    }

    private static func insert(
        _ change: Change, at names: ArraySlice<String>, path: String, into folder: inout [String: TreeEditNode]
    ) throws(RepositoryError) {
        guard let name = names.first else { return }
        let rest = names.dropFirst()
        switch (folder[name], rest.isEmpty) {
        case (nil, true): folder[name] = .change(change)
        case (nil, false):
            var children: [String: TreeEditNode] = [:]
            try insert(change, at: rest, path: path, into: &children)
            folder[name] = .folder(children)
        case (.folder(var children), false):
            try insert(change, at: rest, path: path, into: &children)
            folder[name] = .folder(children)
        case (.change, _), (.folder, true):
            throw .invalidEdit(path: path, reason: "the same edit changes a folder of it, or a file within it")
        }
    }

    /// Git refuses these on checkout: they leave the work tree, or write into its own folder (CVE-2014-9390).
    private static func isAllowed(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(0) && name.lowercased() != ".git"
    }
}
