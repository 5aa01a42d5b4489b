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

    @Test(arguments: 0..<9) func `a move that is cut off and taken back leaves nothing behind`(writes: Int) async throws
    {
        #expect(try await apply(in: "ml").isComplete)
        let before = configMaps
        cluster.state.withLock { $0.writesLeft = writes }
        _ = try? await apply(in: "other")
        cluster.state.withLock {
            $0.writesLeft = nil
            $0.isUnreachable = false
        }
        let applied = try await apply(in: "ml")
        #expect(applied.faults == [])
        #expect(configMaps == before)
        #expect(try await apply(in: "ml").steps.isEmpty)
    }

    @Test func `nothing is written where the namespace of the record is neither in Git nor in the cluster`()
        async throws
    {
        #expect(try await apply(in: "ml").isComplete)
        let before = cluster.objects
        cluster.state.withLock { $0.absentNamespaces = ["typo"] }
        let applied = try await apply(in: "typo")
        #expect(
            applied.faults == [
                "expected to record the inventory: namespace 'typo' is neither in Git nor in the cluster: declare it in "
                    + "the environment, or create it"
            ])
        #expect(cluster.objects == before)
        #expect(try await apply(in: "ml").faults == [])
    }

    @Test func `the namespace of the record is made first, then the record, then all else`() async throws {
        let other = Sample.checkout(
            [
                "a.yaml": Sample.configMap("a"), "ns.yaml": Sample.namespaceFile,
                "first.yaml": Sample.namespaceFile.replacing("name: ml", with: "name: early"),
            ])
        let admitted = try await Sample.admitted(other, cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        #expect(try await Applier(cluster: cluster).apply(plan).isComplete)
        #expect(
            cluster.requests.filter { $0.hasPrefix("apply") }.prefix(3) == [
                "apply Namespace ml", "apply ConfigMap lockstep-staging", "apply Namespace early",
            ])
    }

    @Test func `where its namespace cannot be made, nothing else is`() async throws {
        cluster.state.withLock { $0.refusals["ml"] = "a webhook says no" }
        let applied = try await apply(in: "ml")
        #expect(applied.faults.first == "Namespace ml: a webhook says no")
        #expect(applied.faults.contains("Namespace other: the namespace of the inventory is not there"))
        #expect(cluster.objects.isEmpty)
    }

    @Test func `a record of before that stays costs no writes, and is the newer one's when the move is taken back`()
        async throws
    {
        #expect(try await apply(in: "ml", prune: false).isComplete)
        #expect(try await apply(in: "other", prune: false).isComplete)
        for namespace in ["other", "ml"] {
            #expect(try await apply(in: namespace, prune: false).isComplete)
            let before = cluster.requests.count
            #expect(try await apply(in: namespace, prune: false).steps.isEmpty)
            #expect(!cluster.requests[before...].contains { $0.hasPrefix("apply") || $0.hasPrefix("delete") })
        }
        #expect(try await apply(in: "ml").isComplete)
        #expect(configMaps == ["ml/a", "ml/fixed", "ml/lockstep-staging"])
    }

    @Test func `of several records the one with most moves says what was applied last`() {
        func record(_ namespace: String, moves: Int, revision: String, former: Set<String> = []) -> ApplySet {
            var set = ApplySet(environment: "staging", namespace: namespace)
            (set.repository, set.revision, set.moves, set.former) = ("git.example.com/ml", revision, moves, former)
            return set
        }
        let (old, new) = (record("a", moves: 0, revision: "c1"), record("b", moves: 1, revision: "c2", former: ["a"]))
        let back = old.joining([new])
        #expect(back.revision == "c2" && back.former == ["b"] && back.moves == 2 && !back.isInPlace)
        // What it knows is nothing new, and what it does not know is joined.
        #expect(new.joining([old]) == new)
        let found = new.joining([old, record("c", moves: 0, revision: "c0")])
        #expect(found.revision == "c2" && found.former == ["a", "c"] && found.moves == 2)
        #expect(ApplySet(parent: back.parent, environment: "staging", namespace: "a")?.moves == 2)
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
        #expect(try await inventory.write(set).fault == nil)
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
