import Cluster
import Delivery
import Foundation
import Manifests
import Releases

/// The demo's chapters: each does what a person would do, waits for what follows, and shows it.
struct DemoStory: Sendable {
    let narrator: Narrator
    let stage: DemoStage

    private static let deadline: Duration = .seconds(120)

    /// What happens once the daemon runs.
    func tell() async throws {
        try await follow()
        try await meddle()
        try await remove()
        try await serveModel()
        try await pass()
        try await fail(
            9, .needsAnotherFeature, "v3 needs a feature that three clients in ten do not send", stays: .better)
        try await fail(10, .slow, "v4 asks a feature store that takes 400 ms", stays: .better)
        try await deny()
        try await drift()
    }

    // MARK: Chapters

    /// Before the daemon runs.
    func plan(_ checkout: Checkout, connect: @escaping EnvironmentReconciler.Connect) async throws {
        narrator.chapter(3, "What would be applied")
        narrator.command("lockstep plan")
        for name in checkout.environmentNames {
            let outcome = await PlanOutcome.plan(name, of: checkout, connect: connect, triesCreations: true)
            guard case .planned(let plan, _, _) = outcome else {
                throw Failure("expected a plan of '\(name)', found \(outcome)")
            }
            narrator.detail(PlanText(style: .standardOutput).lines(plan))
        }
    }

    private func follow() async throws {
        narrator.chapter(4, "Lockstep follows the repository and applies it")
        narrator.command("lockstep serve --release-key lockstep-committer --triggers triggers.yaml")
        for name in ["staging", "production"] {
            let (status, time) = try await waitFor(name, "to be synced and healthy") {
                $0.phase == .synced && Self.isHealthy($0)
            }
            narrator.done(
                "\(name): synced at \((status.applied ?? "").prefix(8)), \(status.resources) objects, all healthy",
                after: time)
        }
    }

    private func meddle() async throws {
        narrator.chapter(5, "Somebody changes the cluster by hand")
        narrator.command("kubectl -n production scale deployment fraud-scorer --replicas=1")
        let before = await stage.board["production"]?.healed ?? 0
        try await stage.scale("fraud-scorer", in: "production", to: 1)
        let (_, time) = try await waitFor("production", "to be healed") { $0.healed > before && $0.phase == .synced }
        narrator.done(
            "back to \(try await stage.replicas("fraud-scorer", in: "production")) replicas, as Git says; noticed by watching, not by polling",
            after: time)
    }

    private func remove() async throws {
        narrator.chapter(6, "A file is removed from Git")
        let commit = try await stage.git.remove(DemoManifests.monitor, message: "Stop monitoring staging")
        narrator.command("git rm \(DemoManifests.monitor) && git commit -m 'Stop monitoring staging' && git push")
        stage.source.poke()
        let (_, time) = try await waitFor("staging", "to have pruned the object") {
            $0.applied == commit && $0.phase == .synced
        }
        guard try await !stage.monitorExists("staging"), try await stage.monitorExists("production") else {
            throw Failure("expected the ServiceMonitor to be gone from staging alone")
        }
        narrator.done("ServiceMonitor staging/model-monitor is gone; production keeps its own", after: time)
    }

    // MARK: Waiting

    static func isHealthy(_ status: EnvironmentStatus) -> Bool {
        status.unhealthy.isEmpty && status.health.values.reduce(0, +) >= status.resources
    }

    /// Waits until nothing is under way any more.
    func settle() async throws {
        for name in await stage.board.all.map(\.name) {
            _ = try await waitFor(name, "to be in sync") { $0.phase == .synced }
        }
    }

    /// Waits for a status of an environment that satisfies a condition.
    func waitFor(
        _ environment: String, _ what: String, _ condition: @escaping @Sendable (EnvironmentStatus) -> Bool
    ) async throws -> (EnvironmentStatus, Duration) {
        let updates = await stage.board.updates()
        if let found = await Self.first(in: updates, where: { $0.name == environment && condition($0) }) {
            return found
        }
        let status = await stage.board[environment]
        throw Failure(
            "expected '\(environment)' \(what) within \(Narrator.text(Self.deadline)), found it \(status?.phase.rawValue ?? "absent")",
            hint: (status.map { $0.differences + $0.unhealthy + $0.diagnostics.map(\.description) } ?? []).joined(
                separator: "; "),
            exit: .difference)
    }

    /// Waits for a status of the release that satisfies a condition.
    func waitForRelease(
        _ what: String, _ condition: @escaping @Sendable (ReleaseStatus) -> Bool
    ) async throws -> (ReleaseStatus, Duration) {
        let updates = await stage.board.releaseUpdates()
        if let found = await Self.first(in: updates, where: condition) { return found }
        let status = await stage.board.allReleases.first
        throw Failure(
            "expected the release \(what) within \(Narrator.text(Self.deadline)), found: \(status?.decision.words ?? "none")",
            hint: (status?.checks ?? []).joined(separator: "; "), exit: .difference)
    }

    private static func first<Status: Sendable>(
        in updates: AsyncStream<Status>, where condition: @escaping @Sendable (Status) -> Bool
    ) async -> (Status, Duration)? {
        let start = ContinuousClock.now
        let found = await withTaskGroup(of: Status?.self) { group in
            group.addTask { await updates.first(where: condition) }
            group.addTask {
                try? await Task.sleep(for: deadline)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        return found.map { ($0, ContinuousClock.now - start) }
    }
}
