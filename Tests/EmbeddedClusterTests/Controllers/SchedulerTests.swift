import Manifests
import Testing

@testable import EmbeddedCluster

/// Pods and a node that takes none.
struct SchedulerTests {
    private func deployment(tolerations: Value? = nil) -> Value {
        var spec: Object = ["containers": [["name": "web", "image": "web:1"]]]
        spec["tolerations"] = tolerations
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "default"],
            "spec": [
                "replicas": 1, "selector": ["matchLabels": ["app": "web"]],
                "template": ["metadata": ["labels": ["app": "web"]], "spec": .object(spec)],
            ],
        ]
    }

    private func cordon(_ isCordoned: Bool, _ client: StoreClient) async throws {
        var node = try #require(await client.get(.node, namespace: nil, name: PodTemplate.node))
        node.setSpec("unschedulable", isCordoned ? true : nil)
        #expect(await client.update(node, manager: "test") != nil)
    }

    @Test(.timeLimit(.minutes(1))) func `a cordoned node takes no pods, and takes those that wait once it is not`()
        async throws
    {
        try await withControllers { client, changes in
            try await cordon(true, client)
            #expect(await client.create(deployment(), manager: "test") != nil)
            let found = await first(.pod, in: changes) { !$0.status.isEmpty }
            let waiting = try #require(found)
            #expect(waiting.spec["nodeName"] == nil)
            #expect(waiting.status["phase"] == "Pending")
            let condition = waiting.status["conditions"]?.array?.first
            #expect(condition?["type"] == "PodScheduled")
            #expect(condition?["reason"] == "Unschedulable")
            #expect(condition?["message"]?.string == Scheduler.refusal)
            let told = await first(.event, in: changes) { $0["reason"] == "FailedScheduling" }
            #expect(told?["type"] == "Warning")
            #expect(told?[path: "involvedObject", "name"]?.string == waiting.objectName)
            try await cordon(false, client)
            let running = await first(.pod, in: changes) { $0.status["phase"] == "Running" }
            #expect(running?.objectName == waiting.objectName)
            #expect(running?.spec["nodeName"]?.string == PodTemplate.node)
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a pod that tolerates it runs on a cordoned node`() async throws {
        try await withControllers { client, changes in
            try await cordon(true, client)
            let tolerations: Value = [["key": "node.kubernetes.io/unschedulable", "operator": "Exists"]]
            #expect(await client.create(deployment(tolerations: tolerations), manager: "test") != nil)
            let running = await first(.pod, in: changes) { $0.status["phase"] == "Running" }
            #expect(running?.spec["nodeName"]?.string == PodTemplate.node)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a node that was cordoned before takes none of the pods that were there before`()
        async throws
    {
        let names = (0..<20).map { "pod-\($0)" }
        func prepare(_ client: StoreClient) async throws {
            try await cordon(true, client)
            for name in names {
                let pod: Value = [
                    "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name), "namespace": "default"],
                    "spec": ["containers": [["name": "a", "image": "a:1"]]],
                ]
                #expect(await client.create(pod, manager: "test") != nil)
            }
        }
        try await withControllers(after: prepare) { _, changes in
            var seen: Set<String> = []
            _ = await first(.pod, in: changes) { pod in
                guard !pod.status.isEmpty else { return false }
                #expect(pod.status["phase"] == "Pending")
                #expect(pod.spec["nodeName"] == nil)
                seen.insert(pod.objectName)
                return seen.count == names.count
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a pod without an owner is put on the node`() async throws {
        try await withControllers { client, changes in
            let pod: Value = [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a", "namespace": "default"],
                "spec": ["containers": [["name": "a", "image": "a:1"]]],
            ]
            #expect(await client.create(pod, manager: "test") != nil)
            let running = await first(.pod, in: changes) { $0.status["phase"] == "Running" }
            #expect(running?.spec["nodeName"]?.string == PodTemplate.node)
        }
    }
}
