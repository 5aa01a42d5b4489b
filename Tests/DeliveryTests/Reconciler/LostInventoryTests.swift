import Manifests
import Synchronization
import Testing

@testable import Delivery

/// The record of an environment is gone from the cluster, by hand or with a namespace that Git does not declare.
@Suite struct LostInventoryTests {
    private let files = ["d.yaml": Sample.configMap("d"), "s.yaml": Self.secret]
    private static let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { key: value }\n"
    private let parent = ApplySet(environment: "staging", namespace: "ml").parentIdentity

    @Test func `the next commit still deletes what it removes, and the record is written again`() async throws {
        let stepped = SteppedReconciler()
        await stepped.take(Sample.checkout(files, revision: "c1"))
        #expect(stepped.recorded?.revision == "c1")
        stepped.cluster.remove(parent, kind: Inventory.kind)
        await stepped.take(Sample.checkout(["d.yaml": Sample.configMap("d")], revision: "c2"))
        #expect(await stepped.status.phase == .synced)
        #expect(stepped.cluster.names(of: SimulatedCluster.secret) == [])
        #expect(stepped.recorded?.revision == "c2")
        #expect(stepped.recorded?.kinds.map(\.description) == ["ConfigMap"])
    }

    @Test func `it is looked for now and then, and written again as it was`() async throws {
        let stepped = SteppedReconciler()
        await stepped.take(Sample.checkout(files, revision: "c1"))
        let before = try #require(stepped.recorded)
        stepped.cluster.remove(parent, kind: Inventory.kind)
        await stepped.reconciler.handle(.revalidate)
        #expect(stepped.recorded == before)
        #expect(await stepped.status.phase == .synced)
    }

