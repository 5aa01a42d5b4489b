import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Objects that Git declares and somebody is deleting.
@Suite struct TerminatingTests {
    private let cluster = SimulatedCluster()
    private let files = [
        "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("b"),
    ]
    private let object = ResourceIdentity(
        groupKind: SimulatedCluster.configMap.groupKind, namespace: "ml", name: "a")
    private let namespace = ResourceIdentity(
        groupKind: SimulatedCluster.namespace.groupKind, namespace: nil, name: "ml")

    private func plan(
        _ files: [String: String], deadline: String = "60s", triesCreations: Bool = false
    ) async throws -> Plan {
        let environment = Sample.environmentFile().replacing(
            "selfHeal: true", with: "selfHeal: true, deadline: \(deadline)")
        let admitted = try await Sample.admitted(Sample.checkout(files, environment: environment), cluster: cluster)
        return try await Planner(cluster: cluster, triesCreations: triesCreations).plan(admitted)
    }

    private func beginDeletion(_ identity: ResourceIdentity, _ kind: GroupVersionKind) {
        cluster.change(identity, kind: kind) { metadata in
            metadata["finalizers"] = ["example.com/backup"]
            metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z"
        }
    }

    @Test func `it is not in sync, and is made anew when it is gone`() async throws {
        #expect(try await Applier(cluster: cluster).apply(try await plan(files)).isComplete)
        beginDeletion(object, SimulatedCluster.configMap)
        let (cluster, plan) = (cluster, try await plan(files))
        let reason =
            "it is being deleted, and held by its finalizers 'example.com/backup'; it is made anew when it is gone"
        #expect(plan.differences.map(\.action) == [.terminating(reason: reason)])
        let before = cluster.requestCount
        let sync = Task { try await Sync(cluster: cluster).run(plan) }
        while !cluster.requests[before...].contains("get ConfigMap a") { await Task.yield() }
        cluster.remove(object, kind: SimulatedCluster.configMap)
        let applied = try await sync.value
        #expect(applied.isComplete, "\(applied.faults)")
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "b", "lockstep-staging"])
    }

    @Test func `it is made anew while another of its wave, which may need it, is not healthy`() async throws {
        let all = files.merging([
            "d.yaml": Sample.deployment("d", image: "d:1"),
            "e.yaml": Sample.annotated(Sample.configMap("e"), #"lockstep/wave: "1""#),
        ]) { $1 }
        _ = try await Applier(cluster: cluster).apply(try await plan(all))
        beginDeletion(object, SimulatedCluster.configMap)
        let (cluster, plan, before) = (cluster, try await plan(all), cluster.requestCount)
        let sync = Task { try await Sync(cluster: cluster).run(plan) }
        while !cluster.requests[before...].contains("get ConfigMap a") { await Task.yield() }
        cluster.remove(object, kind: SimulatedCluster.configMap)
        while !cluster.requests[before...].contains("apply ConfigMap a") { await Task.yield() }
        cluster.setStatus(SimulatedCluster.available, of: "d", kind: SimulatedCluster.deployment)
        let applied = try await sync.value
        #expect(applied.isComplete, "\(applied.faults)")
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "b", "e", "lockstep-staging"])
    }

    @Test func `a finalizer that leaves Git lets it go`() async throws {
        let held = Sample.configMap("a").replacing(
            "  name: a\n", with: "  name: a\n  finalizers: [example.com/backup]\n")
        let all = files.merging(["a.yaml": held]) { $1 }
        #expect(try await Applier(cluster: cluster).apply(try await plan(all)).isComplete)
        beginDeletion(object, SimulatedCluster.configMap)
        #expect(try await plan(all).changes.map(\.action.verb) == ["unchanged", "terminating", "unchanged"])
        let released = try await plan(files)
        #expect(released.changes.map(\.action.verb) == ["unchanged", "update", "unchanged"])
        // It goes then, and Git declares it still.
        let applied = try await Applier(cluster: cluster).apply(released)
        #expect(cluster.objects[object]?[path: "metadata", "finalizers"] == nil)
        #expect(!applied.isComplete && applied.awaited.keys.map(\.name) == ["a"])
        cluster.remove(object, kind: SimulatedCluster.configMap)
        #expect(try await Applier(cluster: cluster).apply(try await plan(files)).isComplete)
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "b", "lockstep-staging"])
    }

    @Test func `what is not gone in time fails the sync, and no controller is called for`() async throws {
        #expect(try await Applier(cluster: cluster).apply(try await plan(files)).isComplete)
        beginDeletion(object, SimulatedCluster.configMap)
        let applied = try await Sync(cluster: cluster).run(try await plan(files, deadline: "50ms"))
        #expect(
            applied.failures.map { $0.hasPrefix("not gone within 0 s: ConfigMap ml/a: it is being deleted") } == [true])
        #expect(!applied.remedies.contains { $0.contains("no controller") })
        let waited = WaitedObject(
            kind: SimulatedCluster.configMap, state: "Progressing", object: cluster.objects[object])
        #expect(!waited.isUntouched)
    }

    @Test func `nothing is made in a namespace that is being deleted before it is made anew`() async throws {
        #expect(try await Applier(cluster: cluster).apply(try await plan(files)).isComplete)
        beginDeletion(namespace, SimulatedCluster.namespace)
        for identity in cluster.objects.keys where identity.namespace == "ml" {
            cluster.remove(identity, kind: SimulatedCluster.configMap)
        }
        let preview = try await plan(files, triesCreations: true)
        #expect(preview.changes.map(\.action.verb) == ["terminating", "create", "create"])
        let (cluster, plan, before) = (cluster, try await plan(files), cluster.requestCount)
        let sync = Task { try await Sync(cluster: cluster).run(plan) }
        while !cluster.requests[before...].contains("get Namespace ml") { await Task.yield() }
        #expect(!cluster.requests[before...].contains { $0.hasPrefix("apply") })
        cluster.remove(namespace, kind: SimulatedCluster.namespace)
        let applied = try await sync.value
        #expect(applied.isComplete, "\(applied.faults)")
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "b", "lockstep-staging"])
    }

    @Test func `the daemon waits for it, and makes it anew`() async throws {
        let running = await RunningReconciler(cluster: cluster)
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .synced }
        beginDeletion(object, SimulatedCluster.configMap)
        _ = try await running.status { $0.phase == .progressing }
        cluster.remove(object, kind: SimulatedCluster.configMap)
        _ = try await running.status { $0.phase == .synced }
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "b", "lockstep-staging"])
    }

    @Test func `an inventory that went with its namespace is written anew by the daemon`() async throws {
        let running = await RunningReconciler(cluster: cluster)
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .synced }
        cluster.state.withLock { state in
            state.objects = state.objects.filter { $0.key.name != "lockstep-staging" }
        }
        cluster.remove(namespace, kind: SimulatedCluster.namespace)
        _ = try await running.status { $0.healed == 1 }
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "b", "lockstep-staging"])
    }
}
