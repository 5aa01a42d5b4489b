import Delivery
import Logging
import Manifests
import Releases
import Repository
import Synchronization
import Trust

/// The world that daemons share.
struct World: Sendable {
    let chance: Chance
    let remote: SimulatedRemote
    let cluster = SimulatedCluster()
    let people: People
    let passes = SimulatedChecks.Passes()
    let log = SimulatedLog.Entries()
    /// Lockstep's commits that reached the branch.
    let published = Published()
    let key: SigningKey
    let approver: Approver
    /// Whether only people push to the branch.
    let isProtected: Bool

    final class Published: Sendable {
        private let times = Mutex([String: Double]())

        func add(_ revision: String, at time: Double) { times.withLock { $0[revision] = $0[revision] ?? time } }
        var all: Set<String> { times.withLock { Set($0.keys) } }
    }

    init(seed: UInt64) throws {
        chance = Chance(seed: seed)
        remote = try SimulatedRemote(Scene.files, time: chance.seconds)
        isProtected = chance.happens(10)
        approver = try Approver(time: chance.seconds)
        people = People(remote: remote, chance: chance, approver: approver)
        let seed = [UInt8](repeating: 7, count: 32)
        key = .memory(.ed25519(try Ed25519PrivateKey(seed: SecretMemory(copying: seed))))
    }
}

/// One daemon: the product's reconciler and its release controller over the simulated world. Its process may end at
/// any call to the world; its disk stays.
final class SimulatedDaemon {
    private struct Process {
        let life: Life
        let git: DaemonRepository
        let board: StatusBoard
        let controller: ReleaseController
        let reconcilers: [(environment: String, reconciler: EnvironmentReconciler)]
        let holdsChanged: Flag
        var head: String?
    }

    /// The environments that hold something else back than before.
    private final class Flag: Sendable {
        private let state = Mutex(Set<String>())

        func raise(_ environment: String) { state.withLock { _ = $0.insert(environment) } }

        func take() -> Set<String> {
            state.withLock { state in
                defer { state = [] }
                return state
            }
        }
    }

    let number: Int
    private let world: World
    private let disk = DaemonRepository.Disk()
    private var fetched: String
    private var process: Process
    /// What it remembers belongs to the text of policies, so that all processes may share it.
    private static let gate = Gate()
    private static let logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }

    init(_ number: Int, in world: World) {
        self.number = number
        self.world = world
        fetched = world.remote.head
        process = Self.start(world, disk)
    }

    private static func start(_ world: World, _ disk: DaemonRepository.Disk) -> Process {
        let life = Life()
        let chance = world.chance
        let git = DaemonRepository(
            remote: world.remote, disk: disk, life: life, chance: chance, key: world.key, known: disk.known,
            isProtected: world.isProtected, meanwhile: { world.people.act() },
            onPublished: { world.published.add($0, at: chance.seconds) })
        let board = StatusBoard()
        let clock = SimulatedClock(chance: chance)
        let reader = ReleaseReader(
            git: git,
            trust: TransitionTrust(
                ownKey: world.key.publicKey.ed25519, policy: { world.approver.policy }, now: { clock.now }))
        let log = SimulatedLog(entries: world.log, life: life, chance: chance)
        let controller = ReleaseController(
            reader: reader, git: git, writer: TransitionWriter(git: git, log: log, clock: clock, logger: logger),
            checks: SimulatedChecks(passes: world.passes, chance: chance),
            approvals: CommittedApprovals(
                git: git, reader: reader, policy: { world.approver.policy }, now: { clock.now }), board: board,
            clock: clock, random: { Double(chance.below(100)) / 100 }, logger: logger)
        let connection = ClusterConnection(cluster: world.cluster, life: life, chance: chance)
        let holds = AllHolds([OpeningHolds(reader: reader), KeptReverts(git: git)])
        let start = ContinuousClock.now
        let brake = HealingBrake(
            now: { start.advanced(by: .seconds(chance.seconds)) }, random: { Double(chance.below(100)) / 100 })
        let reconcilers = Place.environments.map { name in
            let reconciler = EnvironmentReconciler(
                name: name,
                connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in connection },
                history: git, gate: gate, holds: holds, brake: brake, board: board, logger: logger)
            return (environment: name, reconciler: reconciler)
        }
        return Process(
            life: life, git: git, board: board, controller: controller, reconcilers: reconcilers, holdsChanged: Flag())
    }

    var statuses: [EnvironmentStatus] { get async { await process.board.all } }

    /// What it says of each release, for those who look for a fault.
    var words: [String] {
        get async {
            await process.board.allReleases.map { status in
                "daemon \(number) says of \(status.key.environment)/\(status.key.release): \(status.decision.words)"
                    + (status.fault.map { ", \($0)" } ?? "")
            }
        }
    }

    /// Whether it has told that the branch was rewritten.
    var isHalted: Bool {
        get async {
            await statuses.contains { status in
                status.diagnostics.contains { $0.message.hasSuffix("the branch was rewritten") }
            }
        }
    }

    // MARK: What happens to it

    /// What one look at the world leads to.
    func act() async {
        if world.chance.fails(8) { disk.reachesRemote.withLock { $0.toggle() } }
        if world.chance.fails(8) { process.life.end(afterCalls: 1 + world.chance.below(100)) }
        await fetch()
        for (environment, reconciler) in process.reconcilers {
            await watch(reconciler, as: environment)
            if await reconciler.wantsRetry { await reconcile(reconciler, as: environment, .retry) }
        }
        for status in await statuses { await step(.status(status)) }
        await step(.timer)
        if process.life.hasEnded {
            world.chance.note("daemon \(number) begins anew")
            world.cluster.forget("\(number) ")
            process = Self.start(world, disk)
        }
    }

    private func fetch() async {
        let wasOut = !disk.reachesRemote.withLock { $0 }
        if !world.chance.hasFaults { disk.reachesRemote.withLock { $0 = true } }
        if disk.reachesRemote.withLock({ $0 }), !world.chance.fails(15) { fetched = world.remote.head }
        if wasOut { await step(.gitAnswers) }
        guard process.head != fetched else { return }
        guard let checkout = try? await process.git.checkout(at: fetched) else { return }
        process.head = fetched
        await step(.head(checkout))
        for (environment, reconciler) in process.reconcilers {
            await reconcile(reconciler, as: environment, .head(checkout))
        }
    }

    /// What is not followed any more tells nothing that waits for the day when it is again.
    private func reconcile(
        _ reconciler: EnvironmentReconciler, as environment: String, _ occasion: EnvironmentReconciler.Occasion
    ) async {
        await reconciler.step(occasion)
        world.cluster.keep(await reconciler.watched.kinds, watchedBy: "\(number) \(environment) ")
    }

    private func watch(_ reconciler: EnvironmentReconciler, as environment: String) async {
        let (kinds, selector) = await reconciler.watched
        for kind in kinds {
            let name = "\(number) \(environment) \(kind.kind)"
            world.cluster.watch(kind, selector, by: name)
            if world.chance.fails(20) { continue }
            for event in world.cluster.events(for: name, hasGap: world.chance.fails(10)) {
                await reconcile(reconciler, as: environment, .live(event, kind))
            }
        }
    }

    private func step(_ signal: ReleaseController.Signal) async {
        await process.controller.step(signal) { [flag = process.holdsChanged] in flag.raise($0) }
        let changed = process.holdsChanged.take()
        for (environment, reconciler) in process.reconcilers where changed.contains(environment) {
            await reconcile(reconciler, as: environment, .holdsChanged)
        }
    }
}
