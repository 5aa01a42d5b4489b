import Manifests
import Testing

@testable import EmbeddedCluster

/// A DaemonSet on a node that is tainted.
@Suite struct DaemonSetControllerTests {
    private let store = FakeStore()

    private static func node(_ taints: [Value]) -> Value {
        ["apiVersion": "v1", "kind": "Node", "metadata": ["name": "embedded"], "spec": ["taints": .array(taints)]]
    }

    private static func set(tolerations: [Value] = []) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": ["name": "it", "namespace": "models"],
            "spec": [
                "selector": ["matchLabels": ["a": "b"]],
                "template": [
                    "metadata": ["labels": ["a": "b"]],
                    "spec": ["containers": [["name": "a", "image": "a"]], "tolerations": .array(tolerations)],
                ],
            ],
        ]
    }

    private func counts() async throws -> [Int] {
        _ = try #require(await store.settle())
        let status = await store.get(.daemonSet, namespace: "models", name: "it")?.status ?? [:]
        return ["desiredNumberScheduled", "updatedNumberScheduled", "numberUnavailable", "numberMisscheduled"]
            .map(status.count)
    }

    private static let gpu: Value = ["key": "gpu", "effect": "NoSchedule"]

    private static let cases: [(taints: [Value], tolerations: [Value], counts: [Int])] = [
        ([gpu], [], [0, 0, 0, 0]),
        ([gpu], [["key": "gpu", "operator": "Exists"]], [1, 1, 0, 0]),
        ([["key": "gpu", "effect": "PreferNoSchedule"]], [], [1, 1, 0, 0]),
        ([["key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"]], [], [1, 1, 0, 0]),
    ]

    @Test(arguments: cases)
    func `a set has a pod where the node takes it`(taints: [Value], tolerations: [Value], expected: [Int]) async throws
    {
        await store.apply(Self.node(taints))
        await store.apply(Self.set(tolerations: tolerations))
        #expect(try await counts() == expected)
        #expect(await store.list(.pod, namespace: "models").count == expected.first)
    }

    @Test func `a pod that was there before a taint stays, and counts as misplaced`() async throws {
        await store.apply(Self.node([]))
        await store.apply(Self.set())
        #expect(try await counts() == [1, 1, 0, 0])
        await store.apply(Self.node([Self.gpu]))
        #expect(try await counts() == [0, 0, 0, 1])
        #expect(await store.list(.pod, namespace: "models").count == 1)
    }

    @Test func `a change of the node's taints concerns every set`() {
        let scheduler = Scheduler()
        _ = scheduler.note(ObjectChange(kind: .daemonSet, before: nil, after: Self.set()))
        let tainted = ObjectChange(kind: .node, before: nil, after: Self.node([Self.gpu]))
        #expect(scheduler.note(tainted).map(\.kind) == [.daemonSet])
        #expect(scheduler.note(tainted).isEmpty)
        _ = scheduler.note(ObjectChange(kind: .daemonSet, before: Self.set(), after: nil))
        #expect(scheduler.note(ObjectChange(kind: .node, before: nil, after: Self.node([]))).isEmpty)
    }
}
