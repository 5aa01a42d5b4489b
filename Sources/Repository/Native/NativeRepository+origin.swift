import CLibgit2

extension NativeRepository {
    /// The address of the remote that a clone came from, as its configuration has it; nil where there is none.
    func originURL() throws(NativeFailure) -> String? {
        var pointer: OpaquePointer?
        let code = git_remote_lookup(&pointer, self.pointer, "origin")
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try Libgit2.check(code)
        defer { git_remote_free(pointer) }
        return git_remote_url(pointer).map { String(cString: $0) }
    }
}
