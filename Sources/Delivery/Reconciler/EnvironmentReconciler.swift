import Cluster
package import Logging
import Manifests
import StructuredMerge
import Synchronization

/// Keeps one environment's cluster equal to Git, as long as its task runs.
///
/// Everything that happens comes in as a ``Signal``, one after the other; whatever follows from it is decided and
/// done before the next is looked at. Steady state sends no request: watches tell of changes, each event costs one
/// comparison, and only a difference starts a plan.
package actor EnvironmentReconciler {
    enum Signal: Sendable {
        case head(Checkout)
        case gitOutage(EnvironmentStatus.Outage?)
        case live(LiveEvent, GroupVersionKind)
        case retry
        /// Looks again at what was taken for equal: the cluster's webhooks may judge otherwise by now.
        case revalidate
    }

    package typealias Connect = @Sendable (ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster

    private static let revalidation: Duration = .seconds(600)
    private static let postInterval: Duration = .milliseconds(100)

    let name: String
    let connect: Connect
    let history: any EnvironmentHistory
    let gate = Gate()
    let logger: Logger
    private let board: StatusBoard
    private let inbox = SignalInbox()

    var status: EnvironmentStatus
    var cluster: (any LiveCluster)?
    /// The newest state of Git that was read, whatever became of it.
    var head: Checkout?
    /// The last good state: what is kept running.
    var admitted: AdmittedEnvironment?
    var desired: [ResourceIdentity: AdmittedResource] = [:]
    /// What the cluster's inventory says, or why it is not ours to write.
    var recorded: ApplySet?
    var inventoryRefusal: String?
    var schemas = SchemaCatalog.builtIn
    var cache = LiveCache()
    var verdicts: [ResourceIdentity: UnchangedVerdict] = [:]
    var health = HealthTally()
    /// What the next wave waits for, and since when.
    var awaited: [ResourceIdentity: Applied.Awaited] = [:]
    var awaitedSince: ContinuousClock.Instant?
    /// The kinds that the environment has, and those whose objects are being followed.
    var kinds: [GroupKind: GroupVersionKind] = [:]
    private var followed: Set<GroupKind> = []
    private var backoff = Backoff()
    private var posted = ContinuousClock.now
    private var retry = Retry.none

    private enum Retry {
        case none, wanted, scheduled
    }

    package init(
        name: String, connect: @escaping Connect, history: any EnvironmentHistory, board: StatusBoard, logger: Logger
    ) {
        self.name = name
        self.connect = connect
        self.history = history
        self.board = board
        var logger = logger
        logger[metadataKey: "environment"] = "\(name)"
        self.logger = logger
        status = EnvironmentStatus(name: name, at: .now())
    }

    package nonisolated func headMoved(to checkout: Checkout) { inbox.send(.head(checkout)) }
    package nonisolated func gitOutage(_ outage: EnvironmentStatus.Outage?) { inbox.send(.gitOutage(outage)) }

    /// Runs until the task is cancelled.
    package func run() async {
        await board.post(status)
        await withTaskGroup(of: Void.self) { group in
            later(.revalidate, after: Self.revalidation * Double.random(in: 0.8...1.2), in: &group)
            for await next in inbox.signals {
                let isLast = inbox.took()
                await handle(next)
                followKinds(in: &group)
                if case .wanted = retry {
                    retry = .scheduled
                    later(.retry, after: backoff.next(random: Double.random(in: 0...1)), in: &group)
                }
                if case .revalidate = next {
                    later(.revalidate, after: Self.revalidation * Double.random(in: 0.8...1.2), in: &group)
                }
                await post(isLast: isLast)
            }
            group.cancelAll()
        }
    }

    private func handle(_ signal: Signal) async {
        switch signal {
        case .head(let checkout): await take(checkout)
        case .gitOutage(let outage): status.gitOutage = outage
        case .live(let event, let kind): await take(event, kind: kind)
        case .retry:
            retry = .none
            if let head, admitted?.revision != head.revision || head.revision == nil {
                await take(head)
            } else {
                await sync()
            }
        case .revalidate:
            verdicts = [:]
            await sync()
        }
    }

    /// In a burst of signals the status is told now and then, and after the last of them.
    private func post(isLast: Bool) async {
        guard isLast || posted.duration(to: .now) > Self.postInterval else { return }
        status.health = health.summary
        status.unhealthy = health.lines(limit: 20)
        await board.post(status)
        posted = .now
    }

    private func later(_ next: Signal, after delay: Duration, in group: inout TaskGroup<Void>) {
        group.addTask { [inbox] in
            do { try await Task.sleep(for: delay) } catch { return }
            inbox.send(next)
        }
    }

    private func followKinds(in group: inout TaskGroup<Void>) {
        guard let cluster, let selector = admitted?.applySet.selector else { return }
        for kind in kinds.values where followed.insert(kind.groupKind).inserted {
            group.addTask { [inbox] in
                await cluster.follow(kind, selector: selector) { event in inbox.send(.live(event, kind)) }
            }
        }
    }

    /// Tries again after a while; the wait grows with each failure in a row.
    func wantRetry() {
        if case .none = retry { retry = .wanted }
    }

    func succeeded() { backoff.reset() }

    /// Forgets what is known of the cluster, before another one takes its place.
    func forgetCluster() {
        cluster = nil
        cache = LiveCache()
        verdicts = [:]
        health = HealthTally()
        awaited = [:]
        awaitedSince = nil
        followed = []
        recorded = nil
    }
}

/// What has happened and was not looked at yet, in order.
private final class SignalInbox: Sendable {
    let signals: AsyncStream<EnvironmentReconciler.Signal>
    private let continuation: AsyncStream<EnvironmentReconciler.Signal>.Continuation
    private let waiting = Mutex(0)

    init() { (signals, continuation) = AsyncStream.makeStream(of: EnvironmentReconciler.Signal.self) }

    func send(_ signal: EnvironmentReconciler.Signal) {
        waiting.withLock { $0 += 1 }
        continuation.yield(signal)
    }

    /// Notes that a signal is looked at.
    ///
    /// - Returns: whether no other waits behind it.
    func took() -> Bool {
        waiting.withLock { waiting in
            waiting -= 1
            return waiting == 0
        }
    }
}
