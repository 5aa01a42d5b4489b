import Foundation
import Manifests
import Testing

@testable import Releases

/// The pure loop under faults: every seed is one course of events, and a failing one prints it.
///
/// `make simulate SEEDS=10000` runs more of them than the tests do.
@Suite struct ReleaseSimulationTests {
    private static let seeds = ProcessInfo.processInfo.environment["LOCKSTEP_SEEDS"].flatMap { UInt64($0) } ?? 100
    private static let first = ProcessInfo.processInfo.environment["LOCKSTEP_SEED"].flatMap { UInt64($0) }

    private func spec() throws -> ReleaseSpec {
        let text = """
            apiVersion: lockstep/v1
            kind: Release
            metadata: { name: fraud }
            spec:
              workload: { kind: InferenceService, name: fraud }
              steps: [{ weight: 10, hold: 100s }, { weight: 50, hold: 100s }, { weight: 100 }]
              checks: [{ name: availability }]
            """
        var (documents, faults) = YAML.parse(Array(text.utf8), file: "release.yaml")
        return try #require(documents.first.flatMap { ReleaseSpec.read($0, into: &faults) }, "\(faults)")
    }

    @Test func `Whatever happens, shares rise on evidence alone, people's edits stay, and it converges`() throws {
        let spec = try spec()
        let range = Self.first.map { $0...$0 } ?? 0...(max(Self.seeds, 1) - 1)
        for seed in range {
            var world = SimulatedWorld(seed: seed, spec: spec)
            for _ in 0..<80 {
                if world.random.chance(12) { world.personActs() }
                world.daemonActs(world.random.below(world.daemons.count))
                world.clockMoves()
            }
            world.faultsEnd = true
            for _ in 0..<60 {
                for daemon in world.daemons.indices { world.daemonActs(daemon) }
                world.clockMoves()
            }
            let faults = Self.faults(of: world)
            if !faults.isEmpty {
                Issue.record("seed \(seed): \(faults.joined(separator: "; "))\n\(world.trace.joined(separator: "\n"))")
                return
            }
        }
    }

    /// What must hold of every course of events, in words where it does not.
    private static func faults(of world: SimulatedWorld) -> [String] {
        var faults: [String] = []
        var reverted: Set<VersionDigest> = []
        var revertedCandidates: Set<String> = []
        for (before, revision) in zip(world.branch, world.branch.dropFirst()) {
            guard let event = revision.event else { continue }
            let percent = { (objects: ReleaseObjects) in world.carrier.weight(in: objects) ?? 100 }
            let replicas = ["spec", "predictor", "minReplicas"]
            if before.objects.workload[path: replicas] != revision.objects.workload[path: replicas] {
                faults.append("\(event.kind) changed what is people's")
            }
            switch event.kind {
            case .step, .finish: if !revision.hadPassed { faults.append("\(event.kind) without a pass") }
            case .open: if reverted.contains(event.version) { faults.append("a rejected version was opened") }
            case .revert:
                reverted.insert(event.version)
                if !revertedCandidates.insert(event.candidate).inserted { faults.append("a second revert") }
                if revision.version != event.stableVersion { faults.append("a revert to something else") }
            case .withdraw, .settle, .retrain: break
            }
            if event.kind == .step, percent(revision.objects) <= percent(before.objects) {
                faults.append("a step that raised nothing")
            }
            if event.kind == .finish, SimulatedWorld.isBad(event.version) { faults.append("a bad version is stable") }
            if !world.log.contains(event) { faults.append("the log lacks \(event.kind)") }
        }
        return faults + convergence(of: world)
    }

    private static func convergence(of world: SimulatedWorld) -> [String] {
        guard let head = world.branch.last, let history = world.daemons.first?.history else { return ["no branch"] }
        let state = ReleaseState(
            SimulatedWorld.key, in: history, version: head.version, isAtRest: head.isAtRest,
            baseline: ("\(world.branch[0].id)", world.branch[0].version))
        let isDone = state.phase == .idle || state.phase == .waiting && state.isRejected
        return isDone ? [] : ["it has not converged: \(state.phase)"]
    }
}
