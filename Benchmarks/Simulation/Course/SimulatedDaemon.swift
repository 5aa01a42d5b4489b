import Delivery
import Logging
import Manifests
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

    final class Published: Sendable {
        private let revisions = Mutex(Set<String>())

        func add(_ revision: String) { revisions.withLock { _ = $0.insert(revision) } }
        var all: Set<String> { revisions.withLock { $0 } }
    }

    init(seed: UInt64) throws {
        chance = Chance(seed: seed)
        remote = try SimulatedRemote(Scene.files, time: chance.seconds)
        people = People(remote: remote, chance: chance)
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
        let reconciler: EnvironmentReconciler
        let holdsChanged: Flag
        var head: String?
    }

    private final class Flag: Sendable {
        private let state = Mutex(false)

        func raise() { state.withLock { $0 = true } }

        func take() -> Bool {
            state.withLock { state in
                defer { state = false }
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
            remote: world.remote, disk: disk, life: life, chance: chance, key: world.key,
            meanwhile: { world.people.act() }, onPublished: { world.published.add($0) })
        let board = StatusBoard()
        let clock = SimulatedClock(chance: chance)
        let reader = ReleaseReader(
            git: git, trust: TransitionTrust(ownKey: world.key.publicKey.ed25519, now: { clock.now }))
        let log = SimulatedLog(entries: world.log, life: life, chance: chance)
        let controller = ReleaseController(
            reader: reader, git: git, writer: TransitionWriter(git: git, log: log, clock: clock, logger: logger),
            checks: SimulatedChecks(passes: world.passes, chance: chance), approvals: nil, board: board, clock: clock,
            random: { Double(chance.below(100)) / 100 }, logger: logger)
        let connection = ClusterConnection(cluster: world.cluster, life: life, chance: chance)
        let reconciler = EnvironmentReconciler(
            name: "staging",
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in connection },
            history: git, gate: gate, holds: AllHolds([OpeningHolds(reader: reader), KeptReverts(git: git)]),
            board: board,
            logger: logger)
        return Process(
            life: life, git: git, board: board, controller: controller, reconciler: reconciler, holdsChanged: Flag())
    }

    var status: EnvironmentStatus? { get async { await process.board["staging"] } }

    /// Whether it has told that the branch was rewritten.
    var isHalted: Bool {
        get async {
            await status?.diagnostics.contains { $0.message.hasSuffix("the branch was rewritten") } ?? false
        }
    }

    // MARK: What happens to it

    /// What one look at the world leads to.
    func act() async {
        if world.chance.fails(8) { disk.reachesRemote.withLock { $0.toggle() } }
        if world.chance.fails(8) { process.life.end(afterCalls: 1 + world.chance.below(60)) }
        await fetch()
        await watch()
        if await process.reconciler.wantsRetry { await reconcile(.retry) }
        await tellStatus()
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
        await reconcile(.head(checkout))
    }

    /// What is not followed any more tells nothing that waits for the day when it is again.
    private func reconcile(_ occasion: EnvironmentReconciler.Occasion) async {
        await process.reconciler.step(occasion)
        world.cluster.keep(await process.reconciler.watched.kinds, watchedBy: "\(number) ")
    }

    private func watch() async {
        let (kinds, selector) = await process.reconciler.watched
        for kind in kinds {
            let name = "\(number) \(kind.kind)"
            world.cluster.watch(kind, selector, by: name)
            if world.chance.fails(20) { continue }
            for event in world.cluster.events(for: name, hasGap: world.chance.fails(10)) {
                await reconcile(.live(event, kind))
            }
        }
    }

    private func tellStatus() async {
        if let status = await status { await step(.status(status)) }
    }

    private func step(_ signal: ReleaseController.Signal) async {
        await process.controller.step(signal) { [flag = process.holdsChanged] _ in flag.raise() }
        if process.holdsChanged.take() { await reconcile(.holdsChanged) }
    }
}
