import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Which objects count once only because another made them.
@Suite struct ObjectOwnersTests {
    private static let revision = GroupVersionKind(group: "serving.knative.dev", version: "v1", kind: "Revision")

    private static func object(
        _ kind: String, _ version: String, _ name: String, owner: (version: String, kind: String, name: String)? = nil,
        uid: String? = nil
    ) -> Value {
        var metadata: Object = ["name": .string(name), "namespace": "ml", "uid": .string("\(kind)-\(name)")]
        metadata["ownerReferences"] = owner.map { owner in
            .array([
                [
                    "apiVersion": .string(owner.version), "kind": .string(owner.kind), "name": .string(owner.name),
                    "uid": .string(uid ?? "\(owner.kind)-\(owner.name)"), "controller": true,
                ]
            ])
        }
        return ["apiVersion": .string(version), "kind": .string(kind), "metadata": .object(metadata)]
    }

    private static func identity(_ object: Value) -> ResourceIdentity {
        let kind = GroupVersionKind(
            apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
        return ResourceIdentity(
            groupKind: kind.groupKind, namespace: "ml", name: object[path: "metadata", "name"]?.string ?? "")
    }

    private func controlled(_ object: Value, among counted: [Value], others: [Value] = []) async throws -> Bool {
        let cluster = SimulatedCluster(kinds: [Self.revision: .namespaced])
        cluster.state.withLock { state in
            for other in others { state.objects[Self.identity(other)] = other }
        }
        let all = Dictionary((counted + [object]).map { (Self.identity($0), $0) }) { first, _ in first }
        var owners = ObjectOwners(all, cluster: cluster)
        return try await owners.control(object, Self.identity(object))
    }

    private let deployment = object("Deployment", "apps/v1", "web")
    private let set = object("ReplicaSet", "apps/v1", "web-1", owner: ("apps/v1", "Deployment", "web"))

    @Test func `what Kubernetes made counts with what it was made from`() async throws {
        #expect(try await controlled(set, among: [deployment]))
        let pod = Self.object("Pod", "v1", "web-1-a", owner: ("apps/v1", "ReplicaSet", "web-1"))
        #expect(try await controlled(pod, among: [deployment, set]))
        #expect(try await !controlled(deployment, among: []))
    }

    @Test func `an owner that is not there, or is another one, owns nothing`() async throws {
        #expect(try await !controlled(set, among: []))
        let made = Self.object("ReplicaSet", "apps/v1", "x", owner: ("apps/v1", "Deployment", "web"), uid: "made-up")
        #expect(try await !controlled(made, among: [deployment]))
    }

    @Test func `nothing hides behind an owner that does not make its kind`() async throws {
        let service = Self.object("Service", "v1", "s")
        let hidden = Self.object("Deployment", "apps/v1", "miner", owner: ("v1", "Service", "s"))
        #expect(try await !controlled(hidden, among: [service]))
    }

    @Test func `owners of other kinds are looked up, and must lead to what is counted`() async throws {
        let model = Self.object("InferenceService", "serving.kserve.io/v1beta1", "fraud")
        let revision = Self.object(
            "Revision", "serving.knative.dev/v1", "fraud-1",
            owner: ("serving.kserve.io/v1beta1", "InferenceService", "fraud"))
        let made = Self.object("Deployment", "apps/v1", "d", owner: ("serving.knative.dev/v1", "Revision", "fraud-1"))
        #expect(try await controlled(made, among: [model], others: [revision]))
        #expect(try await !controlled(made, among: [model]))
        let orphan = Self.object("Revision", "serving.knative.dev/v1", "fraud-1")
        #expect(try await !controlled(made, among: [model], others: [orphan]))
    }
}
