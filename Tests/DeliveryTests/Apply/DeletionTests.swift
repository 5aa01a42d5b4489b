import Manifests
import Synchronization
import Testing

@testable import Delivery

/// What becomes of objects that left Git.
@Suite struct DeletionTests {
    private let cluster = SimulatedCluster()
    private let files = ["ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")]
    private let held = Sample.deployment("held", image: "h:1").replacing(
        "  name: held\n", with: "  name: held\n  finalizers: [example.com/backup]\n", maxReplacements: 1)
    private let identity = ResourceIdentity(
        groupKind: SimulatedCluster.deployment.groupKind, namespace: "ml", name: "held")

    private func plan(_ files: [String: String]) async throws -> Plan {
        let admitted = try await Sample.admitted(Sample.checkout(files), cluster: cluster)
        return try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
    }

    private func apply(_ files: [String: String]) async throws -> Applied {
        try await Applier(cluster: cluster).apply(try await plan(files))
    }

    private func recordedKinds() -> [String] {
        let parent = cluster.objects.values.first { $0[path: "metadata", "name"] == "lockstep-staging" }
        let set = ApplySet(parent: parent ?? .null, environment: "staging", namespace: "ml")
        return set?.kinds.map(\.description).sorted() ?? []
    }

    @Test func `what finalizers hold is waited for, and its kind stays recorded until it is gone`() async throws {
        let all = files.merging(["held.yaml": held]) { $1 }
        #expect(try await apply(all).isComplete)
        for _ in 1...2 {
            let applied = try await apply(files)
            #expect(!applied.isComplete && applied.isWaiting)
            #expect(
                applied.faults == [
                    "Deployment.apps ml/held: it is being deleted, and held by its finalizers 'example.com/backup'"
                ])
            #expect(recordedKinds().contains("Deployment.apps"))
        }
        let plan = try await plan(files)
        #expect(!plan.isInSync && plan.count("terminating") == 1)
        cluster.remove(identity, kind: SimulatedCluster.deployment)
        #expect(try await apply(files).isComplete)
        #expect(recordedKinds() == ["ConfigMap", "Namespace"])
    }

    @Test func `a sync waits until it is gone, and tells when it is`() async throws {
        #expect(try await apply(files.merging(["held.yaml": held]) { $1 }).isComplete)
        let (cluster, identity) = (cluster, identity)
        let told = Mutex<[String]>([])
        let sync = Task { [plan = try await plan(files)] in
            try await Sync(cluster: cluster).run(plan) { step in
                told.withLock { $0.append("\(step.outcome) \(step.change.identity.name)") }
            }
        }
        // The sync looks at it before it goes.
        while !cluster.requests.contains("get Deployment held") { await Task.yield() }
        cluster.remove(identity, kind: SimulatedCluster.deployment)
        let applied = try await sync.value
        #expect(applied.isComplete && applied.changedCount == 1)
        #expect(told.withLock { $0 } == ["done held"])
    }

    @Test func `what is needed by what is held goes after it`() async throws {
        let all = files.merging(["held.yaml": held, "z.yaml": Sample.configMap("z")]) { $1 }
        #expect(try await apply(all).isComplete)
        let applied = try await apply(files)
        #expect(applied.faults.contains("ConfigMap ml/z: to be deleted when everything else is in place"))
        cluster.remove(identity, kind: SimulatedCluster.deployment)
        #expect(try await apply(files).isComplete)
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "lockstep-staging"])
    }

    /// Somebody else is a moment faster.
    @Test(arguments: ["label", "annotation"])
    func `what is not to be deleted any more by the time it would be stays`(word: String) async throws {
        #expect(try await apply(files.merging(["b.yaml": Sample.configMap("b")]) { $1 }).isComplete)
        let (cluster, name) = (
            cluster,
            ResourceIdentity(
                groupKind: SimulatedCluster.configMap.groupKind, namespace: "ml", name: "b")
        )
        cluster.state.withLock { state in
            state.meanwhile = {
                cluster.state.withLock { $0.meanwhile = nil }
                cluster.change(name, kind: SimulatedCluster.configMap) { metadata in
                    if word == "label" {
                        metadata["labels"] = nil
                    } else {
                        metadata["annotations"] = ["lockstep/prune": "disabled"]
                    }
                }
            }
        }
        let applied = try await apply(files)
        #expect(applied.isComplete && applied.changedCount == 0)
        #expect(cluster.names(of: SimulatedCluster.configMap).contains("b"))
    }

    @Test func `what changes without a meaning for it is deleted all the same`() async throws {
        #expect(try await apply(files.merging(["b.yaml": Sample.configMap("b")]) { $1 }).isComplete)
        let (cluster, name) = (
            cluster,
            ResourceIdentity(
                groupKind: SimulatedCluster.configMap.groupKind, namespace: "ml", name: "b")
        )
        cluster.state.withLock { state in
            state.meanwhile = {
                cluster.state.withLock { $0.meanwhile = nil }
                cluster.change(name, kind: SimulatedCluster.configMap) { $0["annotations"] = ["note": "x"] }
            }
        }
        #expect(try await apply(files).isComplete)
        #expect(!cluster.names(of: SimulatedCluster.configMap).contains("b"))
    }
}
