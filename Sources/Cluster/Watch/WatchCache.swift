package import Foundation
package import Logging
package import Manifests
package import Transport

/// The objects of one kind and scope, kept up to date by a list and then watches.
///
/// Level-triggered: ``objects`` is the truth as last heard, ``news()`` says when to look. While the server
/// cannot be reached, or says nothing when it should, the objects stay as they were and ``state`` says since when.
package actor WatchCache {
    package enum State: Sendable, Hashable {
        /// Nothing has been heard yet: the objects are unknown, not absent.
        case starting
        case synced(since: Date)
        /// What is kept may be out of date, or, if it was never synced, nothing at all.
        ///
        /// - since: when the server was last heard, where it ever was.
        case unreachable(since: Date, reason: String)
    }

    /// What was heard, in the order in which it was.
    package enum News: Sendable, Hashable {
        /// All objects, as the server had them at a version: after each list, and where the server is heard again.
        case synced([Value], version: String?)
        case changed(ObjectChange)
        /// See ``State/unreachable(since:reason:)``.
        case unreachable(since: Date, reason: String)
    }

    package struct Options: Sendable {
        package var keeps = KeptFields.all
        /// Waits between attempts that failed in a row.
        package var backoff = RetryPolicy(attempts: .max, firstDelay: .milliseconds(750), longestDelay: .seconds(60))
        package var clock: any Clock<Duration> = ContinuousClock()
        /// In 0..<1.
        package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
        package var now: @Sendable () -> Date = { Date() }
        /// How long a watch may be silent to which the server sends bookmarks.
        package var silence = WatchRhythm.usual
        /// How long a watch may take to open.
        package var opening: Duration = .seconds(10)
        package var logger = Logger(label: "lockstep.watch")

        package init() {}
    }

    /// A server or proxy that ends each watch sooner than that is not asked again without a pause.
    private static let shortLife: Duration = .seconds(5)

    package nonisolated let resource: APIResource
    package nonisolated let scope: ObjectScope
    private let client: ClusterClient
    private let options: Options
    private var store: ObjectStore
    private var failures = 0
    /// How many in a row were ended by the server soon after they had begun, whatever they told.
    private var shortWatches = 0
    // Whether the last failure was an expiry that was answered by a list without a wait.
    private var listsAtOnce = false
    private var rhythm: WatchRhythm
    /// When the server last said something; nil before.
    private var heard: ContinuousClock.Instant?
    private var listeners: [UUID: AsyncStream<News>.Continuation] = [:]
    private var hasEnded = false

    package private(set) var state = State.starting

    package init(
        _ client: ClusterClient, _ resource: APIResource, in scope: ObjectScope = .everything,
        options: Options = Options()
    ) {
        self.client = client
        self.resource = resource
        self.scope = scope
        self.options = options
        store = ObjectStore(kind: resource.kind.groupKind, keeps: options.keeps)
        rhythm = WatchRhythm(shortest: options.silence)
    }

    package var objects: [ResourceIdentity: Value] { store.objects }

    package subscript(identity: ResourceIdentity) -> Value? { store.objects[identity] }

    /// All that is heard from now on. Ends with ``run()``.
    ///
    /// News waits for a slow reader; the objects in it are shared with the cache.
    package func news() -> AsyncStream<News> {
        let (stream, continuation) = AsyncStream.makeStream(of: News.self)
        guard !hasEnded else {
            continuation.finish()
            return stream
        }
        let id = UUID()
        listeners[id] = continuation
        continuation.onTermination = { [weak self] _ in Task { await self?.forget(id) } }
        return stream
    }

    private func forget(_ id: UUID) { listeners[id] = nil }

    /// Keeps the cache up to date until the task is cancelled. To be called once.
    package func run() async {
        while !Task.isCancelled {
            let failure = await listAndWatch()
            guard !Task.isCancelled else { break }
            if let failure { note(failure) }
            // The first of them may be a server that goes away in order.
            let attempts = max(failures, shortWatches - 1)
            guard attempts > 0 else { continue }
            let computed = options.backoff.delay(afterAttempt: attempts, random: options.random())
            let delay = max(computed, failure?.retryAfter ?? .zero)
            do { try await options.clock.sleep(for: delay) } catch { break }
        }
        for listener in listeners.values { listener.finish() }
        (listeners, hasEnded) = ([:], true)
    }

    /// One list, where none is at hand, and one watch.
    private func listAndWatch() async -> ClusterError? {
        do throws(ClusterError) {
            if store.resourceVersion == nil {
                var keeper: ObjectKeeper? = store.keeper
                let list = try await client.list(resource, in: scope, through: &keeper)
                if let keeper { store.keeper = keeper }
                store.replace(with: list)
                markSynced(byList: true)
            }
            guard let version = store.resourceVersion else { return nil }
            // Servers keep a watch for as long as it asks. Those that began together do not all end together.
            let seconds = 3600 + Int(options.random() * 1800)
            let events: WatchEvents
            do throws(ClusterError) {
                events = try await client.watch(
                    resource, in: scope, from: version, seconds: seconds, opening: options.opening)
            } catch {
                // A server that was away may have come back as it once was, and would tell nothing before it reaches
                // the version that it is asked for.
                store.resourceVersion = nil
                throw error
            }
            markSynced(byList: false)
            try await follow(events, from: version)
            return nil
        } catch {
            return error
        }
    }

    private enum End {
        case read(Result<Void, ClusterError>)
        case silent(WatchRhythm.Silence)
    }

    /// Follows one watch until it ends, or falls silent: the next one then goes on from where it was, or where the silence
    /// is a reason for doubt, all there is is asked for: a server that went back says nothing either.
    private func follow(_ events: WatchEvents, from version: String) async throws(ClusterError) {
        rhythm.begin()
        let end = await withTaskGroup(of: End.self) { group in
            group.addTask { .read(await self.read(events, from: version)) }
            group.addTask { .silent(await self.awaitSilence()) }
            let first = await group.next() ?? .silent(.watch)
            group.cancelAll()
            return first
        }
        switch end {
        case .read(let result): try result.get()
        case .silent(let silence):
            guard rhythm.fellSilent(silence) else { return }
            store.resourceVersion = nil
            doubt(silence)
        }
    }

    private func read(_ events: WatchEvents, from version: String) async -> Result<Void, ClusterError> {
        let began = ContinuousClock.now
        do throws(ClusterError) {
            for try await event in events {
                (failures, listsAtOnce) = (0, false)
                let now = ContinuousClock.now
                heard = now
                client.pulse.beat(at: now)
                rhythm.take(event)
                if event.isBefore(version) {
                    // The server went back while nobody listened, and tells nothing of what has changed with that.
                    store.resourceVersion = nil
                    break
                }
                if let change = store.take(event) { tell(.changed(change)) }
            }
        } catch {
            return .failure(error)
        }
        failures = 0
        shortWatches = began.duration(to: .now) > Self.shortLife ? 0 : shortWatches + 1
        return .success(())
    }

    /// Returns when nothing was heard for too long, or with the task's end.
    ///
    /// Where no bookmark comes, a silence says nothing of the server; it is asked itself, once for all its watches, where
    /// none of them has heard anything.
    private func awaitSilence() async -> WatchRhythm.Silence {
        while let heard, case let left = rhythm.patience - heard.duration(to: .now), left > .zero {
            do { try await Task.sleep(for: min(left, options.silence)) } catch { break }
            let isOver = self.heard.map { $0.duration(to: .now) >= rhythm.patience } ?? true
            if isOver || rhythm.isKept { continue }
            guard await client.isAlive(patience: options.silence, answering: options.opening) else {
                return .unanswered
            }
        }
        return .watch
    }

    private func doubt(_ silence: WatchRhythm.Silence) {
        let seconds = heard?.duration(to: .now).components.seconds ?? 0
        let failure = ClusterError(
            .unreachable(.timedOut(.idle)),
            client.operation("watch", resource, namespace: scope.namespace, name: nil),
            message: silence == .watch
                ? "nothing was heard for \(seconds) s, where the server says something every minute"
                : "nothing was heard for \(seconds) s, and the server did not answer when it was asked")
        options.logger.debug("watch fell silent", metadata: ["kind": "\(resource.kind.groupKind)"])
        enterUnreachable(failure)
    }

    private func tell(_ news: News) { for listener in listeners.values { listener.yield(news) } }

    private func markSynced(byList: Bool) {
        heard = .now
        if case .synced = state {
            guard byList else { return }
        } else {
            state = .synced(since: options.now())
        }
        tell(.synced(Array(objects.values), version: store.resourceVersion))
    }

    private func note(_ failure: ClusterError) {
        failures += 1
        options.logger.debug(
            "watch failed", metadata: ["kind": "\(resource.kind.groupKind)", "reason": "\(failure)"])
        // The events behind an old resourceVersion, or behind one that could not be read, are lost: list again.
        // So may those be that break each watch at the same place.
        let needsList = failure.kind == .expired || failure.kind == .malformed || failures > 1
        if needsList { store.resourceVersion = nil }
        // The first expiry in a row is a matter of course: the list that follows, at once, sets it right.
        if failure.kind == .expired, failures == 1, !listsAtOnce {
            failures = 0
            listsAtOnce = true
            return
        }
        enterUnreachable(failure)
    }

    private func enterUnreachable(_ failure: ClusterError) {
        // What this watch has not heard for long, others of its server may have.
        let heard = [heard, client.pulse.heard].compactMap(\.self).max()
        let ago = heard.map { Double($0.duration(to: .now) / .milliseconds(1)) / 1000 } ?? 0
        let since = if case .unreachable(let since, _) = state { since } else { options.now() - ago }
        let unreachable = State.unreachable(since: since, reason: failure.description)
        guard state != unreachable else { return }
        state = unreachable
        tell(.unreachable(since: since, reason: failure.description))
    }
}
