import CLibgit2

extension NativeRepository {
    /// A branch as the remote announces it.
    struct Announced {
        let name: String
        let id: ObjectID
    }

    /// Everything below `refs/` that the remote announces, and the branch that its HEAD names.
    func announced(by exchange: Exchange) throws(NativeFailure) -> (references: [Announced], head: String?) {
        let remote = try anonymousRemote(exchange)
        try connect(remote.pointer, exchange)
        return try announced(remote.pointer)
    }

    /// Downloads what the branch needs and the repository lacks, and sets `tracking` to it.
    ///
    /// - Returns: the announced head; nil if the remote has no such branch, with the branches that it has.
    func fetch(
        _ exchange: Exchange, tracking: String
    ) throws(NativeFailure) -> (head: ObjectID?, branches: [String]) {
        let remote = try anonymousRemote(exchange)
        try connect(remote.pointer, exchange)
        let announced = try announced(remote.pointer).references
        let prefix = "refs/heads/"
        let reference = exchange.remote.reference
        guard let head = announced.first(where: { $0.name == reference })?.id else {
            let branches = announced.map(\.name).filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
            return (nil, branches.map(String.init))
        }
        if try target(of: tracking) == head, try has(head) { return (head, []) }
        try download(remote.pointer, refspec: "+\(reference):\(tracking)", exchange)
        // The download is done when the commit can be read, whatever the server has said.
        _ = try tree(of: head)
        try set(tracking, to: head)
        return (head, [])
    }

    private func download(_ remote: OpaquePointer, refspec: String, _ exchange: Exchange) throws(NativeFailure) {
        var options = git_fetch_options()
        try Libgit2.check(git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)))
        options.callbacks = Callbacks.make(for: exchange)
        options.proxy_opts.type = GIT_PROXY_AUTO
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        options.update_fetchhead = 0
        try Libgit2.check(withStringArray([refspec]) { git_remote_download(remote, $0, &options) })
    }

    /// Sends a commit to the remote's branch; the exchange holds what came of it.
    func push(_ commit: ObjectID, _ exchange: Exchange) throws(NativeFailure) {
        let remote = try anonymousRemote(exchange)
        // libgit2 pushes references, not commits.
        let source = "\(Self.outgoing)/\(commit)"
        try set(source, to: commit)
        defer { try? self.remove(source) }
        var options = git_push_options()
        try Libgit2.check(git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION)))
        options.callbacks = Callbacks.make(for: exchange)
        options.proxy_opts.type = GIT_PROXY_AUTO
        let refspec = "\(source):\(exchange.remote.reference)"
        try Libgit2.check(withStringArray([refspec]) { git_remote_push(remote.pointer, $0, &options) })
    }

    /// References that exist during a push only.
    static let outgoing = "refs/lockstep/outgoing"

    // MARK: Connection

    /// A remote that is written down nowhere, and that no `url.….insteadOf` of a user's configuration redirects.
    private func anonymousRemote(_ exchange: Exchange) throws(NativeFailure) -> Handle {
        var options = git_remote_create_options()
        try Libgit2.check(
            git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION)))
        options.repository = pointer
        options.flags =
            GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        return try Handle(git_remote_free) { git_remote_create_with_opts($0, exchange.remote.address.url, &options) }
    }

    private func connect(_ remote: OpaquePointer, _ exchange: Exchange) throws(NativeFailure) {
        var options = git_remote_connect_options()
        try Libgit2.check(
            git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION)))
        options.callbacks = Callbacks.make(for: exchange)
        options.proxy_opts.type = GIT_PROXY_AUTO
        try Libgit2.check(git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options))
    }

    private func announced(
        _ remote: OpaquePointer
    ) throws(NativeFailure) -> (references: [Announced], head: String?) {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try Libgit2.check(git_remote_ls(&heads, &count, remote))
        var references: [Announced] = []
        var head: String?
        for index in 0..<count {
            guard let announced = heads?[index]?.pointee else { continue }
            let name = String(native: announced.name)
            if name == "HEAD" { head = announced.symref_target.map { String(cString: $0) } }
            references.append(Announced(name: name, id: ObjectID(announced.oid)))
        }
        return (references, head)
    }
}
