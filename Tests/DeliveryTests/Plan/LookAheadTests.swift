import Manifests
import Synchronization
import Testing

@testable import Delivery

/// A look at the cluster that begins before the files are read.
@Suite struct LookAheadTests {
    private let cluster = SimulatedCluster()
    private let files = ["a.yaml": Sample.configMap("a"), "b.yaml": Sample.deployment("b", image: "b:1")]

    private func ahead(_ environment: String = Sample.environmentFile(), repository: String = "git.example.com/ml")
        -> LookAhead
    {
        LookAhead(
            "staging", of: Sample.checkout([:], environment: environment), repository: { repository },
            connect: { [cluster] _ in cluster })
    }

    /// The inventories of all namespaces are asked for beside that of its own.
    private let own = ["get ConfigMap lockstep-staging", "list ConfigMap", "list ConfigMap", "list Deployment"]

    /// What a plan asks of the cluster once everything is as it should be.
    private func requests(ahead: LookAhead? = nil) async throws -> [String] {
        let before = cluster.requests.count
        let outcome = await PlanOutcome.plan(
            "staging", of: Sample.checkout(files), connect: { [cluster] _ in cluster }, ahead: ahead,
            triesCreations: true)
        guard case .planned(let plan, _, _) = outcome else {
            Issue.record("\(outcome)")
            return []
        }
        #expect(plan.isInSync)
        #expect(plan.count("unchanged") == 2)
        return cluster.requests[before...].sorted()
    }

    private func sync() async throws {
        let admitted = try await Sample.admitted(Sample.checkout(files), cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        _ = try await Applier(cluster: cluster).apply(plan)
    }

    @Test func `a plan without a change asks for the inventory and for each kind once`() async throws {
        try await sync()
        #expect(try await requests() == own)
    }

    @Test func `what was seen ahead is not asked for again`() async throws {
        try await sync()
        let before = cluster.requests.count
        let ahead = ahead()
        _ = try await requests(ahead: ahead)
        #expect(cluster.requests[before...].sorted() == own)
    }

    @Test func `what was seen of another namespace or for another repository is not used`() async throws {
        try await sync()
        let moved = Sample.environmentFile().replacing("namespace: ml", with: "namespace: elsewhere")
        for other in [ahead(moved), ahead(repository: "git.example.com/other")] {
            #expect(try await Set(requests(ahead: other)).isSuperset(of: own))
        }
    }
}
