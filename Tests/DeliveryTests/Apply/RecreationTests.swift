import Manifests
import Synchronization
import Testing

@testable import Delivery

/// What is deleted to be made anew: never for something that the cluster refuses.
@Suite struct RecreationTests {
    private static let statefulSet = GroupVersionKind(group: "apps", version: "v1", kind: "StatefulSet")
    private static let claim = GroupVersionKind(group: "", version: "v1", kind: "PersistentVolumeClaim")
    private let cluster = SimulatedCluster(kinds: [
        SimulatedCluster.deployment: .namespaced, SimulatedCluster.configMap: .namespaced,
        SimulatedCluster.namespace: .cluster, SimulatedCluster.job: .namespaced, Self.statefulSet: .namespaced,
        Self.claim: .namespaced,
    ])
    private let first = Sample.annotated(Sample.deployment("a", image: "a:1"), "lockstep/recreate: allowed")
    private var next: String { first.replacing("a:1", with: "a:2") }

    private func plan(_ manifest: String, tries: Bool = false) async throws -> Plan {
        let files = ["ns.yaml": Sample.namespaceFile, "a.yaml": manifest]
        return try await Planner(cluster: cluster, triesCreations: tries)
            .plan(try await Sample.admitted(Sample.checkout(files), cluster: cluster))
    }

    private func apply(_ manifest: String, patience: Duration = .zero) async throws -> Applied {
        let applier = Applier(cluster: cluster, deletionDeadline: .zero, troublePatience: patience)
        return try await applier.apply(try await plan(manifest))
    }

    /// Applies it; from then on its content cannot be changed.
    private func fix(_ manifest: String) async throws {
        #expect(try await apply(manifest).isComplete)
        cluster.state.withLock { $0.immutable = ["a"] }
    }

    private var deletions: Int { cluster.requests.count { $0.hasPrefix("delete") } }
    private var live: Value? { cluster.objects.first { $0.key.name == "a" }?.value }
    private var image: String? {
        live?[path: "spec", "template", "spec", "containers"]?.array?.first?["image"]?.string
    }

    /// Says no to whatever holds the words.
    private func refuse(_ words: String, dryRuns: Bool, because reason: String) {
        cluster.state.withLock { state in
            state.judge = { object, isDryRun in
                "\(object)".contains(words) && (dryRuns || !isDryRun) ? reason : nil
            }
        }
    }

    @Test func `what the cluster would refuse is not deleted to be made anew`() async throws {
        try await fix(first)
        cluster.state.withLock { state in
            state.judge = { object, _ in
                let name = object[path: "metadata", "name"]?.string ?? ""
                return name != "a" && "\(object)".contains("a:2") ? "spec.volume: Not found: \"\(name)\"" : nil
            }
        }
        for tries in [true, false] {
            guard
                case .refused(let reason)? = try await plan(next, tries: tries).changes.first(where: { $0.isOf("a") })?
                    .action
            else {
                Issue.record("not refused")
                continue
            }
            #expect(reason.hasPrefix("spec.volume: Not found: \"a\"; it would have to be made anew (spec.selector: "))
        }
        #expect(!(try await apply(next).isComplete))
        #expect(deletions == 0 && image == "a:1")
    }

    @Test func `an apply tries too what is made anew, as the cluster may have changed its mind`() async throws {
        try await fix(first)
        let plan = try await plan(next)
        #expect(plan.count("recreate") == 1)
        refuse("a:2", dryRuns: true, because: "no such volume")
        #expect(try await Applier(cluster: cluster).apply(plan).faults.first?.contains("no such volume") == true)
        #expect(deletions == 0 && image == "a:1")
    }

    @Test func `what the cluster has against any name but its own does not count`() async throws {
        try await fix(first)
        cluster.state.withLock { $0.refusals = ["a-anew": "metadata.name: expected 'a', found 'a-anew'"] }
        #expect(try await apply(next).isComplete)
        #expect(image == "a:2")
    }

