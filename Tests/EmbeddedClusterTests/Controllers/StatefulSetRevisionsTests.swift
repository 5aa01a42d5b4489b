import Manifests
import Testing

@testable import EmbeddedCluster

/// Which pods of a StatefulSet are made of which template.
@Suite struct StatefulSetRevisionsTests {
    private let store = FakeStore()

    private func set(_ image: String, _ strategy: Value, _ spec: Object = [:], failure: String? = nil) -> Value {
        var template: Value = [
            "metadata": ["labels": ["app": "w"]], "spec": ["containers": [["name": "w", "image": .string(image)]]],
        ]
        template.setAnnotation(Value.failureAnnotation, failure)
        var members: Object = [
            "replicas": 3, "selector": ["matchLabels": ["app": "w"]], "updateStrategy": strategy, "template": template,
        ]
        for member in spec { members[member.key] = member.value }
        return [
            "apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": ["name": "w", "namespace": "models"],
            "spec": .object(members),
        ]
    }

    private static func partition(_ count: Int64) -> Value {
        ["type": "RollingUpdate", "rollingUpdate": ["partition": .integer(count)]]
    }

    /// The images of the pods in their order, once all is at rest.
    private func images(_ set: Value? = nil) async throws -> [String] {
        if let set { await store.apply(set) }
        _ = try #require(await store.settle())
        return await store.list(.pod, namespace: "models").map {
            $0.spec["containers"]?.array?.first?["image"]?.string ?? ""
        }
    }

    private func status() async -> Object {
        await store.get(.statefulSet, namespace: "models", name: "w")?.status ?? [:]
    }

    private func isUpdated() async -> Bool { await status()["currentRevision"] == status()["updateRevision"] }

    @Test func `a pod below the partition comes back with the template that it had`() async throws {
        let old = try await images(set("n:1", Self.partition(2)))
        #expect(old == ["n:1", "n:1", "n:1"])
        let current = await status()["currentRevision"]
        let divided = set("n:2", Self.partition(2))
        #expect(try await images(divided) == ["n:1", "n:1", "n:2"])

        await store.delete(.pod, namespace: "models", name: "w-0")
        #expect(try await images() == ["n:1", "n:1", "n:2"])
        let pod = await store.get(.pod, namespace: "models", name: "w-0")
        #expect(pod?.labels[StatefulSetController.revisionLabel] == current?.string)

        #expect(try await images(set("n:2", Self.partition(2), ["replicas": 1])) == ["n:1"])
        #expect(try await images(divided) == ["n:1", "n:1", "n:2"])
        let status = await status()
        #expect(status["updatedReplicas"] == 1 && status["currentReplicas"] == 2)
        #expect(status["currentRevision"] == current)

        #expect(try await images(set("n:2", Self.partition(0))) == ["n:2", "n:2", "n:2"])
        #expect(await isUpdated())
    }

    @Test func `the partition counts from the first ordinal`() async throws {
        let spec: Object = ["ordinals": ["start": 5]]
        _ = try await images(set("n:1", Self.partition(2), spec))
        #expect(try await images(set("n:2", Self.partition(2), spec)) == ["n:1", "n:1", "n:2"])
        await store.delete(.pod, namespace: "models", name: "w-6")
        #expect(try await images() == ["n:1", "n:1", "n:2"])
    }

    @Test func `a pod that is deleted so that it is updated comes back with the new template`() async throws {
        _ = try await images(set("n:1", ["type": "OnDelete"]))
        #expect(try await images(set("n:2", ["type": "OnDelete"])) == ["n:1", "n:1", "n:1"])
        for count in 1...3 {
            await store.delete(.pod, namespace: "models", name: "w-\(count - 1)")
            let expected = Array(repeating: "n:2", count: count) + Array(repeating: "n:1", count: 3 - count)
            #expect(try await images() == expected)
        }
        #expect(await !isUpdated())
    }

