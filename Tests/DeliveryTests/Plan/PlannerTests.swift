import Manifests
import Synchronization
import Testing

@testable import Delivery

@Suite struct PlannerTests {
    private let cluster = SimulatedCluster()
    private let files = [
        "namespace.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"),
        "b.yaml": Sample.deployment("b", image: "b:1"),
    ]

    private func sync(_ checkout: Checkout) async throws -> Applied {
        try await Applier(cluster: cluster).apply(try await plan(checkout))
    }

    private func plan(_ checkout: Checkout, tries: Bool = false) async throws -> Plan {
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        return try await Planner(cluster: cluster, triesCreations: tries).plan(admitted)
    }

    @Test func `what the cluster lacks is created, in the order in which it is needed`() async throws {
        let plan = try await plan(Sample.checkout(files))
        #expect(
            plan.changes.map { "\($0.action.verb) \($0.identity)" } == [
                "create Namespace ml", "create ConfigMap ml/a", "create Deployment.apps ml/b",
            ])
        #expect(!plan.isInSync)
    }

    @Test func `a plan changes nothing`() async throws {
        _ = try await plan(Sample.checkout(files), tries: true)
        #expect(cluster.objects.isEmpty)
    }

    @Test func `after a sync nothing is left to do, and no dry run is needed to know it`() async throws {
        #expect(try await sync(Sample.checkout(files)).isComplete)
        let before = cluster.requests.count
        let plan = try await plan(Sample.checkout(files))
        #expect(plan.isInSync)
        #expect(plan.count("unchanged") == 3)
        #expect(!cluster.requests[before...].contains { $0.hasPrefix("try") })
    }

    @Test func `a quantity that is only spelled anew needs no dry run`() async throws {
        func files(cpu: String) -> [String: String] {
            let plain = Sample.deployment("b", image: "b:1")
            return [
                "namespace.yaml": Sample.namespaceFile,
                "b.yaml": plain.replacing(
                    #"image: "b:1""#, with: #"image: "b:1", resources: { limits: { cpu: \#(cpu) } }"#),
            ]
        }
        _ = try await sync(Sample.checkout(files(cpu: #""2""#)))
        let before = cluster.requests.count
        #expect(try await plan(Sample.checkout(files(cpu: "2000m"), revision: "c2")).isInSync)
        #expect(!cluster.requests[before...].contains { $0.hasPrefix("try") })
        #expect(!(try await plan(Sample.checkout(files(cpu: "2001m"), revision: "c2")).isInSync))
    }

    @Test func `a changed manifest is an update of that field`() async throws {
        _ = try await sync(Sample.checkout(files))
        var changed = files
        changed["b.yaml"] = Sample.deployment("b", image: "b:2")
        let plan = try await plan(Sample.checkout(changed, revision: "c2"))
        #expect(
            plan.differences.map(\.action) == [
                .update([
                    FieldDifference(
                        path: "spec.template.spec.containers[name=model].image", before: "b:1", after: "b:2")
                ])
            ])
    }

    @Test func `a field that left the manifest leaves the cluster`() async throws {
        let labelled = Sample.configMap("a").replacing("  name: a\n", with: "  name: a\n  labels: { tier: online }\n")
        _ = try await sync(Sample.checkout(["namespace.yaml": Sample.namespaceFile, "a.yaml": labelled]))
        let plan = try await plan(
            Sample.checkout(["namespace.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")], revision: "c2"))
        #expect(
            plan.differences.map(\.action) == [
                .update([FieldDifference(path: "metadata.labels.tier", before: "online", after: nil)])
            ])
    }

    @Test func `a field that somebody else added is theirs and no difference`() async throws {
        _ = try await sync(Sample.checkout(files))
        cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
                "data": ["theirs": "x"],
            ], kind: SimulatedCluster.configMap, manager: "somebody")
        #expect(try await plan(Sample.checkout(files)).isInSync)
    }

    @Test func `a removed manifest is a deletion when pruning is on, and kept when it is off`() async throws {
        _ = try await sync(Sample.checkout(files))
        var fewer = files
        fewer["a.yaml"] = nil
        #expect(try await plan(Sample.checkout(fewer)).differences.map(\.action) == [.delete])
        let kept = try await plan(Sample.checkout(fewer, environment: Sample.environmentFile(prune: false)))
        #expect(kept.changes.last?.action == .keep(reason: "'spec.sync.prune' is off"))
    }

    @Test func `a namespace is never deleted`() async throws {
        _ = try await sync(Sample.checkout(files))
        var fewer = files
        fewer["namespace.yaml"] = nil
        let plan = try await plan(Sample.checkout(fewer))
        #expect(plan.isInSync)
        #expect(plan.changes.last?.action.verb == "keep")
    }

    @Test func `an environment that declares nothing prunes nothing`() async throws {
        _ = try await sync(Sample.checkout(files))
        let plan = try await plan(Sample.checkout([:], revision: "c2"))
        #expect(plan.count("delete") == 0)
        #expect(plan.count("keep") == 3)
        #expect(!plan.isInSync)
        let applied = try await Applier(cluster: cluster).apply(plan)
        #expect(!applied.isComplete)
        #expect(applied.refusal?.contains("it would delete ConfigMap ml/a, Deployment.apps ml/b. If") == true)
        #expect(cluster.names(of: SimulatedCluster.configMap).contains("a"))
    }

    @Test func `a hook is nothing that an environment declares, and runs in no sync that would prune everything`()
        async throws
    {
        _ = try await sync(Sample.checkout(files))
        let plan = try await plan(Sample.checkout(["j.yaml": Sample.job("migrate", hook: "before")], revision: "c2"))
        #expect(plan.count("delete") == 0)
        #expect(!plan.isInSync)
        _ = try await Applier(cluster: cluster).apply(plan)
        #expect(cluster.names(of: SimulatedCluster.job).isEmpty)
    }

    @Test func `an environment of hooks alone prunes the Jobs of earlier content`() async throws {
        _ = try await sync(Sample.checkout(["j.yaml": Sample.job("first", hook: "before")]))
        let plan = try await plan(Sample.checkout(["j.yaml": Sample.job("second", hook: "before")], revision: "c2"))
        #expect(plan.differences.map(\.action) == [.create, .delete])
        #expect(plan.refusal == nil)
    }

    @Test func `what is kept because a person asked for it is in sync, though nothing is declared any more`()
        async throws
    {
        let kept = Sample.annotated(Sample.configMap("a"), "lockstep/prune: disabled")
        _ = try await sync(Sample.checkout(["namespace.yaml": Sample.namespaceFile, "a.yaml": kept]))
        #expect(try await plan(Sample.checkout([:], revision: "c2")).isInSync)
    }

    @Test func `an object of somebody else, without our labels, is never deleted`() async throws {
        cluster.write(
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "theirs", "namespace": "ml"]],
            kind: SimulatedCluster.configMap, manager: "somebody")
        _ = try await sync(Sample.checkout(files))
        let plan = try await plan(Sample.checkout(files))
        #expect(plan.isInSync)
        #expect(!plan.changes.contains { $0.identity.name == "theirs" })
    }

    @Test func `a kind that cannot be listed is unknown, not absent`() async throws {
        _ = try await sync(Sample.checkout(files))
        cluster.state.withLock { $0.unlistable["ConfigMap"] = "forbidden" }
        var fewer = files
        fewer["a.yaml"] = nil
        fewer["c.yaml"] = Sample.configMap("c")
        let plan = try await plan(Sample.checkout(fewer))
        #expect(plan.differences.map(\.action) == [.refused(reason: "forbidden")])
    }

    @Test func `a kind of which objects were applied and that cannot be listed is not in sync, and stays recorded`()
        async throws
    {
        _ = try await sync(Sample.checkout(files))
        cluster.state.withLock { $0.unlistable["Deployment"] = "forbidden" }
        var fewer = files
        fewer["b.yaml"] = nil
        #expect(try await !plan(Sample.checkout(fewer)).isInSync)
        let applied = try await sync(Sample.checkout(fewer))
        #expect(applied.faults == ["expected to look for 'Deployment.apps': forbidden"])
        cluster.state.withLock { $0.unlistable = [:] }
        #expect(try await sync(Sample.checkout(fewer)).isComplete)
        #expect(cluster.names(of: SimulatedCluster.deployment).isEmpty)
    }

    @Test func `an object that is there, and of which a try says that it cannot be, is no unchanged one`() async throws
    {
        _ = try await sync(Sample.checkout(files))
        cluster.state.withLock { $0.premature = ["b"] }
        var changed = files
        changed["b.yaml"] = Sample.deployment("b", image: "b:2")
        let plan = try await plan(Sample.checkout(changed, revision: "c2"))
        #expect(plan.differences.map(\.action.verb) == ["refused"])
        let applied = try await sync(Sample.checkout(changed, revision: "c2"))
        #expect(applied.faults.first?.hasSuffix("as if its namespace or kind were not there: not found") == true)
    }

    @Test func `a namespace that is neither in Git nor in the cluster is told`() async throws {
        cluster.state.withLock { $0.absentNamespaces = ["absent"] }
        let lost = Sample.configMap("a").replacing("  name: a\n", with: "  name: a\n  namespace: absent\n")
        let plan = try await plan(Sample.checkout(["a.yaml": lost]), tries: true)
        let reason =
            "namespace 'absent' is neither in Git nor in the cluster: declare it in the environment, or create it"
        #expect(plan.changes.map(\.action) == [.refused(reason: reason)])
        let declared = Sample.namespaceFile.replacing("ml", with: "absent")
        let both = Sample.checkout(["a.yaml": lost, "n.yaml": declared])
        #expect(try await self.plan(both, tries: true).count("create") == 2)
        #expect(try await sync(Sample.checkout(["a.yaml": lost])).faults == ["ConfigMap absent/a: \(reason)"])
    }

    @Test func `an object that left Git without its labels is told`() async throws {
        _ = try await sync(Sample.checkout(files))
        for (identity, _) in cluster.objects where identity.name == "a" {
            cluster.change(identity, kind: SimulatedCluster.configMap) { $0["labels"] = nil }
        }
        var fewer = files
        fewer["a.yaml"] = nil
        let plan = try await plan(Sample.checkout(fewer, revision: "c2"), tries: true)
        #expect(plan.isInSync)
        #expect(
            plan.changes.filter { $0.action != .unchanged }.map(\.action) == [
                .keep(
                    reason: "lockstep applied it, and it no longer carries the label 'applyset.kubernetes.io/part-of': "
                        + "it stays until somebody deletes it")
            ])
        _ = try await sync(Sample.checkout(fewer, revision: "c2"))
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "lockstep-staging"])
        let before = cluster.requestCount
        #expect(try await self.plan(Sample.checkout(fewer, revision: "c2"), tries: true).count("keep") == 0)
        #expect(cluster.requestCount - before <= 6)
    }

    @Test func `another repository's environment of the same name is refused whole`() async throws {
        _ = try await sync(Sample.checkout(files))
        let applied = try await sync(
            Sample.checkout(["a.yaml": Sample.configMap("a", "2")], repository: "git.example.com/other"))
        #expect(applied.refusal?.contains("belongs to repository 'git.example.com/ml'") ?? false)
        #expect(applied.steps.isEmpty)
        #expect(cluster.names(of: SimulatedCluster.deployment) == ["b"])
    }

    @Test func `many missing objects are looked up by one list`() async throws {
        var many = ["namespace.yaml": Sample.namespaceFile]
        for index in 0..<50 { many["\(index).yaml"] = Sample.configMap("c\(index)") }
        _ = try await plan(Sample.checkout(many))
        #expect(cluster.requests.count { $0.hasPrefix("get") } <= 2)
        #expect(cluster.requestCount < 10)
    }

    @Test func `what somebody else changed between the look and the try is no difference`() async throws {
        _ = try await sync(Sample.checkout(files))
        let admitted = try await Sample.admitted(Sample.checkout(files, revision: "c2"), cluster: cluster)
        let planner = Planner(cluster: cluster, triesCreations: false)
        var live = try await planner.look(at: admitted)
        // The object as it was before a controller wrote to it, and without the entry that makes a dry run needless.
        for identity in live.objects.keys where identity.name == "a" {
            live.objects[identity] = live.objects[identity]?.withoutManagedFields
        }
        cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "a", "namespace": "ml", "annotations": ["controller": "was here"]],
            ], kind: SimulatedCluster.configMap, manager: "controller")
        #expect(try await planner.plan(admitted, live: live, known: [:]).isInSync)
    }
}

extension Value {
    fileprivate var withoutManagedFields: Value {
        guard var root = object, var metadata = root["metadata"]?.object else { return self }
        metadata["managedFields"] = nil
        root["metadata"] = .object(metadata)
        return .object(root)
    }
}
