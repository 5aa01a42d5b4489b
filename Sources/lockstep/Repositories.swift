import Delivery
import Foundation
import Logging
import Manifests
import Repository
import Transport

/// From what a person names, a folder or an address, to checkouts.
enum Repositories {
    /// `$XDG_CACHE_HOME/lockstep`, by default `~/.cache/lockstep`.
    static var defaultStore: String {
        let environment = ProcessEnvironment.variables
        let base =
            environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? (environment["HOME"] ?? ".") + "/.cache"
        return base + "/lockstep"
    }

    /// Starts the libraries that reading a repository and asking a cluster need; whoever needs them first waits for them.
    static func prepare() {
        HTTPClient.prepare()
        GitStore.prepare()
    }

    private static var kustomize: Kustomize? {
        Kustomize(searchPath: ProcessEnvironment["PATH"] ?? "")
    }

    private static var scratch: String {
        FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-render").path
    }

    private static func isAddress(_ text: String) -> Bool {
        !FileManager.default.fileExists(atPath: text) && (text.contains("://") || text.contains(":"))
    }

    /// The folder that is meant; nil for an address.
    static func folder(of repository: String) -> String? {
        isAddress(repository) ? nil : URL(fileURLWithPath: repository).standardizedFileURL.path
    }

    /// What `plan` and `sync` work on.
    ///
    /// - Parameter revision: nil takes a work tree as it lies there, and the head of the default branch of an address.
    static func checkout(_ repository: String, revision: String?) async throws -> Checkout {
        guard let folder = folder(of: repository) else { return try await fetched(repository, revision: revision) }
        guard let revision else {
            // Opening the repository, which reads the system's certificate authorities, takes as long as reading the files.
            async let name = name(of: folder)
            let ahead = await Foresight.files(ofWorkTreeAt: folder)
            let files = if let ahead { ahead } else { await Checkout.files(ofWorkTreeAt: folder) }
            var checkout = try await files.get().rendered(at: folder, by: kustomize)
            checkout.repository = await name
            return checkout
        }
        let store = try await GitStore.discover(from: folder)
        return try await Checkout.commit(
            try await store.resolve(revision), in: store, repository: await name(of: folder), kustomize: kustomize,
            scratch: scratch)
    }

    /// Begins to look at the cluster of an environment, while its files are read.
    ///
    /// - Returns: nil for anything but a work tree as it lies there, and for one without the environment.
    static func lookAhead(
        _ repository: String, revision: String?, environment: String, connect: @escaping PlanOutcome.Connect
    ) -> LookAhead? {
        guard revision == nil, let folder = folder(of: repository),
            let file = Checkout.environmentFile(of: environment, at: folder)
        else { return nil }
        return LookAhead(environment, of: file, repository: { await name(of: folder) }, connect: connect)
    }

    /// The repository that lies in a folder, or in one above it.
    static func store(of folder: String) async throws -> GitStore {
        try await GitStore.discover(from: URL(fileURLWithPath: folder).standardizedFileURL.path)
    }

    /// The commit where a change left the branch that it goes to.
    static func forkPoint(of repository: String, revision: String?, base: String) async throws -> String {
        let store = try await openedStore(of: repository)
        let target = try await store.resolve(base)
        guard let head = try await store.resolveHead(revision), let fork = try await store.mergeBase(target, head)
        else {
            throw Failure(
                "expected a commit that '\(base)' and \(revision.map { "'\($0)'" } ?? "the work tree") share, found none",
                hint: "a shallow clone may lack it: fetch the whole history, as 'fetch-depth: 0' does")
        }
        return "\(fork)"
    }

    /// The commits that brought what stands there; nil where there is no repository.
    ///
    /// - Parameter base: where the change begins; nil for the newest commit that changed what is asked about.
    static func changes(in repository: String, revision: String?, since base: String? = nil) async throws
        -> ChangeRange?
    {
        guard let store = try? await openedStore(of: repository), let commit = try await store.resolveHead(revision)
        else { return nil }
        return ChangeRange(store: store, head: commit, since: try await base.mapAsync { try await store.resolve($0) })
    }

