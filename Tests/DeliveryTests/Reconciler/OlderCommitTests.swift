import Manifests
import Testing

@testable import Delivery

/// `lockstep sync --revision` at an older commit, beside a daemon.
@Suite struct OlderCommitTests {
    private static let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { key: value }\n"

    private static func checkouts(selfHeal: Bool) -> [Checkout] {
        let environment = Sample.environmentFile(selfHeal: selfHeal)
        return [
            Sample.checkout(
                ["a.yaml": Sample.configMap("a", "1"), "s.yaml": secret], environment: environment, revision: "c1"),
            Sample.checkout(["a.yaml": Sample.configMap("a", "2")], environment: environment, revision: "c2"),
            Sample.checkout(["a.yaml": "kind: [\n"], environment: environment, revision: "c3"),
        ]
    }

    private let parent = ApplySet(environment: "staging", namespace: "ml").parentIdentity

    private func daemon(
        on cluster: SimulatedCluster = SimulatedCluster(), selfHeal: Bool = true,
        brake: HealingBrake = HealingBrake(), heads: Int
    ) async -> SteppedReconciler {
        let checkouts = Self.checkouts(selfHeal: selfHeal)
        let stepped = SteppedReconciler(cluster: cluster, history: Commits(checkouts: checkouts), brake: brake)
        for head in checkouts.prefix(heads) { await stepped.take(head) }
        return stepped
    }

    /// A person applies the first commit, and the daemon hears of it.
    private func syncFirst(beside stepped: SteppedReconciler, selfHeal: Bool = true) async throws {
        let cluster = stepped.cluster
        let admitted = try await Sample.admitted(Self.checkouts(selfHeal: selfHeal)[0], cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        #expect(try await Applier(cluster: cluster).apply(plan).isComplete)
        #expect(stepped.recorded?.revision == "c1")
        await stepped.hear(SimulatedCluster.configMap)
        await stepped.hearRecord()
        await stepped.hearAll()
    }

    @Test func `the record says again what runs, and what only the older commit had is deleted`() async throws {
        let stepped = await daemon(heads: 2)
        #expect(stepped.cluster.names(of: SimulatedCluster.secret) == [])
        try await syncFirst(beside: stepped)
        #expect(stepped.data(of: "a") == ["value": "2"])
        #expect(stepped.recorded?.revision == "c2")
        #expect(stepped.cluster.names(of: SimulatedCluster.secret) == [])
        #expect(await stepped.status.phase == .synced)
    }

    @Test func `without selfHeal it stays like any change by hand, also after a new start`() async throws {
        let stepped = await daemon(selfHeal: false, heads: 2)
        try await syncFirst(beside: stepped, selfHeal: false)
        #expect(stepped.data(of: "a") == ["value": "1"])
        #expect(stepped.recorded?.revision == "c2")
        #expect(await stepped.status.phase == .outOfSync)
        let second = SteppedReconciler(cluster: stepped.cluster)
        await second.take(Self.checkouts(selfHeal: false)[1])
        #expect(stepped.data(of: "a") == ["value": "1"])
        #expect(await second.status.phase == .outOfSync)
    }

    @Test func `while the head may not run, it is the last good state, as it is after a new start`() async throws {
        let stepped = await daemon(heads: 3)
        #expect(stepped.data(of: "a") == ["value": "2"])
        try await syncFirst(beside: stepped)
        #expect(stepped.data(of: "a") == ["value": "1"])
        let status = await stepped.status
        #expect(status.phase == .invalid && status.applied == "c1" && stepped.recorded?.revision == "c1")
        let checkouts = Self.checkouts(selfHeal: true)
        let second = SteppedReconciler(cluster: stepped.cluster, history: Commits(checkouts: checkouts))
        await second.take(checkouts[2])
        #expect(await second.status.applied == "c1")
    }

    @Test func `what the record said before it was written last changes nothing`() async throws {
        let stepped = await daemon(heads: 1)
        let old = try #require(stepped.cluster.objects[parent])
        await stepped.take(Self.checkouts(selfHeal: true)[1])
        let before = stepped.cluster.requests.count
        await stepped.reconciler.handle(.live(.changed(old), .inventory(parent, selector: ""), watch: nil))
        #expect(stepped.recorded?.revision == "c2")
        #expect(stepped.cluster.requests.count == before)
    }

    private func write(_ revision: String, beside stepped: SteppedReconciler) async throws {
        var set = try #require(stepped.recorded)
        set.revision = revision
        #expect(try await Inventory(cluster: stepped.cluster).write(set).fault == nil)
        await stepped.hearRecord()
    }

    @Test func `a commit that is yet to be fetched stays in the record`() async throws {
        let stepped = await daemon(heads: 2)
        try await write("c9", beside: stepped)
        #expect(stepped.recorded?.revision == "c9")
    }

    @Test func `who writes another commit again and again is not answered at once`() async throws {
        let now = ContinuousClock.now
        let stepped = await daemon(brake: HealingBrake(now: { now }, random: { 1 }), heads: 2)
        for _ in 0..<2 {
            try await write("c1", beside: stepped)
            #expect(stepped.recorded?.revision == "c2")
        }
        try await write("c1", beside: stepped)
        #expect(stepped.recorded?.revision == "c1")
        #expect(await stepped.reconciler.wantsRetry)
        await stepped.reconciler.step(.retry)
        #expect(stepped.recorded?.revision == "c2")
    }
}
