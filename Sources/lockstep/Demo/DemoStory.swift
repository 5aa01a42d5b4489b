import Cluster
import Delivery
import Foundation
import Manifests

/// The demo's chapters: each does what a person would do, waits for what follows, and shows it.
struct DemoStory: Sendable {
    let narrator: Narrator
    let stage: DemoStage

    private static let deadline: Duration = .seconds(60)
    private static let model = "environments/staging/fraud-detection/inference-service.yaml"
    private static let monitor = "environments/staging/fraud-detection/service-monitor.yaml"

    /// What happens once the daemon runs.
    func tell() async throws {
        try await follow()
        try await release()
        try await meddle()
        try await remove()
    }

    // MARK: Chapters

    /// Before the daemon runs.
    func plan(_ checkout: Checkout) async throws {
        narrator.chapter(3, "What would be applied")
        narrator.command("lockstep plan")
        for name in checkout.environmentNames {
            let outcome = await PlanOutcome.plan(name, of: checkout, connect: stage.connect, triesCreations: true)
            guard case .planned(let plan, _, _) = outcome else {
                throw Failure("expected a plan of '\(name)', found \(outcome)")
            }
            narrator.detail(PlanText(style: .standardOutput).lines(plan))
        }
    }

    private func follow() async throws {
        narrator.chapter(4, "Lockstep follows the repository and applies it")
        narrator.command("lockstep serve")
        for name in ["staging", "production"] {
            let (status, time) = try await waitFor(name, "to be synced and healthy") {
                $0.phase == .synced && Self.isHealthy($0)
            }
            narrator.done(
                "\(name): synced at \((status.applied ?? "").prefix(8)), \(status.resources) objects, all healthy",
                after: time)
        }
    }

    private func release() async throws {
        narrator.chapter(5, "A commit brings another model version to staging")
        let commit = try await stage.git.edit(Self.model, message: "Release fraud model v1.4.0 to staging") {
            $0.replacing("fraud-model:v1.3.0", with: "fraud-model:v1.4.0")
        }
        narrator.command("git commit -m 'Release fraud model v1.4.0 to staging' && git push")
        narrator.detail([
            "- image: registry.example.com/fraud-model:v1.3.0", "+ image: registry.example.com/fraud-model:v1.4.0",
        ])
        stage.source.poke()
        let (_, time) = try await waitFor("staging", "to have applied the commit") {
            $0.applied == commit && $0.phase == .synced && Self.isHealthy($0)
        }
        narrator.done(
            "staging runs \(try await stage.model("staging")), production still \(try await stage.model("production"))",
            after: time)
    }

    private func meddle() async throws {
        narrator.chapter(6, "Somebody changes the cluster by hand")
        narrator.command("kubectl -n production scale deployment fraud-scorer --replicas=1")
        let before = await stage.board["production"]?.healed ?? 0
        try await stage.scale("fraud-scorer", in: "production", to: 1)
        let (_, time) = try await waitFor("production", "to be healed") { $0.healed > before && $0.phase == .synced }
        narrator.done(
            "back to \(try await stage.replicas("fraud-scorer", in: "production")) replicas, as Git says; noticed by watching, not by polling",
            after: time)
    }

    private func remove() async throws {
        narrator.chapter(7, "A file is removed from Git")
        let commit = try await stage.git.remove(Self.monitor, message: "Stop monitoring staging")
        narrator.command("git rm \(Self.monitor) && git commit -m 'Stop monitoring staging' && git push")
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

    private static func isHealthy(_ status: EnvironmentStatus) -> Bool {
        status.unhealthy.isEmpty && status.health.values.reduce(0, +) >= status.resources
    }

    /// Waits for a status that satisfies a condition.
    private func waitFor(
        _ environment: String, _ what: String, _ condition: @escaping @Sendable (EnvironmentStatus) -> Bool
    ) async throws -> (EnvironmentStatus, Duration) {
        let start = ContinuousClock.now
        let found = await withTaskGroup(of: EnvironmentStatus?.self) { group in
            group.addTask { [board = stage.board] in
                for await status in await board.updates() where status.name == environment && condition(status) {
                    return status
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: Self.deadline)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let found else {
            let status = await stage.board[environment]
            throw Failure(
                "expected '\(environment)' \(what) within \(Narrator.text(Self.deadline)), found it \(status?.phase.rawValue ?? "absent")",
                hint: (status.map { $0.differences + $0.unhealthy + $0.diagnostics.map(\.description) } ?? []).joined(
                    separator: "; "),
                exit: .difference)
        }
        return (found, ContinuousClock.now - start)
    }
}
