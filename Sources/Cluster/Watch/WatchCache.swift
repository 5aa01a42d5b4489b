package import Foundation
package import Logging
package import Manifests
package import Transport

/// The objects of one kind and scope, kept up to date by a list and then watches.
///
/// Level-triggered: ``objects`` is the truth as last heard, ``changes()`` says when to look. While the server
/// cannot be reached the objects stay as they were and ``state`` says since when.
package actor WatchCache {
    package enum State: Sendable, Hashable {
        /// Nothing has been heard yet: the objects are unknown, not absent.
        case starting
        case synced(since: Date)
        /// What is kept may be out of date, or, if it was never synced, nothing at all.
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
        package var logger = Logger(label: "lockstep.watch")

        package init() {}
    }

    package nonisolated let resource: APIResource
    package nonisolated let scope: ObjectScope
    private let client: ClusterClient
    private let options: Options
    private var store: ObjectStore
    private var failures = 0
    // Whether the last failure was an expiry that was answered by a list without a wait.
    private var listsAtOnce = false
    private var listeners: [UUID: AsyncStream<ObjectChange>.Continuation] = [:]
    private var stateListeners: [UUID: AsyncStream<State>.Continuation] = [:]

    package private(set) var state = State.starting {
        didSet {
            guard state != oldValue else { return }
            for listener in stateListeners.values { listener.yield(state) }
        }
    }
    /// Whether a list has ever been complete: before that, an object that is not here is unknown.
    package private(set) var hasSynced = false

    package init(
        _ client: ClusterClient, _ resource: APIResource, in scope: ObjectScope = .everything,
        options: Options = Options()
    ) {
        self.client = client
        self.resource = resource
        self.scope = scope
        self.options = options
        store = ObjectStore(kind: resource.kind.groupKind, keeps: options.keeps)
    }

    package var objects: [ResourceIdentity: Value] { store.objects }

    package subscript(identity: ResourceIdentity) -> Value? { store.objects[identity] }

    /// Every change from now on, after one `added` for each object that is there already. Ends with ``run()``.
    ///
    /// Changes wait for a slow reader; the objects in them are shared with the cache.
    package func changes() -> AsyncStream<ObjectChange> {
        let (stream, continuation) = AsyncStream.makeStream(of: ObjectChange.self)
        for (identity, object) in objects.sorted(by: { $0.key < $1.key }) {
            continuation.yield(.added(identity, object))
        }
        let id = UUID()
        listeners[id] = continuation
        continuation.onTermination = { [weak self] _ in Task { await self?.forget(id) } }
        return stream
    }

    /// The state now and whenever it changes; only the newest waits for a slow reader. Ends with ``run()``.
    package func states() -> AsyncStream<State> {
        let (stream, continuation) = AsyncStream.makeStream(of: State.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield(state)
        let id = UUID()
        stateListeners[id] = continuation
        continuation.onTermination = { [weak self] _ in Task { await self?.forget(id) } }
        return stream
    }

    private func forget(_ id: UUID) {
        listeners[id] = nil
        stateListeners[id] = nil
    }

    /// Waits until the first list is complete; false when the task is cancelled or ``run()`` ends before.
    package func waitUntilSynced() async -> Bool {
        if hasSynced { return true }
        for await _ in states() where hasSynced { return true }
        return hasSynced
    }

    /// Keeps the cache up to date until the task is cancelled. To be called once.
    package func run() async {
        while !Task.isCancelled {
            let failure = await listAndWatch()
            guard !Task.isCancelled else { break }
            if let failure { note(failure) }
            guard failures > 0 else { continue }
            let computed = options.backoff.delay(afterAttempt: failures, random: options.random())
            let delay = max(computed, failure?.retryAfter ?? .zero)
            do { try await options.clock.sleep(for: delay) } catch { break }
        }
        for listener in listeners.values { listener.finish() }
        for listener in stateListeners.values { listener.finish() }
        (listeners, stateListeners) = ([:], [:])
    }

    /// One list, where none is at hand, and one watch.
    private func listAndWatch() async -> ClusterError? {
        do throws(ClusterError) {
            if store.resourceVersion == nil {
                var keeper: ObjectKeeper? = store.keeper
                let list = try await client.list(resource, in: scope, through: &keeper)
                if let keeper { store.keeper = keeper }
                tell(store.replace(with: list))
                markSynced()
            }
            guard let version = store.resourceVersion else { return nil }
            // Watches that began together do not all end together.
            let seconds = 240 + Int(options.random() * 60)
            let events = try await client.watch(resource, in: scope, from: version, seconds: seconds)
            markSynced()
            try await follow(events)
            return nil
        } catch {
            return error
        }
    }

    private func follow(_ events: WatchEvents) async throws(ClusterError) {
        let began = ContinuousClock.now
        var hasEvents = false
        for try await event in events {
            (hasEvents, failures, listsAtOnce) = (true, 0, false)
            if let change = store.take(event) { tell([change]) }
        }
        // A server that ends each watch at once is not asked again without a pause.
        failures = hasEvents || began.duration(to: .now) > .seconds(5) ? 0 : failures + 1
    }

    private func tell(_ changes: [ObjectChange]) {
        for change in changes { for listener in listeners.values { listener.yield(change) } }
    }

    private func markSynced() {
        hasSynced = true
        if case .synced = state { return }
        state = .synced(since: options.now())
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
        let since = if case .unreachable(let since, _) = state { since } else { options.now() }
        state = .unreachable(since: since, reason: failure.description)
    }
}
