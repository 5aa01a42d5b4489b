import Cluster
package import Logging
import Manifests
import StructuredMerge

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
        case made(LiveEvent, Offspring.Place)
        case definition(LiveEvent)
        case retry
        /// Looks again at what was taken for equal: the cluster's webhooks may judge otherwise by now.
        case revalidate
        /// Time to tell how the objects are.
        case tell
        /// A release holds something back, or does no longer.
        case holdsChanged
    }

    package typealias Connect = @Sendable (ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster

    private static let revalidation: Duration = .seconds(600)
    private static let postInterval: Duration = .milliseconds(100)

    let name: String
    let connect: Connect
    let history: any EnvironmentHistory
    let holds: (any ReleaseHolds)?
    let access: ReleaseAccess?
    let gate: Gate
    let logger: Logger
    private let board: StatusBoard
    private let signals: AsyncStream<Signal>
    private let inbox: AsyncStream<Signal>.Continuation

    var status: EnvironmentStatus
    var cluster: (any LiveCluster)?
    /// The newest state of Git that was read, whatever became of it.
    var head: Checkout?
    /// The last good state: what is kept running.
    var admitted: AdmittedEnvironment?
    var desired: [ResourceIdentity: AdmittedResource] = [:] {
        didSet { offspringPlaces = Offspring.places(of: desired.keys) }
    }
    /// What the cluster's inventory says, or why it is not ours to write.
    var recorded: ApplySet?
    var inventoryRefusal: String?
    /// The rewritten branch that the log has been told of, and the commit that it does not lead on from.
    var toldRewriting: (head: String, after: String)?
    var schemas = SchemaCatalog.builtIn
    var cache = LiveCache()
    var verdicts: [ResourceIdentity: UnchangedVerdict] = [:]
    var health = HealthTally()
    /// What the next wave waits for, and since when.
    var vigil = Vigil()
    /// The kinds that the environment has, and those whose objects are being followed.
    var kinds: [GroupKind: GroupVersionKind] = [:]
    private var followed: Set<GroupKind> = []
    private var offspring = Offspring()
    /// Where what is desired is made into more, and which of these places are being followed.
    private var offspringPlaces: Set<Offspring.Place> = []
    private var followedPlaces: Set<Offspring.Place> = []
    private var definitions: KnownDefinitions?
    /// Whether what releases hold back has changed since the cluster was as it should be.
    var holdsAreNew = false
    private var backoff = Backoff()
    private var posted: (status: EnvironmentStatus, at: ContinuousClock.Instant)?
    private var postIsScheduled = false
    private(set) var retry = Retry.none

    enum Retry {
        case none, wanted, scheduled
    }

    package init(
        name: String, connect: @escaping Connect, history: any EnvironmentHistory,
        gate: Gate = Gate(), holds: (any ReleaseHolds)? = nil, access: ReleaseAccess? = nil, board: StatusBoard,
        logger: Logger
    ) {
        self.name = name
        self.connect = connect
        self.history = history
        self.gate = gate
        self.holds = holds
        self.access = access
        self.board = board
        var logger = logger
        logger[metadataKey: "environment"] = "\(name)"
        self.logger = logger
        status = EnvironmentStatus(name: name, at: .now())
        (signals, inbox) = AsyncStream.makeStream(of: Signal.self)
    }

    package nonisolated func headMoved(to checkout: Checkout) { inbox.yield(.head(checkout)) }
    package nonisolated func gitOutage(_ outage: EnvironmentStatus.Outage?) { inbox.yield(.gitOutage(outage)) }

    package nonisolated func holdsChanged() { inbox.yield(.holdsChanged) }

    /// Runs until the task is cancelled.
    package func run() async {
        await board.post(status)
        await withTaskGroup(of: Void.self) { group in
            later(.revalidate, after: Self.revalidation * Double.random(in: 0.8...1.2), in: &group)
            for await next in signals {
                await handle(next)
                followKinds(in: &group)
                if case .wanted = retry {
                    retry = .scheduled
                    later(.retry, after: backoff.next(random: Double.random(in: 0...1)), in: &group)
                }
                if case .revalidate = next {
                    later(.revalidate, after: Self.revalidation * Double.random(in: 0.8...1.2), in: &group)
                }
                await post(in: &group)
            }
            group.cancelAll()
        }
    }

    func handle(_ signal: Signal) async {
        switch signal {
        case .head(let checkout): await take(checkout)
        case .gitOutage(let outage): status.gitOutage = outage
        case .live(let event, let kind): await take(event, kind: kind)
        case .made(let event, let place): offspring.take(event, place)
        case .definition(let event):
            guard definitions?.take(event) == true, let cluster else { return }
            do { _ = try await cluster.scopes(refresh: true) } catch { return lose(error) }
            await sync()
        case .retry:
            retry = .none
            // An inventory that could not be read has compared no history either: all of it is looked at again.
            if let head, admitted?.revision != head.revision || head.revision == nil || inventoryRefusal != nil {
                await take(head)
            } else {
                await sync()
            }
        case .revalidate:
            verdicts = [:]
            await sync()
            await audit()
        case .tell: postIsScheduled = false
        case .holdsChanged:
            holdsAreNew = true
            if let head { await take(head) }
        }
    }

    /// News is told at once; how healthy the objects are, which changes with most events, now and then.
    private func post(in group: inout TaskGroup<Void>) async {
        if status.tellsMore(than: posted?.status) || isPostDue { return await post() }
        guard !postIsScheduled else { return }
        postIsScheduled = true
        later(.tell, after: Self.postInterval, in: &group)
    }

    private var isPostDue: Bool { posted.map { $0.at.duration(to: .now) > Self.postInterval } ?? true }

    func post() async {
        status.health = health.summary
        status.unhealthy = health.lines(limit: EnvironmentStatus.mostUnhealthy) { [cache, offspring] identity in
            cache.objects[identity].map(offspring.pods) ?? []
        }
        await board.post(status)
        posted = (status, .now)
    }

    private func later(_ next: Signal, after delay: Duration, in group: inout TaskGroup<Void>) {
        group.addTask { [inbox] in
            do { try await Task.sleep(for: delay) } catch { return }
            inbox.yield(next)
        }
    }

    private func followKinds(in group: inout TaskGroup<Void>) {
        guard let cluster, let selector = admitted?.applySet.selector else { return }
        for kind in kinds.values where followed.insert(kind.groupKind).inserted {
            group.addTask { [inbox] in
                await cluster.follow(kind, in: .members(selector)) { event in inbox.yield(.live(event, kind)) }
            }
        }
        followMetadata(on: cluster, in: &group)
    }

    /// What is not managed, and tells something of what is: who made what, and how kinds are defined.
    private func followMetadata(on cluster: any LiveCluster, in group: inout TaskGroup<Void>) {
        for place in offspringPlaces where followedPlaces.insert(place).inserted {
            let scope = FollowedScope(namespace: place.namespace, isMetadataOnly: true)
            group.addTask { [inbox] in
                await cluster.follow(place.kind, in: scope) { event in inbox.yield(.made(event, place)) }
            }
        }
        guard definitions == nil, kinds.values.contains(where: { !SchemaCatalog.builtIn.contains($0) }) else { return }
        definitions = KnownDefinitions()
        group.addTask { [inbox] in
            let scope = FollowedScope(isMetadataOnly: true)
            await cluster.follow(KnownDefinitions.kind, in: scope) { event in inbox.yield(.definition(event)) }
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
        vigil = Vigil()
        followed = []
        offspring = Offspring()
        followedPlaces = []
        definitions = nil
        recorded = nil
    }
}
