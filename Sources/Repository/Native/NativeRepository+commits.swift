import CLibgit2

extension NativeRepository {
    func commit(_ id: ObjectID) throws(NativeFailure) -> Commit {
        let handle = try lookUp(id)
        let pointer = handle.pointer
        let parents = (0..<git_commit_parentcount(pointer)).compactMap { index in
            git_commit_parent_id(pointer, index).map { ObjectID($0.pointee) }
        }
        guard let tree = git_commit_tree_id(pointer), let author = git_commit_author(pointer),
            let committer = git_commit_committer(pointer)
        else { throw NativeFailure(code: GIT_ERROR, message: "commit \(id) is incomplete") }
        return Commit(
            id: id, tree: ObjectID(tree.pointee), parents: parents, author: Authorship(author.pointee),
            committer: Authorship(committer.pointee),
            message: CommitMessage(String(native: git_commit_message_raw(pointer))),
            signature: try signature(of: id))
    }

    /// The object as it is stored, without Git's `commit <size>` in front.
    func content(ofCommit id: ObjectID) throws(NativeFailure) -> [UInt8] {
        var native = id.native
        let database = try Handle(git_odb_free) { git_repository_odb($0, pointer) }
        let object = try Handle(git_odb_object_free) { git_odb_read($0, database.pointer, &native) }
        guard git_odb_object_type(object.pointer) == GIT_OBJECT_COMMIT else {
            throw NativeFailure(code: GIT_ENOTFOUND, message: "commit \(id)")
        }
        let count = git_odb_object_size(object.pointer)
        return Array(UnsafeRawBufferPointer(start: git_odb_object_data(object.pointer), count: count))
    }

    private func lookUp(_ id: ObjectID) throws(NativeFailure) -> Handle {
        var native = id.native
        return try Handle(git_commit_free) { git_commit_lookup($0, pointer, &native) }
    }

    private func signature(of id: ObjectID) throws(NativeFailure) -> CommitSignature? {
        var native = id.native
        var armoured = git_buf()
        var payload = git_buf()
        defer {
            git_buf_dispose(&armoured)
            git_buf_dispose(&payload)
        }
        let code = git_commit_extract_signature(&armoured, &payload, pointer, &native, nil)
        if code == GIT_ENOTFOUND.rawValue {
            git_error_clear()
            return nil
        }
        try Libgit2.check(code)
        return CommitSignature(
            armoured: String(
                decoding: UnsafeRawBufferPointer(start: armoured.ptr, count: armoured.size), as: UTF8.self),
            payload: Array(UnsafeRawBufferPointer(start: payload.ptr, count: payload.size)))
    }

    /// The bytes of a commit object without a signature.
    func payload(
        tree: ObjectID, parents: [ObjectID], message: CommitMessage, author: Authorship, committer: Authorship
    ) throws(NativeFailure) -> [UInt8] {
        var treeID = tree.native
        let tree = try Handle(git_tree_free) { git_tree_lookup($0, pointer, &treeID) }
        let author = try author.native()
        let committer = try committer.native()
        var parentHandles: [OpaquePointer?] = []
        defer { parentHandles.forEach(git_commit_free) }
        for parent in parents {
            var id = parent.native
            var commit: OpaquePointer?
            try Libgit2.check(git_commit_lookup(&commit, pointer, &id))
            parentHandles.append(commit)
        }
        var buffer = NativeBuffer()
        try buffer.fill { buffer in
            parentHandles.withUnsafeMutableBufferPointer { parents in
                git_commit_create_buffer(
                    buffer, pointer, author.pointer, committer.pointer, nil, message.text, tree.pointer,
                    parents.count, parents.baseAddress)
            }
        }
        return buffer.bytes
    }

    /// Stores a commit; nothing points to it yet.
    func store(payload: [UInt8], signature: String?) throws(NativeFailure) -> ObjectID {
        var id = git_oid()
        let content = String(decoding: payload, as: UTF8.self)
        try Libgit2.check(git_commit_create_with_signature(&id, pointer, content, signature, nil))
        return ObjectID(id)
    }
}

/// Owns a name with a time, in libgit2's form.
private struct NativeSignature: ~Copyable {
    let pointer: UnsafeMutablePointer<git_signature>
    deinit { git_signature_free(pointer) }
}

extension Authorship {
    fileprivate init(_ native: git_signature) {
        self.init(
            name: String(native: native.name), email: String(native: native.email), time: native.when.time,
            offset: Int(native.when.offset))
    }

    fileprivate func native() throws(NativeFailure) -> NativeSignature {
        var made: UnsafeMutablePointer<git_signature>?
        try Libgit2.check(git_signature_new(&made, name, email, time, Int32(clamping: offset)))
        guard let made else { throw NativeFailure(code: GIT_ERROR, message: "libgit2 made nothing") }
        return NativeSignature(pointer: made)
    }
}
