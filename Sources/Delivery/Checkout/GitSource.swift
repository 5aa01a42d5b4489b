package import Logging
import Manifests
package import Repository

/// Follows one branch of a remote, through a bare store on this machine.
///
/// The store is a cache: lost, it is fetched again. What it holds is offered at once after a start, so that an
/// environment is kept up while Git cannot be reached.
package actor GitSource: CheckoutSource {
    private let store: GitStore
    private let remote: Remote
    private let interval: Duration
    /// The shortest time that an environment of the newest commit asks for.
    private var askedInterval: Duration?
    private let kustomize: Kustomize?
    /// Where kustomizations are put on disk to be rendered.
    private let scratch: String
    private let logger: Logger
    private let wakes: AsyncStream<Wake>
    private let waker: AsyncStream<Wake>.Continuation
    private let known = KnownManifests()
    /// Read last, the newest last: releases ask for the same few commits.
    private var checkouts: [Checkout] = []
    private static let remembered = 4
    private var head: ObjectID?
    private var outage: EnvironmentStatus.Outage?

    private enum Wake: Sendable, Equatable {
        case poke
        /// The time set at the n-th look is over.
        case timer(Int)
    }

    package init(
        store: GitStore, remote: Remote, interval: Duration, kustomize: Kustomize?, scratch: String, logger: Logger
    ) {
        self.store = store
        self.remote = remote
        self.interval = interval
        self.kustomize = kustomize
        self.scratch = scratch
        self.logger = logger
        (wakes, waker) = AsyncStream.makeStream(of: Wake.self)
    }

    /// Looks at the remote now rather than at the next interval: what a webhook does.
    package nonisolated func poke() { waker.yield(.poke) }

    package func follow(onEvent: @escaping @Sendable (SourceEvent) async -> Void) async {
        if let kept = try? await store.fetchedHead(of: remote) { await offer(kept, onEvent) }
        var backoff = Backoff()
        var look = 0
        await withDiscardingTaskGroup { group in
            waker.yield(.poke)
            for await wake in wakes where wake == .poke || wake == .timer(look) {
                look += 1
                let delay = await fetch(&backoff, onEvent)
                group.addTask { [waker, look] in
                    do { try await Task.sleep(for: delay) } catch { return }
                    waker.yield(.timer(look))
                }
            }
            group.cancelAll()
        }
    }

    /// - Returns: how long to wait before the next look.
    private func fetch(_ backoff: inout Backoff, _ onEvent: @Sendable (SourceEvent) async -> Void) async -> Duration {
        do {
            let newest = try await store.fetch(remote).head
            if outage != nil { await onEvent(.outage(nil)) }
            outage = nil
            backoff.reset()
            await offer(newest, onEvent)
            return min(interval, askedInterval ?? interval)
        } catch {
            await report(error, onEvent)
            return max(interval, backoff.next(random: Double.random(in: 0...1)))
        }
    }

    private func offer(_ newest: ObjectID, _ onEvent: @Sendable (SourceEvent) async -> Void) async {
        guard newest != head else { return }
        do {
            let checkout = try await checkout(at: "\(newest)")
            head = newest
            askedInterval = Self.shortestInterval(in: checkout)
            logger.info("new head", metadata: ["commit": "\(newest)"])
            await onEvent(.head(checkout))
        } catch {
            await report(error, onEvent)
        }
    }

    /// What one environment asks for, all get: they are read together.
    static func shortestInterval(in checkout: Checkout) -> Duration? {
        checkout.environmentNames.compactMap { Environment.spec(of: $0, in: checkout)?.sync.interval }.min()
    }

    private func report(_ error: any Error, _ onEvent: @Sendable (SourceEvent) async -> Void) async {
        let since = outage?.since ?? .now()
        logger.warning("repository unreachable", metadata: ["reason": "\(error)"])
        let now = EnvironmentStatus.Outage(since: since, reason: "\(error)")
        outage = now
        await onEvent(.outage(now))
    }
}

// MARK: - History

extension GitSource {
    package func descends(_ revision: String, from ancestor: String) async throws -> Bool {
        guard let old = ObjectID(ancestor) else { return false }
        do {
            return try await store.descends(try await store.resolve(revision), from: old)
        } catch RepositoryError.objectNotFound {
            // A commit that the branch no longer leads to was never fetched: the new one does not descend from it.
            return false
        }
    }

    package func ancestors(of revision: String, limit: Int) async throws -> [String] {
        let head = try await store.resolve(revision)
        return try await store.commits(from: nil, to: head, firstParentOnly: true, limit: limit + 1).dropFirst().map {
            "\($0.id)"
        }
    }

    /// Reads that one file; a look through many commits must not render each of them.
    package func spec(of environment: String, at revision: String) async throws -> EnvironmentSpec? {
        let files = try await store.files(
            under: "\(Checkout.root)/\(environment)", of: try await store.resolve(revision)
        ) { Checkout.isEnvironmentFile($0.path) }
        let checkout = Checkout(
            revision: revision, repository: "", files: files.map { Checkout.File(path: $0.path, bytes: $0.bytes) })
        return Environment.spec(of: environment, in: checkout)
    }

    package func checkout(at revision: String) async throws -> Checkout {
        if let read = checkouts.first(where: { $0.revision == revision }) { return read }
        var checkout = try await Checkout.commit(
            try await store.resolve(revision), in: store, repository: remote.address.description, kustomize: kustomize,
            scratch: scratch)
        checkout.known = known
        if let last = checkouts.last { checkout.share(with: last) }
        // What could not be rendered may be next time.
        if checkout.renderFailures.isEmpty {
            checkouts.append(checkout)
            if checkouts.count > Self.remembered { checkouts.removeFirst() }
        }
        return checkout
    }
}
