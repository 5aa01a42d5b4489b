import CLibgit2

extension NativeRepository {
    /// - Returns: nil if there is no such reference.
    func target(of reference: String) throws(NativeFailure) -> ObjectID? {
        var id = git_oid()
        let code = git_reference_name_to_id(&id, pointer, reference)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try Libgit2.check(code)
        return ObjectID(id)
    }

    /// Sets a reference whatever it was before.
    func set(_ reference: String, to id: ObjectID) throws(NativeFailure) {
        var native = id.native
        _ = try Handle(git_reference_free) { git_reference_create($0, pointer, reference, &native, 1, nil) }
    }

    /// Sets a reference if it still is what is expected, under Git's own lock; nil expects it to be absent.
    ///
    /// - Returns: whether it was.
    func set(_ reference: String, to id: ObjectID, expecting expected: ObjectID?, log: String) throws(NativeFailure)
        -> Bool
    {
        var native = id.native
        do {
            if let expected {
                var current = expected.native
                _ = try Handle(git_reference_free) {
                    git_reference_create_matching($0, pointer, reference, &native, 1, &current, log)
                }
            } else {
                _ = try Handle(git_reference_free) {
                    git_reference_create($0, pointer, reference, &native, 0, log)
                }
            }
            return true
        } catch {
            let refusals = [GIT_EMODIFIED, GIT_EEXISTS, GIT_ENOTFOUND].map(\.rawValue)
            if refusals.contains(error.code) { return false }
            throw error
        }
    }

    func remove(_ reference: String) throws(NativeFailure) {
        let code = git_reference_remove(pointer, reference)
        if code != GIT_ENOTFOUND.rawValue { try Libgit2.check(code) }
    }

    /// Short names, sorted.
    func branches() throws(NativeFailure) -> [String] { try references(below: "refs/heads/") }

    /// Without the prefix, sorted.
    func references(below prefix: String) throws(NativeFailure) -> [String] {
        var names = git_strarray()
        try Libgit2.check(git_reference_list(&names, pointer))
        defer { git_strarray_dispose(&names) }
        return (0..<names.count).map { String(native: names.strings?[$0]) }
            .filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    /// - Returns: `refs/heads/main`, whether or not it has a commit yet; nil for a detached head.
    func head() throws(NativeFailure) -> String? {
        let head = try Handle(git_reference_free) { git_reference_lookup($0, pointer, "HEAD") }
        return git_reference_symbolic_target(head.pointer).map { String(cString: $0) }
    }

    /// The commit that a revision names: `main`, `HEAD~2`, an abbreviated identifier, a tag.
    func resolve(_ revision: String) throws(NativeFailure) -> ObjectID {
        let object = try Handle(git_object_free) { git_revparse_single($0, pointer, revision) }
        let commit = try Handle(git_object_free) { git_object_peel($0, object.pointer, GIT_OBJECT_COMMIT) }
        guard let id = git_object_id(commit.pointer) else {
            throw NativeFailure(code: GIT_ENOTFOUND, message: "no commit")
        }
        return ObjectID(id.pointee)
    }
}