    @Test func `the template of pods below the partition is kept, whatever the limit, until none has it`() async throws
    {
        let spec: Object = ["revisionHistoryLimit": 0]
        _ = try await images(set("n:1", Self.partition(2), spec))
        _ = try await images(set("n:2", Self.partition(2), spec))
        #expect(await store.list(.controllerRevision, namespace: "models").count == 2)
        await store.delete(.pod, namespace: "models", name: "w-0")
        #expect(try await images() == ["n:1", "n:1", "n:2"])
        _ = try await images(set("n:2", Self.partition(0), spec))
        #expect(await store.list(.controllerRevision, namespace: "models").count == 1)
    }

    @Test func `a pod below the partition fails as its own template says`() async throws {
        let spec: Object = ["podManagementPolicy": "Parallel"]
        _ = try await images(set("n:1", Self.partition(2), spec, failure: "out of memory"))
        #expect(try await images(set("n:2", Self.partition(2), spec)) == ["n:1", "n:1", "n:2"])
        await store.delete(.pod, namespace: "models", name: "w-0")
        #expect(try await images() == ["n:1", "n:1", "n:2"])
        #expect(await store.list(.pod, namespace: "models").map(PodTemplate.isReady) == [false, false, true])
    }

    /// Deletes an object and leaves what belonged to it (`kubectl delete --cascade=orphan`).
    private func orphan(_ kind: GroupVersionKind) async {
        for child in [GroupVersionKind.pod, .controllerRevision] {
            for var object in await store.list(child, namespace: "models") {
                object.setOwners([])
                _ = await store.update(object, manager: "test")
            }
        }
        await store.delete(kind, namespace: "models", name: "w")
    }

    @Test func `a set that comes back takes on the revisions that it had`() async throws {
        _ = try await images(set("n:1", Self.partition(2)))
        let before = await store.list(.controllerRevision, namespace: "models").map(\.uid)
        await orphan(.statefulSet)
        _ = try await images(set("n:1", Self.partition(2)))
        let owner = try #require(await store.get(.statefulSet, namespace: "models", name: "w"))
        let after = await store.list(.controllerRevision, namespace: "models")
        #expect(after.map(\.uid) == before)
        #expect(after.allSatisfy { $0.controllerReference?["uid"]?.string == owner.uid })

        _ = try await images(set("n:2", Self.partition(2)))
        await store.delete(.pod, namespace: "models", name: "w-0")
        #expect(try await images() == ["n:1", "n:1", "n:2"])
    }

    @Test func `while an update is divided, a pod comes back of a revision that has just lost its owner`() async throws
    {
        _ = try await images(set("n:1", Self.partition(2)))
        _ = try await images(set("n:2", Self.partition(2)))
        for var revision in await store.list(.controllerRevision, namespace: "models") {
            revision.setOwners([])
            _ = await store.update(revision, manager: "test")
        }
        await store.delete(.pod, namespace: "models", name: "w-0")
        #expect(try await images() == ["n:1", "n:1", "n:2"])
    }

    @Test func `a daemon set that comes back takes on the revisions that it had`() async throws {
        var daemons = set("n:1", ["type": "RollingUpdate"])
        daemons[field: "kind"] = "DaemonSet"
        _ = try await images(daemons)
        await orphan(.daemonSet)
        _ = try await images(daemons)
        let owner = try #require(await store.get(.daemonSet, namespace: "models", name: "w"))
        let after = await store.list(.controllerRevision, namespace: "models")
        #expect(after.map { $0.controllerReference?["uid"]?.string } == [owner.uid])
    }

    @Test func `where the template of before is gone, pods are made of the new one`() async throws {
        _ = try await images(set("n:1", Self.partition(2)))
        let name = try #require(await status()["currentRevision"]?.string)
        _ = try await images(set("n:2", Self.partition(2)))
        await store.delete(.controllerRevision, namespace: "models", name: name)
        await store.delete(.pod, namespace: "models", name: "w-0")
        #expect(try await images() == ["n:2", "n:1", "n:2"])
    }
}
