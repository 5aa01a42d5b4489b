import Cluster
import Judging
import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// What a plan says is what a write does, by a real server's word: the planner and what it predicts with are asked first,
/// then every object is written, and the server tells whether anything has changed.
@Suite(.enabled(if: RealCluster.isBuilt, "needs the built program beside the tests"))
struct PlanTruthTests {
    private static let rounds = 5

    @Test(arguments: 1...8) func `a plan tells what applies do`(seed: UInt64) async throws {
        let real = try RealCluster()
        var objects = GeneratedObjects(random: SeededGenerator(seed: seed))
        let environment = Sample.environmentFile(selfHeal: seed.isMultiple(of: 2))
        var declared: [String: Value] = [:]
        for round in 0..<Self.rounds {
            mutate(&declared, using: &objects)
            let admitted = try await real.admitted(declared, environment)
            if round == 0 { try await real.make(admitted) }
            let plan = try await Planner(cluster: real.cluster, triesCreations: true).plan(admitted)
            let leaving = LeavingHomes(plan.changes.compactMap { change in change.live.map { (change.identity, $0) } })
            // What waits for a namespace to go cannot be tried now.
            for change in plan.changes where leaving.obstacle(for: change.identity) == nil {
                try await check(change, of: admitted, on: real, "seed \(seed), round \(round)")
            }
            let others = OtherManagers(client: real.client)
            for resource in admitted.resources where objects.chance(60) {
                let served = try await real.resource(resource.kind)
                await others.disturb(resource.object, as: served, using: &objects)
            }
        }
    }

    @Test func `what the server fills into lists that are owned as a whole needs no dry run`() async throws {
        let real = try RealCluster()
        let declared = try Self.withDefaults.mapValues { try JSON.parse($0) }
        let admitted = try await real.admitted(declared, Sample.environmentFile())
        try await real.make(admitted)
        let plan = try await Planner(cluster: real.cluster, triesCreations: true).plan(admitted)
        for change in plan.changes {
            #expect(change.action == .unchanged, "\(change.identity)")
            #expect(!change.isConfirmed, "\(change.identity): \(change.live.map { JSON.string($0) } ?? "absent")")
        }
    }

    /// Objects whose defaults stand in lists and maps that are owned as a whole.
    private static let withDefaults = [
        "pod": #"""
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "namespace": "ml"}, "spec": {
          "containers": [{"name": "a", "image": "a", "env": [
            {"name": "E", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
            {"name": "F", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}}]}],
          "volumes": [{"name": "t", "projected": {"sources": [
            {"serviceAccountToken": {"path": "token"}},
            {"downwardAPI": {"items": [{"path": "n", "fieldRef": {"fieldPath": "metadata.name"}}]}}]}}]}}
        """#,
        "set": #"""
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "s", "namespace": "ml"}, "spec": {
          "serviceName": "s", "selector": {"matchLabels": {"app": "s"}},
          "template": {"metadata": {"labels": {"app": "s"}}, "spec": {"containers": [{"name": "a", "image": "a"}]}},
          "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}]}}
        """#,
        "policy": #"""
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "n", "namespace": "ml"},
          "spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 80}]}]}}
        """#,
        "binding": #"""
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
          "metadata": {"name": "b", "namespace": "ml"}, "roleRef": {"kind": "Role", "name": "r"},
          "subjects": [{"kind": "User", "name": "u"}, {"kind": "ServiceAccount", "name": "a", "namespace": "ml"}]}
        """#,
        "job": #"""
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j", "namespace": "ml"}, "spec": {
          "podFailurePolicy": {"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]},
          "template": {"spec": {"restartPolicy": "Never", "containers": [{"name": "a", "image": "a"}]}}}}
        """#,
        "claim": #"""
        {"apiVersion": "resource.k8s.io/v1", "kind": "ResourceClaim", "metadata": {"name": "c", "namespace": "ml"},
          "spec": {"devices": {"requests": [{"name": "gpu", "exactly": {"deviceClassName": "gpu"}}]}}}
        """#,
        "service": #"""
        {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
          "metadata": {"name": "i", "namespace": "ml"}, "spec": {"predictor": {"containers": [
            {"name": "a", "image": "a", "ports": [{"containerPort": 8080}]}]}}}
        """#,
    ]

    /// What people do in Git from one commit to the next.
    private func mutate(_ declared: inout [String: Value], using objects: inout GeneratedObjects) {
        for kind in GeneratedObjects.kinds {
            switch declared[kind] {
            case nil: declared[kind] = objects.object(kind, kind.lowercased())
            case _? where objects.chance(35): declared[kind] = objects.object(kind, kind.lowercased())
            default: continue
            }
        }
    }

    /// Writes the object and compares what came of it with what the plan said.
    private func check(
        _ change: PlannedChange, of admitted: AdmittedEnvironment, on real: RealCluster, _ place: String
    ) async throws {
        // Our apply may take the last finalizer of what is being deleted, which no version tells.
        guard let desired = change.desired, change.live?[path: "metadata", "deletionTimestamp"] == nil else { return }
        let schemas = try await real.cluster.schemas(for: [desired.kind])
        let heals = admitted.spec.sync.selfHeal
        let predecessors = admitted.predecessors(of: desired.identity)
        let predicted = change.live.map {
            Ownership.predict(desired, live: $0, from: predecessors, schemas: schemas)
        }
        let before = change.live.flatMap(version)
        if let takeover = change.takeover, let before {
            _ = try await real.cluster.write(
                managedFields: takeover.managedFields, of: desired.kind, namespace: change.identity.namespace,
                name: change.identity.name, resourceVersion: before)
        }
        let answer = try await real.cluster.apply(
            desired.object, kind: desired.kind, force: heals, dryRun: false)
        let truth =
            switch answer {
            case .applied(let object): change.live.map(content) == content(object) ? "unchanged" : "changed"
            case .conflict: "conflict"
            case .refused, .unavailable, .immutable, .premature: "refused"
            }
        let said =
            switch change.action {
            case .unchanged: "unchanged"
            case .create, .update, .adopt: "changed"
            case .conflict: "conflict"
            default: "refused"
            }
        let what = "\(place): \(change.identity): \(change.action)\n\(JSON.string(desired.object))\n"
        #expect(said == truth, "\(what)\(change.live.map { JSON.string($0) } ?? "absent")\n\(answer)")
        if case .unchanged? = predicted { #expect(truth == "unchanged", "predicted; \(what)") }
    }

    /// The object without what tells when it was written: of two entries of `managedFields` the later one stands last.
    private func content(_ object: Value) -> [Value] {
        guard var members = object.object else { return [object] }
        var metadata = members["metadata"]?.object ?? [:]
        let entries = (metadata["managedFields"]?.array ?? []).map { entry -> Value in
            var entry = entry.object ?? [:]
            entry["time"] = nil
            return .object(entry)
        }
        metadata["managedFields"] = nil
        metadata["resourceVersion"] = nil
        members["metadata"] = .object(metadata)
        return [.object(members)] + entries.sorted { JSON.string($0) < JSON.string($1) }
    }

    private func version(_ object: Value) -> String? { object[path: "metadata", "resourceVersion"]?.string }
}