    /// What the history says of releases at a commit, or at the one that a work tree was made from.
    ///
    /// - Parameter trust: whose commits move them.
    static func holds(
        of repository: String, revision: String?, trust: TransitionTrust
    ) async throws -> SingleSyncHolds? {
        guard let store = try? await openedStore(of: repository), let head = try await store.resolveHead(revision)
        else { return nil }
        let folder = URL(fileURLWithPath: repository).standardizedFileURL.path
        let remote = Remote(
            address: isAddress(repository) ? try RemoteAddress(repository) : RemoteAddress(folder: folder),
            branch: "main")
        let source = GitSource(
            store: store, remote: remote, interval: .seconds(30), kustomize: kustomize, scratch: scratch,
            logger: Logger(label: "lockstep.release") { _ in SwiftLogNoOpLogHandler() })
        let git = RemoteReleases(
            store: store, remote: remote, source: source, name: "", email: "",
            sign: { _ in throw Failure("expected nothing to be committed") },
            pullRequests: PullRequestClient(host: nil, token: nil, http: HTTPClient()))
        let reader = ReleaseReader(git: git, trust: trust)
        return SingleSyncHolds(reader: reader, head: "\(head)")
    }

    private static func openedStore(of repository: String) async throws -> GitStore {
        if isAddress(repository) {
            return try await GitStore.open(folder(for: try RemoteAddress(repository), in: defaultStore))
        }
        return try await GitStore.discover(from: URL(fileURLWithPath: repository).standardizedFileURL.path)
    }

    private static func fetched(_ address: String, revision: String?) async throws -> Checkout {
        let place = try RemoteAddress(address)
        let store = try await GitStore.open(folder(for: place, in: defaultStore))
        var remote = Remote(
            address: place, branch: "main",
            credentials: try Credentials.read(for: place, environment: ProcessEnvironment.variables))
        if let branch = try await store.defaultBranch(of: remote) { remote.branch = branch }
        let head = try await store.fetch(remote).head
        return try await Checkout.commit(
            try await revision.mapAsync { try await store.resolve($0) } ?? head, in: store,
            repository: place.description,
            kustomize: kustomize, scratch: scratch)
    }

    /// What tells a repository from others, wherever it lies: where its `origin` points, else its own folder.
    private static func name(of folder: String) async -> String {
        guard let store = try? await GitStore.discover(from: folder), let origin = try? await store.originAddress()
        else { return folder }
        return origin.description
    }

    /// A branch that is followed: where it is, and what was fetched of it.
    struct Followed {
        var source: GitSource
        var store: GitStore
        var remote: Remote
    }

    /// Where a checkout's `origin` points; nil for anything else.
    static func origin(of repository: String) async throws -> String? {
        guard !isAddress(repository), let store = try? await GitStore.discover(from: repository) else { return nil }
        return try await store.originText()
    }

    /// What `serve` follows.
    static func source(
        _ repository: String, branch: String, interval: Duration, store: String, logger: Logger
    ) async throws -> GitSource {
        try await follow(repository, branch: branch, interval: interval, store: store, logger: logger).source
    }

    /// As ``source(_:branch:interval:store:logger:)``, with what writing to the branch needs.
    static func follow(
        _ repository: String, branch: String, interval: Duration, store: String, logger: Logger
    ) async throws -> Followed {
        let place =
            isAddress(repository)
            ? try RemoteAddress(repository)
            : RemoteAddress(folder: URL(fileURLWithPath: repository).standardizedFileURL.path)
        let credentials = try Credentials.read(for: place, environment: ProcessEnvironment.variables)
        let opened = try await GitStore.open(folder(for: place, in: store), logger: logger)
        let remote = Remote(address: place, branch: branch, credentials: credentials)
        let source = GitSource(
            store: opened, remote: remote, interval: interval, kustomize: kustomize, scratch: scratch, logger: logger)
        return Followed(source: source, store: opened, remote: remote)
    }

    /// A folder for each repository, by its address.
    private static func folder(for address: RemoteAddress, in store: String) -> String {
        let name = address.description.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "-" }
        let short = String(String(name).suffix(150)).trimmingPrefix("-")
        return "\(store)/\(short)" + (short.hasSuffix(".git") ? "" : ".git")
    }
}

extension GitStore {
    fileprivate func resolveHead(_ revision: String?) throws -> ObjectID? {
        try revision.map { try resolve($0) } ?? headCommit()
    }
}

extension Optional {
    fileprivate func mapAsync<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
        if let self { try await transform(self) } else { nil }
    }
}
