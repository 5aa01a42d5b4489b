import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Objects of which only the cluster can tell that they are as Git says: a webhook rewrites what is applied.
@Suite struct WebhookVerdictTests {
    private let files = [
        "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"),
        "c.yaml": Sample.deployment("c", image: "c:1"),
    ]

    /// Leads every image to a mirror.
    private static func mirror(_ object: Value, host: String) -> Value {
        guard object["kind"] == "Deployment", var root = object.object, var spec = root["spec"]?.object,
            var template = spec["template"]?.object, var pod = template["spec"]?.object,
            var container = pod["containers"]?.array?.first?.object
        else { return object }
        container["image"] = .string("\(host)/c:1")
        pod["containers"] = [.object(container)]
        template["spec"] = .object(pod)
        spec["template"] = .object(template)
        root["spec"] = .object(spec)
        return .object(root)
    }

    private func synced() async throws -> RunningReconciler {
        let cluster = SimulatedCluster()
        cluster.state.withLock { $0.webhook = { Self.mirror($0, host: "mirror.example") } }
        let running = await RunningReconciler(cluster: cluster)
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .synced }
        return running
    }

    @Test func `an answer of the cluster holds however often the status changes, until the object does`() async throws {
        let running = try await synced()
        let before = running.cluster.requests.count
        for number in 1...3 {
            running.cluster.setStatus(
                ["replicas": .integer(Int64(number))], of: "c", kind: SimulatedCluster.deployment)
        }
        running.cluster.write(
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "c", "namespace": "ml"],
                "spec": ["template": ["spec": ["containers": [["name": "model", "image": "other:1"]]]]],
            ], kind: SimulatedCluster.deployment, manager: "somebody")
        _ = try await running.status { $0.healed == 1 }
        #expect(running.cluster.requests[before...] == ["apply Deployment c"])
        #expect("\(running.cluster.objects)".contains("mirror.example/c:1"))
    }

    @Test func `now and then the cluster is asked again, for a webhook may judge otherwise by now`() async throws {
        let running = try await synced()
        let before = running.cluster.requests.count
        running.cluster.state.withLock { $0.webhook = { Self.mirror($0, host: "new.example") } }
        await running.reconciler.handle(.revalidate)
        #expect(running.cluster.requests[before...].contains("try Deployment c"))
        #expect("\(running.cluster.objects)".contains("new.example/c:1"))
    }
}
