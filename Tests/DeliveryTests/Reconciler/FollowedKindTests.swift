import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Which kinds a reconciler follows, and what becomes of the others when one cannot be.
@Suite struct FollowedKindTests {
    private let files = [
        "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"),
        "c.yaml": Sample.deployment("c", image: "c:1"),
    ]

    private func synced(
        _ files: [String: String], on cluster: SimulatedCluster = SimulatedCluster(), selfHeal: Bool = true
    ) async throws -> RunningReconciler {
        let running = await RunningReconciler(cluster: cluster)
        running.reconciler.headMoved(
            to: Sample.checkout(files, environment: Sample.environmentFile(selfHeal: selfHeal)))
        _ = try await running.status { $0.phase == .synced }
        return running
    }

    private func value(_ running: RunningReconciler) -> Value? {
        running.cluster.objects.first { $0.key.name == "a" }?.value[path: "data", "value"]
    }

    @Test func `a kind that can be followed no longer holds up no other, and is never called in sync`() async throws {
        let running = try await synced(files)
        running.cluster.state.withLock { $0.unlistable["Deployment"] = "list Deployment: forbidden" }
        running.cluster.lose(SimulatedCluster.deployment, "watch Deployment: forbidden")
        _ = try await running.status { $0.phase == .unknown }
        let next = files.merging(["a.yaml": Sample.configMap("a", "2")]) { $1 }
        running.reconciler.headMoved(to: Sample.checkout(next, revision: "c2"))
        let status = try await running.status { $0.phase == .outOfSync }
        #expect(status.differences == ["Deployment.apps ml/c: list Deployment: forbidden"])
        #expect(value(running) == "2")
    }

    @Test func `a kind that can be listed and not followed is applied, and is never called in sync`() async throws {
        let running = try await synced(files)
        running.cluster.lose(SimulatedCluster.deployment, "watch Deployment: forbidden")
        _ = try await running.status { $0.phase == .unknown }
        let next = files.merging(["c.yaml": Sample.deployment("c", image: "c:2")]) { $1 }
        running.reconciler.headMoved(to: Sample.checkout(next, revision: "c2"))
        let status = try await running.status { $0.applied == "c2" }
        #expect(status.phase == .unknown && status.clusterOutage?.reason == "watch Deployment: forbidden")
    }

    @Test func `a kind that left Git is followed no longer, and from the start when it is back`() async throws {
        let running = try await synced(files)
        var fewer = files
        fewer["c.yaml"] = nil
        running.reconciler.headMoved(to: Sample.checkout(fewer, revision: "c2"))
        _ = try await running.status { $0.applied == "c2" && $0.phase == .synced }
        while running.cluster.state.withLock({ $0.followed.contains(SimulatedCluster.deployment) }) {
            await Task.yield()
        }
        running.cluster.lose(SimulatedCluster.deployment, "list Deployment: 404")
        running.reconciler.headMoved(to: Sample.checkout(files, revision: "c3"))
        _ = try await running.status { $0.applied == "c3" && $0.phase == .synced }
        #expect(running.cluster.state.withLock { $0.followed.count { $0 == SimulatedCluster.deployment } } == 1)
        #expect(running.cluster.names(of: SimulatedCluster.deployment) == ["c"])
    }

    // MARK: Versions

    private static let old = GroupVersionKind(group: "example.com", version: "v1beta1", kind: "Widget")
    private static let new = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")

    private func widget(_ name: String, _ kind: GroupVersionKind) -> String {
        "apiVersion: \(kind.apiVersion)\nkind: Widget\nmetadata:\n  name: \(name)\nspec:\n  size: 1\n"
    }

    private let cluster = SimulatedCluster(kinds: [
        SimulatedCluster.configMap: .namespaced, SimulatedCluster.namespace: .cluster, Self.old: .namespaced,
        Self.new: .namespaced,
    ])

    @Test func `two objects of one kind in two versions are in sync, each in its own`() async throws {
        let checkout = Sample.checkout([
            "ns.yaml": Sample.namespaceFile, "a.yaml": widget("a", Self.old), "b.yaml": widget("b", Self.new),
            "c.yaml": widget("c", Self.new),
        ])
        let planner = Planner(cluster: cluster, triesCreations: false)
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        #expect(try await Applier(cluster: cluster).apply(try await planner.plan(admitted)).isComplete)
        let before = cluster.requests.count
        let plan = try await planner.plan(admitted)
        #expect(plan.isInSync, "\(plan.differences.map(\.action))")
        #expect(!cluster.requests[before...].contains { $0.hasPrefix("try") })
        #expect(cluster.requests[before...].count { $0 == "list Widget" } == 1)
        #expect(cluster.requests[before...].filter { $0.hasPrefix("get Widget") } == ["get Widget a"])
    }

    @Test func `after a change of version the new one is followed, and what others add costs nothing`() async throws {
        let files = ["ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")]
        let environment = Sample.environmentFile(selfHeal: false)
        let running = try await synced(
            files.merging(["w.yaml": widget("w", Self.old)]) { $1 }, on: cluster, selfHeal: false)
        running.reconciler.headMoved(
            to: Sample.checkout(
                files.merging(["w.yaml": widget("w", Self.new)]) { $1 }, environment: environment, revision: "c2"))
        _ = try await running.status { $0.applied == "c2" && $0.phase == .synced }
        while cluster.state.withLock({ $0.followed.contains(Self.old) }) { await Task.yield() }
        let before = cluster.requests.count
        func write(_ content: Object) {
            let metadata: Value = ["name": "w", "namespace": "ml", "annotations": ["note": "x"]]
            var object: Object = ["apiVersion": .string(Self.new.apiVersion), "kind": "Widget", "metadata": metadata]
            object["spec"] = content.isEmpty ? nil : .object(content)
            cluster.write(.object(object), kind: Self.new, manager: "somebody")
        }
        write([:])
        // Of the same kind, so that it is heard of after the first.
        write(["size": 2])
        let status = try await running.status { $0.phase == .outOfSync }
        #expect(status.differences == ["Widget.example.com ml/w: update"])
        #expect(cluster.requests[before...].isEmpty)
    }
}
