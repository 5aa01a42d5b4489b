import Manifests
import Synchronization
import Testing

@testable import Delivery

/// An environment whose `spec.namespace` changes.
@Suite struct MovedEnvironmentTests {
    private let cluster = SimulatedCluster()
    private let files = [
        "ns.yaml": Sample.namespaceFile, "other.yaml": Sample.namespaceFile.replacing("name: ml", with: "name: other"),
        "a.yaml": Sample.configMap("a"),
        "fixed.yaml": Sample.configMap("fixed").replacing("  name: fixed\n", with: "  name: fixed\n  namespace: ml\n"),
    ]

    private func apply(
        in namespace: String, prune: Bool = true, repository: String = "git.example.com/ml"
    ) async throws -> Applied {
        let environment = Sample.environmentFile(prune: prune).replacing(
            "namespace: ml", with: "namespace: \(namespace)")
        let checkout = Sample.checkout(
            files, environment: environment, revision: namespace, repository: repository)
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        return try await Applier(cluster: cluster).apply(
            try await Planner(cluster: cluster, triesCreations: false).plan(admitted))
    }

    private var configMaps: [String] {
        cluster.objects.keys.filter { $0.groupKind.kind == "ConfigMap" }.map { "\($0.namespace ?? "")/\($0.name)" }
            .sorted()
    }

    private let moved = ["ml/fixed", "other/a", "other/lockstep-staging"]

    @Test func `its objects move along, and its record does`() async throws {
        #expect(try await apply(in: "ml").isComplete)
        let applied = try await apply(in: "other")
        #expect(applied.faults == [])
        #expect(configMaps == moved)
        let id = ApplySet(environment: "staging", namespace: "other").id
        let fixed = cluster.objects.first { $0.key.name == "fixed" }?.value
        #expect(fixed?[path: "metadata", "labels", ApplySet.partOfLabel]?.string == id)
        let before = cluster.requests.count
        #expect(try await apply(in: "other").steps.isEmpty)
        #expect(!cluster.requests[before...].contains { $0.hasPrefix("apply") || $0.hasPrefix("delete") })
    }

    @Test(arguments: 0..<9) func `a move that is cut off is completed by the next sync`(writes: Int) async throws {
        #expect(try await apply(in: "ml").isComplete)
        cluster.state.withLock { $0.writesLeft = writes }
        _ = try? await apply(in: "other")
        cluster.state.withLock {
            $0.writesLeft = nil
            $0.isUnreachable = false
        }
        #expect(try await apply(in: "other").isComplete)
        #expect(configMaps == moved)
    }

    @Test func `what stays in the old namespace is still known as its own`() async throws {
        #expect(try await apply(in: "ml").isComplete)
        #expect(try await apply(in: "other", prune: false).isComplete)
        #expect(configMaps == ["ml/a", "ml/fixed", "ml/lockstep-staging", "other/a", "other/lockstep-staging"])
        #expect(try await apply(in: "other").isComplete)
        #expect(configMaps == moved)
    }

    @Test func `how its hooks ended and what was left of the last attempt move along`() async throws {
        var set = ApplySet(environment: "staging", namespace: "ml")
        (set.repository, set.members) = ("git.example.com/ml", "1-a")
        set.hooks = ["ml/migrate-0a": .failed]
        set.attempt = SyncAttempt(revision: "c1", left: [set.parentIdentity])
        let inventory = Inventory(cluster: cluster)
        #expect(try await inventory.write(set) == nil)
        let moved = try await inventory.read(
            ApplySet(environment: "staging", namespace: "other"), repository: "git.example.com/ml"
        ).recorded
        #expect(moved?.hooks == set.hooks && moved?.attempt == set.attempt && moved?.members == "1-a")
        #expect(moved?.former == ["ml"] && moved?.isInPlace == false)
    }

    @Test func `another repository's environment of the same name is left alone`() async throws {
        #expect(try await apply(in: "ml").isComplete)
        let applied = try await apply(in: "other", repository: "git.example.com/fork")
        #expect(applied.faults.contains { $0.hasPrefix("ConfigMap ml/fixed: it belongs to environment 'staging'") })
        #expect(configMaps.contains("ml/a") && configMaps.contains("ml/lockstep-staging"))
    }
}
