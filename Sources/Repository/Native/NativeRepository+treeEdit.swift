import CLibgit2

extension NativeRepository {
    /// Writes the trees that an edit makes of a tree, and the blobs in them.
    func write(_ nodes: [String: TreeEditNode], onto base: ObjectID?) throws(NativeFailure) -> ObjectID {
        if let tree = try folder(nodes, onto: base) { return tree }
        let empty = try Handle(git_treebuilder_free) { git_treebuilder_new($0, pointer, nil) }
        return try write(empty.pointer)
    }

    /// - Returns: nil for a folder that has nothing in it any more: Git has no empty folders.
    private func folder(_ nodes: [String: TreeEditNode], onto base: ObjectID?) throws(NativeFailure) -> ObjectID? {
        let builder: Handle
        if let base {
            var native = base.native
            let tree = try Handle(git_tree_free) { git_tree_lookup($0, pointer, &native) }
            builder = try Handle(git_treebuilder_free) { git_treebuilder_new($0, pointer, tree.pointer) }
        } else {
            builder = try Handle(git_treebuilder_free) { git_treebuilder_new($0, pointer, nil) }
        }
        for (name, node) in nodes.sorted(by: { $0.key < $1.key }) {
            try apply(node, to: name, in: builder.pointer)
        }
        return git_treebuilder_entrycount(builder.pointer) == 0 ? nil : try write(builder.pointer)
    }

    private func apply(_ node: TreeEditNode, to name: String, in builder: OpaquePointer) throws(NativeFailure) {
        let present = git_treebuilder_get(builder, name)
        let mode = present.map { git_tree_entry_filemode($0) }
        switch node {
        case .change(.write(let bytes)):
            let executable = mode == GIT_FILEMODE_BLOB_EXECUTABLE
            let kept = executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB
            try insert(try writeBlob(bytes), as: kept, name: name, in: builder)
        case .change(.remove):
            if present != nil { try Libgit2.check(git_treebuilder_remove(builder, name)) }
        case .folder(let children):
            let below = mode == GIT_FILEMODE_TREE ? present.flatMap { git_tree_entry_id($0) } : nil
            if let tree = try folder(children, onto: below.map { ObjectID($0.pointee) }) {
                try insert(tree, as: GIT_FILEMODE_TREE, name: name, in: builder)
            } else if below != nil {
                try Libgit2.check(git_treebuilder_remove(builder, name))
            }
        }
    }

    private func insert(
        _ id: ObjectID, as mode: git_filemode_t, name: String, in builder: OpaquePointer
    ) throws(NativeFailure) {
        var native = id.native
        try Libgit2.check(git_treebuilder_insert(nil, builder, name, &native, mode))
    }

    private func write(_ builder: OpaquePointer) throws(NativeFailure) -> ObjectID {
        var id = git_oid()
        try Libgit2.check(git_treebuilder_write(&id, builder))
        return ObjectID(id)
    }

    private func writeBlob(_ bytes: [UInt8]) throws(NativeFailure) -> ObjectID {
        var id = git_oid()
        let code = bytes.withUnsafeBytes {
            git_blob_create_from_buffer(&id, pointer, $0.baseAddress, $0.count)
        }
        try Libgit2.check(code)
        return ObjectID(id)
    }
}
