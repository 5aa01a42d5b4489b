import CLibgit2

/// A name within one tree.
struct NativeTreeEntry {
    let name: String
    let id: ObjectID
    let mode: UInt32

    var isFolder: Bool { mode == GIT_FILEMODE_TREE.rawValue }

    /// Nil for a folder, and for a mode that Git does not know.
    var kind: TreeEntry.Kind? {
        switch mode {
        case GIT_FILEMODE_BLOB.rawValue: .file
        case GIT_FILEMODE_BLOB_EXECUTABLE.rawValue: .executable
        case GIT_FILEMODE_LINK.rawValue: .symbolicLink
        case GIT_FILEMODE_COMMIT.rawValue: .submodule
        default: nil
        }
    }
}

extension NativeRepository {
    func tree(of commit: ObjectID) throws(NativeFailure) -> ObjectID {
        var native = commit.native
        let commit = try Handle(git_commit_free) { git_commit_lookup($0, pointer, &native) }
        guard let id = git_commit_tree_id(commit.pointer) else {
            throw NativeFailure(code: GIT_ERROR, message: "commit without a tree")
        }
        return ObjectID(id.pointee)
    }

    /// In Git's order, which is that of the bytes of the names, a folder's with a slash after it.
    func entries(of tree: ObjectID) throws(NativeFailure) -> [NativeTreeEntry] {
        var native = tree.native
        let tree = try Handle(git_tree_free) { git_tree_lookup($0, pointer, &native) }
        return (0..<git_tree_entrycount(tree.pointer)).compactMap { index in
            git_tree_entry_byindex(tree.pointer, index).flatMap(NativeTreeEntry.init)
        }
    }

    /// - Returns: nil if the tree has nothing at the path.
    func entry(at path: String, in tree: ObjectID) throws(NativeFailure) -> NativeTreeEntry? {
        var native = tree.native
        let tree = try Handle(git_tree_free) { git_tree_lookup($0, pointer, &native) }
        do {
            let entry = try Handle(git_tree_entry_free) { git_tree_entry_bypath($0, tree.pointer, path) }
            return NativeTreeEntry(entry.pointer)
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// Bytes of a blob, from its header alone.
    func size(of blob: ObjectID) throws(NativeFailure) -> Int {
        var native = blob.native
        let database = try Handle(git_odb_free) { git_repository_odb($0, pointer) }
        var size = 0
        var type = GIT_OBJECT_INVALID
        try Libgit2.check(git_odb_read_header(&size, &type, database.pointer, &native))
        return size
    }

    func bytes(of blob: ObjectID) throws(NativeFailure) -> [UInt8] {
        var native = blob.native
        let blob = try Handle(git_blob_free) { git_blob_lookup($0, pointer, &native) }
        let count = Int(git_blob_rawsize(blob.pointer))
        return Array(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob.pointer), count: count))
    }

    func has(_ object: ObjectID) throws(NativeFailure) -> Bool {
        var native = object.native
        let database = try Handle(git_odb_free) { git_repository_odb($0, pointer) }
        return git_odb_exists(database.pointer, &native) == 1
    }

    /// Sorted by path; nil compares with nothing.
    func changes(from old: ObjectID?, to new: ObjectID) throws(NativeFailure) -> [TreeChange] {
        let diff = try diff(from: old, to: new)
        var options = git_diff_find_options()
        try Libgit2.check(git_diff_find_options_init(&options, UInt32(GIT_DIFF_FIND_OPTIONS_VERSION)))
        options.flags = GIT_DIFF_FIND_RENAMES.rawValue
        try Libgit2.check(git_diff_find_similar(diff.pointer, &options))
        return (0..<git_diff_num_deltas(diff.pointer)).compactMap { index in
            git_diff_get_delta(diff.pointer, index).map { TreeChange($0.pointee) }
        }.sorted { $0.path < $1.path }
    }

    private func diff(from old: ObjectID?, to new: ObjectID) throws(NativeFailure) -> Handle {
        var newID = new.native
        let newTree = try Handle(git_tree_free) { git_tree_lookup($0, pointer, &newID) }
        var settings = git_diff_options()
        try Libgit2.check(git_diff_options_init(&settings, UInt32(GIT_DIFF_OPTIONS_VERSION)))
        // A file that becomes a link is one change, not two.
        settings.flags = GIT_DIFF_INCLUDE_TYPECHANGE.rawValue
        guard let old else {
            return try Handle(git_diff_free) { git_diff_tree_to_tree($0, pointer, nil, newTree.pointer, &settings) }
        }
        var oldID = old.native
        let oldTree = try Handle(git_tree_free) { git_tree_lookup($0, pointer, &oldID) }
        return try Handle(git_diff_free) {
            git_diff_tree_to_tree($0, pointer, oldTree.pointer, newTree.pointer, &settings)
        }
    }
}

extension NativeTreeEntry {
    fileprivate init?(_ entry: OpaquePointer) {
        guard let id = git_tree_entry_id(entry) else { return nil }
        self.init(
            name: String(native: git_tree_entry_name(entry)), id: ObjectID(id.pointee),
            mode: UInt32(git_tree_entry_filemode(entry).rawValue))
    }
}

extension TreeChange {
    fileprivate init(_ delta: git_diff_delta) {
        let old = String(native: delta.old_file.path)
        let new = String(native: delta.new_file.path)
        switch delta.status {
        case GIT_DELTA_ADDED, GIT_DELTA_COPIED: self.init(path: new, kind: .added)
        case GIT_DELTA_DELETED: self.init(path: old, kind: .deleted)
        case GIT_DELTA_RENAMED: self.init(path: new, kind: .renamed(from: old))
        default: self.init(path: new, kind: .modified)
        }
    }
}
