import Manifests
import Testing

@testable import Delivery

/// What a daemon does once a person has brought the environment to a rewritten branch.
@Suite struct RewrittenBranchTests {
    /// The commit `c3` has taken the place of `c2`.
    private struct History: EnvironmentHistory {
        func descends(_ revision: String, from ancestor: String) async throws -> Bool {
            (revision, ancestor) != ("c3", "c2")
        }

        func ancestors(of revision: String, limit: Int) async throws -> [String] { ["c1"] }
        func checkout(at revision: String) async throws -> Checkout { RewrittenBranchTests.checkout(revision) }
    }

    private static func checkout(_ revision: String) -> Checkout {
        Sample.checkout(
            ["ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a", revision)], revision: revision)
    }

    /// As `lockstep sync` does at that commit.
    private func sync(_ revision: String, _ cluster: SimulatedCluster) async throws {
        let admitted = try await Sample.admitted(Self.checkout(revision), cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        #expect(try await Applier(cluster: cluster).apply(plan).isComplete)
    }

    private func refused() async -> SteppedReconciler {
        let stepped = SteppedReconciler(history: History())
        await stepped.take(Self.checkout("c1"))
        await stepped.take(Self.checkout("c2"))
        await stepped.take(Self.checkout("c3"))
        #expect(await stepped.status.phase == .invalid)
        #expect(stepped.data(of: "a") == ["value": "c2"])
        return stepped
    }

    @Test func `the daemon goes on from there as soon as the record says so`() async throws {
        let stepped = await refused()
        try await sync("c3", stepped.cluster)
        // The object is told of first, and set back.
        await stepped.hear(SimulatedCluster.configMap)
        await stepped.hearRecord()
        let status = await stepped.status
        #expect(status.phase == .synced && status.applied == "c3" && status.diagnostics == [])
        #expect(stepped.data(of: "a") == ["value": "c3"])
    }

    @Test func `a daemon that has not heard of it finds it out now and then`() async throws {
        let stepped = await refused()
        try await sync("c3", stepped.cluster)
        await stepped.reconciler.handle(.revalidate)
        await stepped.hear(SimulatedCluster.configMap)
        #expect(await stepped.status.phase == .synced)
        #expect(stepped.data(of: "a") == ["value": "c3"])
    }

    @Test(.enabled(if: RealCluster.isBuilt, "needs the built program beside the tests"), .timeLimit(.minutes(1)))
    func `the watch of a real cluster tells it`() async throws {
        let real = try RealCluster()
        let running = await RunningReconciler(history: History()) {
            (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in real.cluster
        }
        running.reconciler.headMoved(to: Self.checkout("c2"))
        _ = try await running.status { $0.phase == .synced }
        running.reconciler.headMoved(to: Self.checkout("c3"))
        _ = try await running.status { $0.phase == .invalid }
        let set = ApplySet(environment: "staging", namespace: "ml")
        let reading = try await Inventory(cluster: real.cluster).read(set, repository: "git.example.com/ml")
        var recorded = try #require(reading.recorded)
        recorded.revision = "c3"
        #expect(try await Inventory(cluster: real.cluster).write(recorded).fault == nil)
        _ = try await running.status { $0.phase == .synced && $0.applied == "c3" }
    }

    @Test(.enabled(if: RealCluster.isBuilt, "needs the built program beside the tests"), .timeLimit(.minutes(1)))
    func `a real cluster lists the record with all that it says`() async throws {
        let real = try RealCluster()
        let admitted = try await real.admitted([:], Sample.environmentFile())
        try await real.make(admitted)
        var recorded = try #require(
            try await Inventory(cluster: real.cluster).read(admitted.applySet, repository: admitted.repository).recorded
        )
        let parent = recorded.parentIdentity
        let subject = WatchSubject.inventory(parent, selector: recorded.parentSelector)
        let (lists, heard) = AsyncStream.makeStream(of: [Value].self)
        let follower = Task {
            await real.cluster.follow(subject.kind, in: subject.scope) { event in
                if case .synced(let list, _) = event { heard.yield(list) }
            }
        }
        defer { follower.cancel() }
        for await list in lists {
            #expect(!recorded.isOther(than: list, parent))
            recorded.revision = "another"
            #expect(recorded.isOther(than: list, parent))
            break
        }
    }
}
