import Delivery
import Manifests

/// One course of events: the whole loop from one seed.
package struct Course {
    /// What became of it.
    package struct Outcome: Sendable, Hashable {
        package var seed: UInt64
        /// What did not hold, in words; empty where everything did.
        package var faults: [String]
        package var trace: [String]
        /// Lockstep's commits on the branch.
        package var transitions: Int
    }

    private static let rounds = 40
    private static let quietRounds = 30
    /// Rounds without faults after which no failing version may have a share.
    private static let patience = 6

    private let seed: UInt64
    private let world: World
    private let daemons: [SimulatedDaemon]

    private init(seed: UInt64) throws {
        let world = try World(seed: seed)
        self.seed = seed
        self.world = world
        daemons = (0..<(1 + world.chance.below(3))).map { SimulatedDaemon($0, in: world) }
    }

    /// - Throws: where the simulation itself cannot go on.
    package static func run(seed: UInt64) async throws -> Outcome {
        try await withTaskExecutorPreference(SerialExecutor()) {
            try await Course(seed: seed).run()
        }
    }

    private func run() async -> Outcome {
        let forces = world.chance.happens(5) ? world.chance.below(Self.rounds) : nil
        for round in 0..<Self.rounds {
            if world.chance.happens(14) { world.people.act() }
            if round == forces { world.people.force() }
            if world.chance.happens(6) { meddle() }
            if world.chance.happens(40) { merge() }
            await daemons[world.chance.below(daemons.count)].act()
            world.chance.move(by: Double(world.chance.below(150)))
            if world.chance.fails(3) { world.chance.move(by: -Double(world.chance.below(1000))) }
        }
        world.chance.endFaults()
        world.chance.note("faults end")
        world.people.repair()
        let invariants = Invariants(world: world)
        var faults = await quiet(invariants)
        faults += invariants.faults
        let isHalted = await isHalted
        // What was rewritten waits for a person, and says so.
        if !(isHalted && world.people.haveForced) {
            faults += invariants.convergence
            for daemon in daemons { faults += await convergence(of: daemon) }
        }
        if !faults.isEmpty { for daemon in daemons { await daemon.words.forEach(world.chance.note) } }
        return Outcome(
            seed: seed, faults: faults, trace: world.chance.trace, transitions: world.published.all.count)
    }

    /// Nothing goes wrong any longer: until all is as it should be, and stays so for a while.
    private func quiet(_ invariants: Invariants) async -> [String] {
        var calm = 0
        for round in 0..<Self.quietRounds where calm < 3 {
            let head = world.remote.head
            for daemon in daemons {
                await daemon.act()
                merge()
            }
            world.chance.move(by: 60)
            if round == Self.patience, await !isHalted, !invariants.failing.isEmpty { return invariants.failing }
            var isCalm = head == world.remote.head && invariants.convergence.isEmpty
            for daemon in daemons where isCalm { isCalm = await convergence(of: daemon).isEmpty }
            calm = isCalm ? calm + 1 : 0
        }
        return []
    }

    private var isHalted: Bool {
        get async {
            var isHalted = false
            for daemon in daemons { isHalted = await daemon.isHalted || isHalted }
            return isHalted
        }
    }

    /// A person merges what the daemons propose.
    private func merge() {
        guard world.isProtected, let merged = world.people.merge() else { return }
        world.published.add(merged, at: world.chance.seconds)
    }

    /// Somebody changes a managed object in the cluster by hand.
    private func meddle() {
        guard world.cluster.object(SimulatedCluster.configMap, "a") != nil else { return }
        world.chance.note("somebody changes the ConfigMap by hand")
        _ = world.cluster.apply(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
                "data": ["value": "by hand"],
            ], kind: SimulatedCluster.configMap, manager: "kubectl", force: true)
    }

    private func convergence(of daemon: SimulatedDaemon) async -> [String] {
        let statuses = await daemon.statuses
        guard statuses.count == Place.environments.count else { return ["daemon \(daemon.number) tells nothing"] }
        return statuses.filter { $0.phase != .synced || $0.applied != world.remote.head }.map { status in
            let words = status.diagnostics.map(\.description) + status.differences
            return "daemon \(daemon.number): \(status.name) is \(status.phase) at "
                + "\(status.applied?.prefix(8) ?? "nothing"): \(words.joined(separator: "; "))"
        }
    }
}
