import CLibgit2

extension NativeRepository {
    /// Whether `ancestor` is among the commits that `commit` was made from; a commit descends from itself.
    func descends(_ commit: ObjectID, from ancestor: ObjectID) throws(NativeFailure) -> Bool {
        if commit == ancestor { return true }
        var commit = commit.native
        var ancestor = ancestor.native
        let answer = git_graph_descendant_of(pointer, &commit, &ancestor)
        try Libgit2.check(answer)
        return answer == 1
    }

    /// - Returns: nil if the two have no common ancestor.
    func mergeBase(_ one: ObjectID, _ other: ObjectID) throws(NativeFailure) -> ObjectID? {
        var one = one.native
        var other = other.native
        var base = git_oid()
        let code = git_merge_base(&base, pointer, &one, &other)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try Libgit2.check(code)
        return ObjectID(base)
    }

    /// Commits that `head` has and `base` has not, children before parents; nil takes all of them.
    func commits(from base: ObjectID?, to head: ObjectID, limit: Int) throws(NativeFailure) -> [ObjectID] {
        let walk = try Handle(git_revwalk_free) { git_revwalk_new($0, pointer) }
        try Libgit2.check(
            git_revwalk_sorting(walk.pointer, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue))
        var start = head.native
        try Libgit2.check(git_revwalk_push(walk.pointer, &start))
        if let base {
            var end = base.native
            try Libgit2.check(git_revwalk_hide(walk.pointer, &end))
        }
        var found: [ObjectID] = []
        var id = git_oid()
        while found.count < limit {
            let code = git_revwalk_next(&id, walk.pointer)
            if code == GIT_ITEROVER.rawValue { break }
            try Libgit2.check(code)
            found.append(ObjectID(id))
        }
        return found
    }

    /// The same, along first parents only: what the branch itself went through.
    func firstParents(from base: ObjectID?, to head: ObjectID, limit: Int) throws(NativeFailure) -> [ObjectID] {
        var found: [ObjectID] = []
        var next: ObjectID? = head
        while let id = next, found.count < limit {
            if let base, try descends(base, from: id) { break }
            found.append(id)
            next = try commit(id).parents.first
        }
        return found
    }
}