    @Test(.timeLimit(.minutes(1))) func `it is followed, and written again at once, and nothing else is`() async throws
    {
        let running = await RunningReconciler()
        let cluster = running.cluster
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .synced }
        // The members of that kind, and the record.
        while cluster.state.withLock({ $0.followed.count { $0 == Inventory.kind } }) < 2 { await Task.yield() }
        let (before, requests) = (cluster.objects[parent], cluster.requests.count)
        cluster.remove(parent, kind: Inventory.kind)
        while cluster.objects[parent] == nil { await Task.yield() }
        #expect(cluster.objects[parent]?[path: "metadata", "annotations"] == before?[path: "metadata", "annotations"])
        #expect(cluster.requests[requests...] == ["apply ConfigMap lockstep-staging"])
    }

    @Test func `a record that is back from a backup is believed, whatever its version`() async throws {
        let stepped = SteppedReconciler()
        await stepped.take(Sample.checkout(files, revision: "c1"))
        let backup = stepped.cluster.objects
        await stepped.take(Sample.checkout(["d.yaml": Sample.configMap("d")], revision: "c2"))
        #expect(stepped.cluster.names(of: SimulatedCluster.secret) == [])
        for (identity, object) in backup where identity == parent || identity.groupKind.kind == "Secret" {
            stepped.cluster.restore(identity, object)
        }
        let list = [try #require(stepped.cluster.objects[parent])]
        await stepped.reconciler.handle(
            .live(.synced(list, version: "1000"), .inventory(parent, selector: ""), watch: nil))
        await stepped.hearAll()
        #expect(stepped.cluster.names(of: SimulatedCluster.secret) == [])
        #expect(stepped.recorded?.revision == "c2")
        // A list of the record as it is costs nothing.
        let now = [try #require(stepped.cluster.objects[parent])]
        let requests = stepped.cluster.requestCount
        await stepped.reconciler.handle(
            .live(.synced(now, version: "1001"), .inventory(parent, selector: ""), watch: nil))
        #expect(stepped.cluster.requestCount == requests)
    }

    @Test func `it is written again beside a change by hand that stays, and tells it to a daemon that starts anew`()
        async throws
    {
        let head = Sample.checkout(
            ["a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("b")],
            environment: Sample.environmentFile(selfHeal: false))
        let stepped = SteppedReconciler()
        await stepped.take(head)
        await stepped.hearRecord()
        await stepped.remove("b", kind: SimulatedCluster.configMap)
        #expect(await stepped.status.differences == ["ConfigMap ml/b: create"])
        let before = try #require(stepped.recorded)
        stepped.cluster.remove(parent, kind: Inventory.kind)
        await stepped.hearRecord()
        #expect(stepped.recorded == before)
        let status = await stepped.status
        #expect(status.phase == .outOfSync && status.differences == ["ConfigMap ml/b: create"])
        #expect(status.healed == 0)
        let second = SteppedReconciler(cluster: stepped.cluster)
        await second.take(head)
        #expect(stepped.cluster.names(of: SimulatedCluster.configMap) == ["a", "lockstep-staging"])
        #expect(await second.status.differences == ["ConfigMap ml/b: create"])
    }

    @Test func `a declared namespace that is gone and stays so is told of as what Git has`() async throws {
        let head = Sample.checkout(
            ["ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")],
            environment: Sample.environmentFile(selfHeal: false))
        let stepped = SteppedReconciler()
        await stepped.take(head)
        await stepped.hearRecord()
        stepped.cluster.state.withLock { $0.absentNamespaces = ["ml"] }
        stepped.cluster.remove(parent, kind: Inventory.kind)
        await stepped.remove("a", kind: SimulatedCluster.configMap)
        await stepped.remove("ml", kind: SimulatedCluster.namespace)
        await stepped.hearRecord()
        #expect(await stepped.status.differences == ["Namespace ml: create", "ConfigMap ml/a: create"])
        #expect(await stepped.status.phase == .outOfSync)
    }

    @Test func `what a hook came to is recorded beside a change by hand that stays`() async throws {
        let files = [
            "a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("b"),
            "hook.yaml": Sample.job("smoke", hook: "after"),
        ]
        let stepped = SteppedReconciler()
        await stepped.take(Sample.checkout(files, environment: Sample.environmentFile(selfHeal: false)))
        #expect(await stepped.status.phase == .progressing)
        await stepped.remove("b", kind: SimulatedCluster.configMap)
        #expect(stepped.recorded?.revision == nil && stepped.recorded?.attempt != nil)
        stepped.cluster.setStatus(SimulatedCluster.complete, of: "smoke", kind: SimulatedCluster.job)
        await stepped.hear(SimulatedCluster.job)
        #expect(stepped.recorded?.revision == "c1" && stepped.recorded?.attempt == nil)
        #expect(await stepped.status.differences == ["ConfigMap ml/b: create"])
        #expect(stepped.cluster.names(of: SimulatedCluster.configMap) == ["a", "lockstep-staging"])
    }

    @Test func `it is written again though an object waits that was healed again and again`() async throws {
        let now = ContinuousClock.now
        let stepped = SteppedReconciler(brake: HealingBrake(now: { now }))
        await stepped.take(Sample.checkout(["a.yaml": Sample.configMap("a")]))
        await stepped.hearRecord()
        for value in ["2", "3", "4"] { await stepped.write(["value": .string(value)], to: "a", as: "somebody") }
        #expect(await stepped.status.phase == .outOfSync)
        let before = try #require(stepped.recorded)
        stepped.cluster.remove(parent, kind: Inventory.kind)
        await stepped.hearRecord()
        #expect(stepped.recorded == before)
        #expect(stepped.data(of: "a") == ["value": "4"])
        #expect(await stepped.status.phase == .outOfSync)
    }

    @Test func `what bears its labels and another name is not the record`() {
        func object(_ name: String) -> Value { ["metadata": ["name": .string(name), "namespace": "ml"]] }
        var known = KnownInventory()
        let events: [(LiveEvent, Bool)] = [
            // It has not been written yet.
            (.synced([object("copy")]), false), (.deleted(object("copy")), false),
            (.changed(object("lockstep-staging")), false), (.deleted(object("copy")), false),
            (.lost(ClusterUnreachable("silent")), false), (.synced([object("lockstep-staging")]), false),
            (.deleted(object("lockstep-staging")), true), (.deleted(object("lockstep-staging")), false),
            (.changed(object("lockstep-staging")), false), (.synced([object("copy")]), true),
        ]
        for (index, (event, isGone)) in events.enumerated() {
            let found = known.take(event, of: parent)
            #expect(found == isGone, "event \(index)")
        }
    }
}
