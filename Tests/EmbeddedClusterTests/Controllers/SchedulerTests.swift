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
            #expect(condition?["message"]?.string == Scheduler.refusal("were unschedulable"))
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

    @Test(.timeLimit(.minutes(1))) func `a cordoned node is tainted, and keeps its other taints`() async throws {
        try await withControllers { client, changes in
            var node = try #require(await client.get(.node, namespace: nil, name: PodTemplate.node))
            node.setSpec("taints", [["key": "gpu", "value": "t4", "effect": "PreferNoSchedule"]])
            #expect(await client.update(node, manager: "test") != nil)
            try await cordon(true, client)
            let tainted = await first(.node, in: changes) { $0.spec["taints"]?.array?.count == 2 }
            let taint = tainted?.spec["taints"]?.array?.last
            #expect(taint?["key"] == "node.kubernetes.io/unschedulable")
            #expect(taint?["effect"] == "NoSchedule")
            #expect(taint?["timeAdded"]?.string?.isEmpty == false)
            try await cordon(false, client)
            let free = await first(.node, in: changes) {
                $0.spec["unschedulable"] == nil && $0.spec["taints"]?.array?.count == 1
            }
            #expect(free?.spec["taints"]?.array?.first?["key"] == "gpu")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `a tainted node takes the pods that tolerate it, and all once it is not`()
        async throws
    {
        try await withControllers { client, changes in
            var node = try #require(await client.get(.node, namespace: nil, name: PodTemplate.node))
            node.setSpec("taints", [["key": "gpu", "value": "t4", "effect": "NoSchedule"]])
            let tainted = try #require(await client.update(node, manager: "test"))
            #expect(await client.create(deployment(), manager: "test") != nil)
            let found = await first(.pod, in: changes) { !$0.status.isEmpty }
            let waiting = try #require(found)
            #expect(
                waiting.status["conditions"]?.array?.first?["message"]?.string
                    == Scheduler.refusal("had untolerated taint {gpu: t4}"))
            let tolerant: Value = [
                "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "tolerant", "namespace": "default"],
                "spec": [
                    "containers": [["name": "a", "image": "a:1"]], "tolerations": [["key": "gpu", "value": "t4"]],
                ],
            ]
            #expect(await client.create(tolerant, manager: "test") != nil)
            let running = await first(.pod, in: changes) { $0.status["phase"] == "Running" }
            #expect(running?.objectName == "tolerant")
            var free = tainted
            free.setSpec("taints", nil)
            free.metadata["resourceVersion"] = nil
            #expect(await client.update(free, manager: "test") != nil)
            let last = await first(.pod, in: changes) {
                $0.objectName == waiting.objectName && $0.status["phase"] == "Running"
            }
            #expect(last?.spec["nodeName"]?.string == PodTemplate.node)
        }
    }

    private static let tolerations: [(Value, Bool)] = [
        (["operator": "Exists"], true), (["key": "gpu", "operator": "Exists"], true),
        (["key": "gpu", "value": "t4"], true), (["key": "gpu", "operator": "Equal", "value": "t4"], true),
        (["key": "gpu"], false), (["key": "gpu", "value": "a100"], false),
        (["key": "cpu", "operator": "Exists"], false), (["value": "t4"], false),
        (["key": "gpu", "operator": "Exists", "effect": "NoSchedule"], true),
        (["key": "gpu", "operator": "Exists", "effect": "NoExecute"], false),
    ]

    @Test(arguments: tolerations)
    func `a toleration names key, value and effect, or leaves them open`(toleration: Value, tolerates: Bool) {
        let taint = Taint(key: "gpu", value: "t4", effect: "NoSchedule")
        #expect(taint.isTolerated(by: ["spec": ["tolerations": [toleration]]]) == tolerates)
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

    @Test(arguments: ["Deployment", "DaemonSet"])
    func `a pod waits until its last gate is gone`(kind: String) async throws {
        let store = FakeStore()
        var workload = deployment()
        workload[field: "kind"] = .string(kind)
        var template = workload.spec["template"] ?? [:]
        template.setSpec("schedulingGates", [["name": "kueue.x-k8s.io/admission"]])
        workload.setSpec("template", template)
        await store.apply(workload)
        _ = try #require(await store.settle())
        var pod = try #require(await store.list(.pod, namespace: "default").first)
        #expect(pod.spec["nodeName"] == nil)
        #expect(pod.status["phase"] == "Pending")
        let condition = pod.status["conditions"]?.array?.first
        #expect(condition?["type"] == "PodScheduled" && condition?["status"] == "False")
        #expect(condition?["reason"] == "SchedulingGated")
        #expect(condition?["message"] == "Scheduling is blocked due to non-empty scheduling gates")
        let table = Table.make(kind: .pod, objects: [pod], definition: nil, now: "2026-01-31T09:30:00Z")
        #expect(table["rows"]?.array?.first?["cells"]?.array?[2] == "SchedulingGated")

        pod.setSpec("schedulingGates", nil)
        _ = await store.update(pod, manager: "test")
        _ = try #require(await store.settle())
        let running = await store.get(.pod, namespace: "default", name: pod.objectName)
        #expect(running?.status["phase"] == "Running")
        #expect(running?.spec["nodeName"]?.string == PodTemplate.node)
    }
}