    @Test func `what the old object would be refused for too is a refusal, as it could not be put back`() async throws {
        try await fix(first)
        cluster.state.withLock {
            $0.refusals = ["a-anew": "deployments.apps is forbidden: User cannot create resource"]
        }
        #expect(
            try await apply(next).faults.first?.contains("User cannot create resource; it would have to be") == true)
        #expect(deletions == 0 && image == "a:1")
    }

    @Test(arguments: [("400m", true), ("500m", false)])
    func `a full quota does not count where the old object leaves room`(_ amount: String, _ fits: Bool) async throws {
        try await fix(first)
        cluster.state.withLock { state in
            state.judge = { object, isDryRun in
                guard isDryRun, object[path: "metadata", "name"]?.string == "a-anew" else { return nil }
                let requested = "\(object)".contains("a:2") ? amount : "300m"
                return
                    "deployments.apps \"a-anew\" is forbidden: exceeded quota: all, requested: requests.cpu=\(requested), "
                    + "used: requests.cpu=900m, limited: requests.cpu=1"
            }
        }
        #expect(try await apply(next).isComplete == fits)
        #expect(deletions == (fits ? 1 : 0))
    }

    @Test func `what cannot be made anew after all is put back, and not deleted again`() async throws {
        try await fix(first)
        let uid = live?[path: "metadata", "uid"]
        refuse("a:2", dryRuns: false, because: "the quota is full")
        let applied = try await apply(next)
        #expect(
            applied.faults == [
                "Deployment.apps ml/a: deleted, and could not be made anew: the quota is full; the one of before was put back"
            ])
        #expect(image == "a:1" && live?[path: "metadata", "uid"] != uid && deletions == 1)
        let fault = try await apply(next).faults.first ?? ""
        #expect(fault.contains("which the cluster refused (the quota is full), and put back"))
        #expect(fault.contains("'lockstep/put-back' off it"))
        #expect(image == "a:1" && deletions == 1)
        cluster.state.withLock { $0.judge = nil }
        #expect(try await apply(next.replacing("a:2", with: "a:3")).isComplete)
        #expect(image == "a:3" && live?[path: "metadata", "annotations", "lockstep/put-back"] == nil)
    }

    @Test func `what is put back has the owners of before, and lets its manifest of before be applied`() async throws {
        try await fix(first)
        cluster.state.withLock { $0.immutable = [] }
        cluster.write(
            [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": "a", "namespace": "ml", "labels": ["team": "x"]], "spec": ["replicas": 7],
            ], kind: SimulatedCluster.deployment, manager: "somebody")
        cluster.state.withLock { $0.immutable = ["a"] }
        refuse("a:2", dryRuns: false, because: "no")
        func owners() -> [String] {
            (live?[path: "metadata", "managedFields"]?.array ?? []).compactMap { $0["manager"]?.string }
        }
        #expect(try await apply(next).faults.first?.hasSuffix("no; the one of before was put back") == true)
        #expect(owners() == ["lockstep", "somebody", "lockstep-put-back"])
        #expect(live?[path: "spec", "replicas"] == 7)
        #expect(try await plan(first).isInSync)
    }

    @Test func `what a server cannot do for a moment is tried again, and no reason never to try again`() async throws {
        try await fix(first)
        cluster.state.withLock { $0.troubles = 2 }
        #expect(try await apply(next, patience: .seconds(60)).isComplete)
        #expect(image == "a:2" && deletions == 1)
        cluster.state.withLock { $0.troubles = 1 }
        let last = first.replacing("a:1", with: "a:3")
        #expect(
            try await apply(last).faults.first?.hasSuffix(
                "failed calling webhook: context deadline exceeded; the one of before was put back") == true)
        #expect(image == "a:2" && live?[path: "metadata", "annotations", "lockstep/put-back"] == nil)
        #expect(try await apply(last).isComplete)
        #expect(image == "a:3")
    }

    @Test func `what its finalizers hold is made anew when it is gone, and the rest goes on`() async throws {
        try await fix(first)
        let identity = try #require(cluster.objects.keys.first { $0.name == "a" })
        cluster.change(identity, kind: SimulatedCluster.deployment) { $0["finalizers"] = ["example.com/cleanup"] }
        let applied = try await apply(next)
        #expect(applied.isWaiting && applied.awaited.keys.map(\.name) == ["a"])
        #expect(applied.faults.first?.hasSuffix("'example.com/cleanup'; it is made anew when it is gone") == true)
        #expect(try await plan(next).changes.map(\.action.verb) == ["unchanged", "terminating"])
        cluster.remove(identity, kind: SimulatedCluster.deployment)
        #expect(try await apply(next).isComplete)
        #expect(image == "a:2")
    }

    @Test func `the daemon goes on while finalizers hold what it makes anew`() async throws {
        let first = Sample.annotated(Sample.configMap("a"), "lockstep/recreate: allowed")
        var files = ["ns.yaml": Sample.namespaceFile, "a.yaml": first, "c.yaml": Sample.configMap("c")]
        let running = await RunningReconciler(cluster: cluster)
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .synced }
        let identity = try #require(cluster.objects.keys.first { $0.name == "a" })
        let other = try #require(cluster.objects.keys.first { $0.name == "c" })
        cluster.change(identity, kind: SimulatedCluster.configMap) { $0["finalizers"] = ["example.com/cleanup"] }
        cluster.state.withLock { $0.immutable = ["a"] }
        files["a.yaml"] = first.replacing("\"1\"", with: "\"2\"")
        running.reconciler.headMoved(to: Sample.checkout(files, revision: "c2"))
        _ = try await running.status { $0.differences.contains { $0.contains("example.com/cleanup") } }
        cluster.remove(other, kind: SimulatedCluster.configMap)
        _ = try await running.status { _ in cluster.objects[other] != nil }
        #expect(Termination.hasBegun(live ?? .null))
        cluster.remove(identity, kind: SimulatedCluster.configMap)
        _ = try await running.status { $0.applied == "c2" }
        #expect(live?[path: "data", "value"] == "2")
    }

    @Test func `a sync tells once of what its finalizers hold for a while`() async throws {
        try await fix(first)
        let identity = try #require(cluster.objects.keys.first { $0.name == "a" })
        cluster.change(identity, kind: SimulatedCluster.deployment) { $0["finalizers"] = ["example.com/cleanup"] }
        let (cluster, plan) = (cluster, try await plan(next))
        let sync = Task { try await Sync(cluster: cluster).run(plan) }
        while !Termination.hasBegun(cluster.objects[identity] ?? .null) { await Task.yield() }
        cluster.remove(identity, kind: SimulatedCluster.deployment)
        while cluster.objects[identity] == nil { await Task.yield() }
        let applied = try await sync.value
        #expect(applied.isComplete && applied.steps.count { $0.change.identity == identity } == 1, "\(applied.faults)")
    }

    @Test func `a plan shows all that goes with the old object, and nothing that is set again`() async throws {
        try await fix(first)
        let identity = try #require(cluster.objects.keys.first { $0.name == "a" })
        cluster.state.withLock { $0.immutable = [] }
        cluster.write(
            [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": [
                    "name": "a", "namespace": "ml", "labels": ["team": "x"],
                    "annotations": ["deployment.kubernetes.io/revision": "3"],
                ], "spec": ["replicas": 5],
            ], kind: SimulatedCluster.deployment, manager: "somebody")
        cluster.state.withLock { $0.immutable = ["a"] }
        let change = try #require(try await plan(next, tries: true).changes.first { $0.identity == identity })
        #expect(change.action.verb == "recreate")
        #expect(
            change.attempted.map(\.path) == [
                "metadata.labels.team", "spec.replicas", "spec.template.spec.containers[name=model].image",
            ])
    }

    @Test func `what could not be put back either is told`() async throws {
        try await fix(first)
        refuse("a:", dryRuns: false, because: "nothing goes in")
        #expect(
            try await apply(next).faults.first?.hasSuffix(
                "anew: nothing goes in; the one of before could not be put back: nothing goes in") == true)
    }

    @Test func `what runs to an end does not run again by being put back`() async throws {
        let job = Sample.job("a", hook: "before").replacing("lockstep/hook: before", with: "lockstep/recreate: allowed")
        try await fix(job)
        refuse("migrate:2", dryRuns: false, because: "the quota is full")
        let applied = try await apply(job.replacing("migrate:1", with: "migrate:2"))
        #expect(applied.faults.first?.hasSuffix("was not put back, because it would run again") == true)
        #expect(live == nil)
    }

    @Test func `an object of before bears nothing of the server's`() throws {
        let text = """
            apiVersion: batch/v1
            kind: Job
            metadata: { name: b, namespace: ml, uid: "1", resourceVersion: "2", labels: { a: b } }
            spec:
              selector: { matchLabels: { controller-uid: "1" } }
              template: { metadata: { labels: { a: b, controller-uid: "1", job-name: b } } }
            status: { active: 1 }
            """
        let object = try #require(YAML.parse(Array(text.utf8), file: "b.yaml").documents.first?.value)
        let identity = ResourceIdentity(groupKind: SimulatedCluster.job.groupKind, namespace: "ml", name: "b")
        #expect(
            Recreation.before(object, identity) == [
                "apiVersion": "batch/v1", "kind": "Job",
                "metadata": ["name": "b", "namespace": "ml", "labels": ["a": "b"]],
                "spec": ["template": ["metadata": ["labels": ["a": "b"]]]],
            ])
    }

    @Test func `a Service is tried without the addresses and ports of the one that runs`() throws {
        func service(_ spec: Value) -> Value { ["kind": "Service", "spec": spec] }
        let identity = ResourceIdentity(groupKind: GroupKind(group: "", kind: "Service"), namespace: "ml", name: "s")
        let live = service([
            "clusterIP": "10.0.0.1", "clusterIPs": ["10.0.0.1"], "ports": [["port": 80, "nodePort": 30080]],
        ])
        #expect(Recreation.withoutTaken(live, identity, live: live) == service(["ports": [["port": 80]]]))
        let other = service(["clusterIP": "10.0.0.2", "ports": [["port": 80, "nodePort": 30081]]])
        #expect(Recreation.withoutTaken(other, identity, live: live) == other)
    }

    // MARK: claims, and what is never deleted

    private func setManifest(_ annotations: String..., image: String, whenDeleted: String = "Delete") -> String {
        annotations.reduce(
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata:
              name: a
            spec:
              serviceName: a
              persistentVolumeClaimRetentionPolicy: { whenDeleted: \(whenDeleted) }
              selector: { matchLabels: { app: a } }
              template:
                metadata: { labels: { app: a } }
                spec: { containers: [{ name: m, image: "\(image)" }] }
              volumeClaimTemplates: [{ metadata: { name: data } }]

            """
        ) { text, annotation in
            text.contains("annotations:")
                ? text.replacing("  annotations:\n", with: "  annotations:\n    \(annotation)\n")
                : Sample.annotated(text, annotation)
        }
    }

    @Test func `a set is not made anew whose claims go with it, unless that is confirmed`() async throws {
        try await fix(setManifest("lockstep/recreate: allowed", image: "a:1"))
        let fault = try await apply(setManifest("lockstep/recreate: allowed", image: "a:2")).faults.first ?? ""
        #expect(fault.contains("its volume claims 'data-a-*' would be deleted with it") && deletions == 0)
        let confirmed = setManifest("lockstep/recreate: allowed", "lockstep/prune: confirmed", image: "a:2")
        #expect(try await apply(confirmed).isComplete)
        #expect(deletions == 1)
    }

    @Test func `a set is made anew whose claims stay`() async throws {
        try await fix(setManifest("lockstep/recreate: allowed", image: "a:1", whenDeleted: "Retain"))
        #expect(
            try await apply(setManifest("lockstep/recreate: allowed", image: "a:2", whenDeleted: "Retain")).isComplete)
        #expect(deletions == 1)
    }

    @Test func `a set is not made anew whose claims name it as their owner, whatever it says itself`() async throws {
        let first = setManifest("lockstep/recreate: allowed", image: "a:1", whenDeleted: "Retain")
        try await fix(first)
        let uid = try #require(live?[path: "metadata", "uid"])
        for (name, owner) in [("data-a-0", uid), ("data-b-0", "other")] {
            cluster.write(
                [
                    "apiVersion": "v1", "kind": "PersistentVolumeClaim",
                    "metadata": [
                        "name": .string(name), "namespace": "ml",
                        "ownerReferences": [
                            ["apiVersion": "apps/v1", "kind": "StatefulSet", "name": "a", "uid": owner]
                        ],
                    ],
                ], kind: Self.claim, manager: "kube-controller-manager")
        }
        let next = first.replacing("a:1", with: "a:2")
        let fault = try await apply(next).faults.first ?? ""
        #expect(
            fault.contains("the volume claims that it owns, 'data-a-0', would be deleted with it") && deletions == 0)
        cluster.state.withLock { $0.unlistable = ["PersistentVolumeClaim": "forbidden"] }
        #expect(
            try await apply(next).faults.first?.contains("cannot be looked at (forbidden)") == true && deletions == 0)
    }

    @Test func `what is never deleted is not made anew either`() async throws {
        let disabled = Sample.annotated(
            Sample.deployment("a", image: "a:1"), "lockstep/recreate: allowed", "lockstep/prune: disabled")
        try await fix(disabled)
        let fault = try await apply(disabled.replacing("a:1", with: "a:2")).faults.first ?? ""
        #expect(fault.contains("its annotation 'lockstep/prune' says disabled") && deletions == 0)
        // By hand as well.
        #expect(try await apply(next).faults.first?.contains("says disabled") == true)
        #expect(deletions == 0)
    }

    @Test func `a set that leaves Git stays where its claims would go with it, unless that is confirmed`() async throws
    {
        #expect(try await apply(setManifest(image: "a:1")).isComplete)
        let left = try await plan(Sample.configMap("c"))
        guard case .keep(let reason)? = left.changes.first(where: { $0.isOf("a") })?.action else {
            Issue.record("\(left.changes.map(\.action))")
            return
        }
        #expect(reason.hasPrefix("its volume claims 'data-a-*' would be deleted with it"))
        #expect(try await apply(setManifest("lockstep/prune: confirmed", image: "a:1")).isComplete)
        #expect(try await plan(Sample.configMap("c")).count("delete") == 1)
    }
}

extension PlannedChange {
    fileprivate func isOf(_ name: String) -> Bool { identity.name == name }
}
