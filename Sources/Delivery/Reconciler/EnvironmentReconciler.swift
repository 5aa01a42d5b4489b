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
        /// ``EnvironmentReconciler/newest`` has one.
        case newHead
        case gitOutage(EnvironmentStatus.Outage?)
        /// - watch: which of our own watches tells; nil for those of somebody else.
        case live(LiveEvent, WatchSubject, watch: Int?)
        case retry
        /// Somebody sets back what is healed, and the pause until the next try is over.
        case pauseIsOver
        /// What the next wave waits for has had its time.
        case waitIsOver
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
    private let newest = NewestHead()

    var status: EnvironmentStatus
    var cluster: (any LiveCluster)?
    /// Which cluster that is.
    var reference: ClusterReference?
    /// The newest state of Git that was read, whatever became of it.
    var head: Checkout?
    /// The last good state: what is kept running.
    var admitted: AdmittedEnvironment?
    var desired: [ResourceIdentity: AdmittedResource] = [:] {
        didSet { offspringPlaces = Offspring.places(of: desired.keys) }
    }
    /// What the cluster's inventory said last, or what was written to it since; nil while it has not said anything.
    ///
    /// INVARIANT: without it nothing is planned: an inventory that could not be read is not an empty one.
    var inventory: Inventory.Reading?
    var recorded: ApplySet? { inventory?.recorded }
    var inventoryIsKnown: Bool { inventory?.isKnown ?? false }
    /// What is to be told to the cluster of before, once the environment is recorded where it runs now.
    var left: LeftRecord?
    /// The rewritten branch that the log has been told of, and the commit that it does not lead on from.
    var toldRewriting: (head: String, after: String)?
    var schemas = SchemaCatalog.builtIn
    var cache = LiveCache()
    var verdicts: [ResourceIdentity: UnchangedVerdict] = [:]
    var health = HealthTally()
    /// What the next wave waits for, and since when.
    var vigil = Vigil()
    /// The kinds that the environment has.
    var kinds: [GroupKind: GroupVersionKind] = [:]
    private var watches: [WatchSubject: Watch] = [:]
    private var watchesBegun = 0
    private var offspring = Offspring()
    /// Where what is desired is made into more.
    private var offspringPlaces: Set<Offspring.Place> = []
    private var definitions = KnownDefinitions()
    var knownInventory = KnownInventory()
    /// What the last good state does without because the head may not run.
    var heldBack: [HeldWorkload] = []
    /// Whether what releases hold back has changed since all of it was tried.
    var holdsAreNew = false
    /// What could not be applied of the state that was tried last; nil once all of it is.
    var attempt: SyncAttempt?
    /// What could not be set right, as it was then, without what its controller says of it.
    var refused: [ResourceIdentity: Value] = [:]
    private var backoff = Backoff()
    var brake: HealingBrake
    /// When any of the watches that the outage has ended was last heard; nil where none has told.
    var lastHeard: Instant?
    /// How long the cluster has asked not to be asked again.
    var askedPause: Duration?
    private var posted: (status: EnvironmentStatus, at: ContinuousClock.Instant)?
    private var postIsScheduled = false
    private var deadlineTimer: ContinuousClock.Instant?
    private(set) var retry = Retry.none

    enum Retry {
        case none, wanted
        case scheduled(Stoppable)
    }

    private struct Watch {
        var id: Int
        var task: Stoppable
    }

    package init(
        name: String, connect: @escaping Connect, history: any EnvironmentHistory,
        gate: Gate = Gate(), holds: (any ReleaseHolds)? = nil, access: ReleaseAccess? = nil,
        brake: HealingBrake = HealingBrake(), board: StatusBoard, logger: Logger
    ) {
        self.name = name
        self.connect = connect
        self.history = history
        self.gate = gate
        self.holds = holds
        self.access = access
        self.brake = brake
        self.board = board
        var logger = logger
        logger[metadataKey: "environment"] = "\(name)"
        self.logger = logger
        status = EnvironmentStatus(name: name, at: .now())
        (signals, inbox) = AsyncStream.makeStream(of: Signal.self)
    }

    package nonisolated func headMoved(to checkout: Checkout) {
        if newest.put(checkout) { inbox.yield(.newHead) }
    }

    package nonisolated func gitOutage(_ outage: EnvironmentStatus.Outage?) { inbox.yield(.gitOutage(outage)) }

    package nonisolated func holdsChanged() { inbox.yield(.holdsChanged) }

    /// Runs until the task is cancelled.
    package func run() async {
        await board.post(status)
        await withDiscardingTaskGroup { group in
            later(.revalidate, after: Self.revalidation * Double.random(in: 0.8...1.2), in: &group)
            for await next in signals {
                await handle(next)
                follow(in: &group)
                if case .wanted = retry {
                    let delay = backoff.next(random: Double.random(in: 0...1), noSoonerThan: askedPause)
                    askedPause = nil
                    retry = .scheduled(
                        Stoppable(in: &group) { [inbox] in
                            do { try await Task.sleep(for: delay) } catch { return }
                            inbox.yield(.retry)
                        })
                }
                if let wait = nextDeadline() { later(.waitIsOver, after: wait, in: &group) }
                if let pause = brake.nextTimer() { later(.pauseIsOver, after: pause, in: &group) }
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
        case .newHead: if let checkout = newest.take() { await take(checkout) }
        case .gitOutage(let outage): status.gitOutage = outage
        case .live(let event, let subject, let watch):
            // What a watch had to tell when it was ended is of no use any more.
            if watch == nil || watch == watches[subject]?.id { await take(event, of: subject) }
        case .retry:
            retry = .none
            // An inventory that could not be read has compared no history either: all of it is looked at again.
            if let head, head.revision == nil || !inventoryIsKnown { await take(head) } else { await goOn() }
        case .pauseIsOver: if brake.isDue { await sync() }
        case .waitIsOver: if isOverdue { await sync() }
        case .revalidate: await revalidate()
        case .tell: postIsScheduled = false
        case .holdsChanged:
            holdsAreNew = true
            attempt = nil
            if let head { await take(head) }
        }
    }

    /// - Returns: how long until what is waited for is overdue; nil where a timer runs for that already.
    private func nextDeadline() -> Duration? {
        guard let allowed = admitted?.spec.sync.deadline, let end = vigil.deadline(allowing: allowed),
            end != deadlineTimer, end > .now
        else { return nil }
        deadlineTimer = end
        return ContinuousClock.now.duration(to: end)
    }

    private func revalidate() async {
        verdicts = [:]
        do { try await heedRecord() } catch { return lose(error) }
        await goOn()
        await audit()
    }

    private func take(_ event: LiveEvent, of subject: WatchSubject) async {
        switch subject {
        case .members(let kind, _): await take(event, kind: kind)
        case .offspring(let place): offspring.take(event, place)
        case .inventory(let parent, _): await take(event, ofInventory: parent)
        case .definitions:
            guard definitions.take(event), let cluster else { return }
            do { _ = try await cluster.scopes(refresh: true) } catch { return lose(error) }
            await sync()
        }
    }

    /// News is told at once; how healthy the objects are, which changes with most events, now and then.
    private func post(in group: inout DiscardingTaskGroup) async {
        if status.tellsMore(than: posted?.status) || isPostDue { return await post() }
        guard !postIsScheduled else { return }
        postIsScheduled = true
        later(.tell, after: Self.postInterval, in: &group)
    }

    private var isPostDue: Bool { posted.map { $0.at.duration(to: .now) > Self.postInterval } ?? true }

    func post() async {
        status.health = health.summary
        status.unhealthy = health.unhealthy.lines(limit: EnvironmentStatus.mostNamed) { [cache, offspring] identity in
            cache.objects[identity].map(offspring.pods) ?? []
        }
        status.suspended = health.suspended.lines(limit: EnvironmentStatus.mostNamed)
        status.notReady = health.notReady
        await board.post(status)
        posted = (status, .now)
    }

    private func later(_ next: Signal, after delay: Duration, in group: inout DiscardingTaskGroup) {
        group.addTask { [inbox] in
            do { try await Task.sleep(for: delay) } catch { return }
            inbox.yield(next)
        }
    }

    /// Begins the watches that are wanted, and ends those that are not: of kinds that the environment no longer has, or
    /// has under another version.
    private func follow(in group: inout DiscardingTaskGroup) {
        guard let cluster, let set = admitted?.applySet else { return }
        let wanted = watchSubjects(set)
        for (subject, watch) in watches where !wanted.contains(subject) {
            watch.task.stop()
            watches[subject] = nil
            // It is told all of them when it is followed again.
            switch subject {
            case .definitions: definitions = KnownDefinitions()
            case .inventory: knownInventory = KnownInventory()
            case .members, .offspring: break
            }
        }
        for subject in wanted where watches[subject] == nil {
            watchesBegun += 1
            let id = watchesBegun
            let task = Stoppable(in: &group) { [inbox] in
                await cluster.follow(subject.kind, in: subject.scope) { event in
                    if case .lost(let error) = event { await self.doubt(subject, error, watch: id) }
                    inbox.yield(.live(event, subject, watch: id))
                }
            }
            watches[subject] = Watch(id: id, task: task)
        }
    }

    private func doubt(_ subject: WatchSubject, _ error: ClusterUnreachable, watch: Int) async {
        guard case .members(let kind, _) = subject, watches[subject]?.id == watch else { return }
        await doubt(kind, error)
    }

    private func watchSubjects(_ set: ApplySet) -> Set<WatchSubject> {
        var subjects = Set(kinds.values.map { WatchSubject.members($0, selector: set.selector) })
        subjects.insert(.inventory(set.parentIdentity, selector: set.parentSelector))
        subjects.formUnion(offspringPlaces.map(WatchSubject.offspring))
        if kinds.values.contains(where: { !SchemaCatalog.builtIn.contains($0) }) { subjects.insert(.definitions) }
        return subjects
    }

    /// Tries again after a while; the wait grows with each failure in a row.
    func wantRetry() {
        if case .none = retry { retry = .wanted }
    }

    var isToBeTriedAgain: Bool { if case .none = retry { false } else { true } }

    /// What is to be tried again all the same has not succeeded yet.
    func succeeded() { if case .none = retry { backoff.reset() } }

    /// Another state does not wait out the pause that the one before has come to.
    func forgetFailures() {
        backoff.reset()
        guard case .scheduled(let timer) = retry else { return }
        timer.stop()
        retry = .none
    }

    /// Forgets what is known of the cluster, before another one takes its place.
    func forgetCluster() {
        (cluster, reference) = (nil, nil)
        kinds = [:]
        forgetState()
    }

    /// Forgets what the cluster has; new watches tell all of it.
    func forgetState() {
        cache = LiveCache()
        verdicts = [:]
        health = HealthTally()
        vigil = Vigil()
        for watch in watches.values { watch.task.stop() }
        watches = [:]
        offspring = Offspring()
        definitions = KnownDefinitions()
        knownInventory = KnownInventory()
        inventory = nil
        attempt = nil
        refused = [:]
        brake.keep(only: [])
    }
}
