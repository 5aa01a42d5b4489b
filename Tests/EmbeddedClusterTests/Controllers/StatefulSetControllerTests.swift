import Manifests
import Testing

@testable import EmbeddedCluster

/// The order of a StatefulSet's pods, and what becomes of their claims.
@Suite struct StatefulSetControllerTests {
    private let store = FakeStore()

    private func set(_ spec: Object = [:], failure: String? = nil) -> Value {
        var spec = spec
        if spec["replicas"] == nil { spec["replicas"] = 3 }
        spec["selector"] = ["matchLabels": ["app": "a"]]
        spec["template"] = [
            "metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "a", "image": "a:1"]]],
        ]
        var set: Value = [
            "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": ["name": "it", "namespace": "models"],
            "spec": .object(spec),
        ]
        set.setAnnotation(Value.failureAnnotation, failure)
        return set
    }

    private func names(_ kind: GroupVersionKind) async throws -> [String] {
        _ = try #require(await store.settle())
        return await store.list(kind, namespace: "models").map(\.objectName)
    }

    // MARK: Order

    @Test(arguments: [("OrderedReady", ["it-0"]), ("Parallel", ["it-0", "it-1", "it-2"])])
    func `a pod is made once those before it are ready, unless all may be at once`(
        policy: String, first: [String]
    ) async throws {
        let spec: Object = ["podManagementPolicy": .string(policy)]
        await store.apply(set(spec, failure: "out of memory"))
        #expect(try await names(.pod) == first)
        await store.apply(set(spec))
        #expect(try await names(.pod) == ["it-0", "it-1", "it-2"])
        #expect(await store.get(.statefulSet, namespace: "models", name: "it")?.status["readyReplicas"] == 3)
    }

    @Test func `a pod is made once those before it have been ready for as long as the set asks`() async throws {
        await store.apply(set(["minReadySeconds": 30]))
        #expect(try await names(.pod) == ["it-0"])
        let live = try #require(await store.get(.statefulSet, namespace: "models", name: "it"))
        #expect(StatefulSetController().isDue(live, now: "2026-01-31T09:30:00Z") == .seconds(30))
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:30Z" })
        await manager.runOnce(over: [ObjectChange(kind: .statefulSet, before: nil, after: live)])
        #expect(await store.list(.pod, namespace: "models").map(\.objectName) == ["it-0", "it-1"])
    }

    @Test func `one pass is enough for pods that are ready at once`() async throws {
        await store.apply(set(["replicas": 20]))
        let live = try #require(await store.get(.statefulSet, namespace: "models", name: "it"))
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" })
        await manager.runOnce(over: [ObjectChange(kind: .statefulSet, before: nil, after: live)])
        #expect(await store.list(.pod, namespace: "models").count == 20)
    }

    @Test func `a pod that has ended is made anew`() async throws {
        await store.apply(set())
        _ = try #require(await store.settle())
        var pod = try #require(await store.get(.pod, namespace: "models", name: "it-0"))
        pod[field: "status"] = ["phase": "Failed"]
        _ = await store.updateStatus(pod, manager: "test")
        #expect(try await names(.pod) == ["it-0", "it-1", "it-2"])
        let new = await store.get(.pod, namespace: "models", name: "it-0")
        #expect(new?.status["phase"] == "Running")
        #expect(new?.uid != pod.uid)
    }

    // MARK: Claims

    private func set(replicas: Int64, whenScaled: String, whenDeleted: String) -> Value {
        set([
            "replicas": .integer(replicas),
            "persistentVolumeClaimRetentionPolicy": [
                "whenScaled": .string(whenScaled), "whenDeleted": .string(whenDeleted),
            ],
            "volumeClaimTemplates": [["metadata": ["name": "data"], "spec": ["accessModes": ["ReadWriteOnce"]]]],
        ])
    }

    private static let claims: [(scaled: String, deleted: String, left: [String], last: [String])] = [
        ("Retain", "Retain", ["data-it-0", "data-it-1"], ["data-it-0", "data-it-1"]),
        ("Retain", "Delete", ["data-it-0", "data-it-1"], []),
        ("Delete", "Retain", ["data-it-0"], ["data-it-0"]),
        ("Delete", "Delete", ["data-it-0"], []),
    ]

    @Test(arguments: claims)
    func `claims go with their pod or with the set, where the set says so`(
        scaled: String, deleted: String, left: [String], last: [String]
    ) async throws {
        await store.apply(set(replicas: 2, whenScaled: scaled, whenDeleted: deleted))
        #expect(try await names(.volumeClaim) == ["data-it-0", "data-it-1"])
        let kind = await store.get(.volumeClaim, namespace: "models", name: "data-it-1")?.controllerReference?["kind"]
        #expect(kind?.string == (deleted == "Delete" ? "StatefulSet" : nil))
        await store.apply(set(replicas: 1, whenScaled: scaled, whenDeleted: deleted))
        #expect(try await names(.volumeClaim) == left)
        await store.delete(.statefulSet, namespace: "models", name: "it")
        #expect(try await names(.volumeClaim) == last)
    }

    @Test func `a claim has what its template says, and the labels by which the set selects`() async throws {
        let template: Value = [
            "metadata": ["name": "data", "labels": ["x": "z", "app": "other"], "annotations": ["a": "b"]],
            "spec": ["accessModes": ["ReadWriteOnce"]],
        ]
        await store.apply(set(["replicas": 1, "volumeClaimTemplates": [template]]))
        _ = try #require(await store.settle())
        let claim = await store.get(.volumeClaim, namespace: "models", name: "data-it-0")
        #expect(claim?.labels == ["x": "z", "app": "a"])
        #expect(claim?.annotations["a"] == "b")
        #expect(claim?.spec["accessModes"] == ["ReadWriteOnce"])
    }

    @Test func `claims are kept once the set says so, and those of others always`() async throws {
        var other: Value = [
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": ["name": "data-it-1", "namespace": "models"], "spec": ["accessModes": ["ReadWriteOnce"]],
        ]
        other.setOwners([["apiVersion": "v1", "kind": "ConfigMap", "name": "x", "uid": "x", "controller": true]])
        await store.apply(other)
        await store.apply(set(replicas: 2, whenScaled: "Delete", whenDeleted: "Delete"))
        _ = try #require(await store.settle())
        await store.apply(set(replicas: 2, whenScaled: "Retain", whenDeleted: "Retain"))
        _ = try #require(await store.settle())
        let claims = await store.list(.volumeClaim, namespace: "models")
        #expect(claims.map { $0.owners.first?["kind"]?.string } == [nil, "ConfigMap"])
    }
}
