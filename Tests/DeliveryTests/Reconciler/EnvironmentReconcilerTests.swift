import Logging
import Manifests
import Synchronization
import Testing
import Trust

@testable import Delivery

/// The reconciler with a cluster in memory: what it asks and writes for each thing that happens.
@Suite struct EnvironmentReconcilerTests {
    private let files = [
        "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("b"),
        "c.yaml": Sample.deployment("c", image: "c:1"),
    ]

    private func synced(_ files: [String: String]) async throws -> RunningReconciler {
        let running = await RunningReconciler()
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .synced }
        return running
    }

    private func byHand(_ value: String) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
            "data": ["value": .string(value)],
        ]
    }

    @Test func `a change by hand is healed by one apply, and nothing else is asked or written`() async throws {
        let running = try await synced(files)
        let before = running.cluster.requests.count
        running.cluster.write(byHand("by hand"), kind: SimulatedCluster.configMap, manager: "somebody")
        let status = try await running.status { $0.healed == 1 }
        #expect(status.phase == .synced)
        #expect(running.cluster.requests[before...] == ["apply ConfigMap a"])
        let data = running.cluster.objects.first { $0.key.name == "a" }?.value["data"]
        #expect(data == ["value": "1"])
    }

    @Test func `signatures that could not be looked for are looked for again`() async throws {
        let answers = Mutex(0)
        let registry: ArtifactVerifier.Registry = { _ in
            { (_) async throws(TrustError) in
                let number = answers.withLock { count in
                    count += 1
                    return count
                }
                guard number > 1 else { throw .unreachable("the registry", reason: "connection refused") }
                return RegistryResponse(status: 404, headers: [:], body: [])
            }
        }
        let policy = try ExampleTrust.policy()
        let verified = try VerifiedTrustPolicy.anchored(
            policy, anchor: policy.digest, at: Timestamp(seconds: 1_790_000_000), allowsExampleKeys: true)
        let trusted: ArtifactTrust.Policy = { (_, _) async throws(TrustError) in verified }
        let running = await RunningReconciler(gate: Gate(trust: ArtifactTrust(policy: trusted, registry: registry)))
        let environment = Sample.environmentFile() + "  artifacts: { signedBy: [release] }\n"
        running.reconciler.headMoved(
            to: Sample.checkout(
                ["c.yaml": Sample.deployment("c", image: "registry.example/c:1")], environment: environment))
        let words = { (status: EnvironmentStatus) in status.diagnostics.map(\.description).joined() }
        let first = try await running.status { $0.phase == .invalid }
        #expect(words(first).contains("cannot tell whether the image"))
        let second = try await running.status { !words($0).contains("cannot tell") }
        #expect(words(second).contains("registry.example/c:1") && running.cluster.objects.isEmpty)
    }

    @Test func `a deletion by hand is healed, after a look whether somebody else made another one`() async throws {
        let running = try await synced(files)
        let before = running.cluster.requests.count
        let identity = try #require(running.cluster.objects.keys.first { $0.name == "a" })
        running.cluster.remove(identity, kind: SimulatedCluster.configMap)
        _ = try await running.status { $0.healed == 1 }
        #expect(running.cluster.requests[before...] == ["get ConfigMap a", "apply ConfigMap a"])
    }

    @Test func `what does not concern Git costs nothing`() async throws {
        let running = try await synced(files)
        let before = running.cluster.requests.count
        running.cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
                "data": ["more": "x"],
            ],
            kind: SimulatedCluster.configMap, manager: "somebody")
        running.cluster.write(byHand("by hand"), kind: SimulatedCluster.configMap, manager: "another")
        _ = try await running.status { $0.healed == 1 }
        #expect(running.cluster.requests[before...] == ["apply ConfigMap a"])
        let data = running.cluster.objects.first { $0.key.name == "a" }?.value["data"]
        #expect(data == ["more": "x", "value": "1"])
    }

    @Test func `the inventory still names every kind after one object was healed`() async throws {
        let running = try await synced(files)
        running.cluster.write(byHand("by hand"), kind: SimulatedCluster.configMap, manager: "somebody")
        _ = try await running.status { $0.healed == 1 }
        let parent = running.cluster.objects.values.first { $0[path: "metadata", "name"] == "lockstep-staging" }
        let set = ApplySet(parent: parent ?? .null, environment: "staging", namespace: "ml")
        #expect(set?.kinds.map(\.description).sorted() == ["ConfigMap", "Deployment.apps", "Namespace"])
    }

    @Test func `an object with the environment's labels that Git does not declare is deleted`() async throws {
        let running = try await synced(files)
        let labels = ApplySet(environment: "staging", namespace: "ml").memberLabels.mapValues(Value.string)
        let stray = ResourceIdentity(
            groupKind: SimulatedCluster.configMap.groupKind, namespace: "ml", name: "stray")
        running.cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": "stray", "namespace": "ml",
                    "labels": .object(
                        Object(labels.sorted { $0.key < $1.key }.map { Object.Member(key: $0.key, value: $0.value) })),
                ],
            ], kind: SimulatedCluster.configMap, manager: "somebody")
        _ = try await running.status { $0.healed == 1 }
        #expect(running.cluster.objects[stray] == nil)
    }

    @Test func `a wave goes on when the cluster tells that the one before is healthy`() async throws {
        let running = await RunningReconciler()
        var files = files
        files["d.yaml"] = Sample.annotated(Sample.configMap("d"), #"lockstep/wave: "1""#)
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .progressing }
        #expect(!running.cluster.names(of: SimulatedCluster.configMap).contains("d"))
        running.cluster.setStatus(SimulatedCluster.available, of: "c", kind: SimulatedCluster.deployment)
        _ = try await running.status { $0.phase == .synced }
        #expect(running.cluster.names(of: SimulatedCluster.configMap).contains("d"))
    }

    @Test func `a new commit does not wait for a wave of the old one`() async throws {
        let running = await RunningReconciler()
        var files = files
        files["d.yaml"] = Sample.annotated(Sample.configMap("d"), #"lockstep/wave: "1""#)
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .progressing }
        running.reconciler.headMoved(to: Sample.checkout(["ns.yaml": Sample.namespaceFile], revision: "c2"))
        _ = try await running.status { $0.applied == "c2" }
        #expect(running.cluster.names(of: SimulatedCluster.deployment).isEmpty)
    }

    @Test func `a commit that would delete everything is not called synced`() async throws {
        let running = try await synced(files)
        running.reconciler.headMoved(to: Sample.checkout([:], revision: "c2"))
        let status = try await running.status { $0.head == "c2" && !$0.differences.isEmpty }
        #expect(status.phase == .outOfSync && status.applied == "c1")
        #expect(status.differences.first?.contains("never deletes everything at once") == true)
        #expect(running.cluster.names(of: SimulatedCluster.configMap).starts(with: ["a", "b"]))
    }

    private static let conflict =
        "ConfigMap ml/a: other managers own fields with other values: 'data.value' is owned by 'somebody'; "
        + [FieldOwner].remedy

    @Test func `without selfHeal a change by hand stays, though another object fails for good`() async throws {
        let running = await RunningReconciler()
        running.cluster.state.withLock { $0.refusals["b"] = "admission webhook says no" }
        running.reconciler.headMoved(
            to: Sample.checkout(files, environment: Sample.environmentFile(selfHeal: false)))
        _ = try await running.status { $0.differences == ["ConfigMap ml/b: admission webhook says no"] }
        running.cluster.write(byHand("by hand"), kind: SimulatedCluster.configMap, manager: "somebody")
        _ = try await running.status { $0.differences.contains(Self.conflict) }
        running.cluster.state.withLock { $0.refusals = [:] }
        let status = try await running.status { $0.differences == [Self.conflict] }
        #expect(status.phase == .outOfSync)
        #expect(running.cluster.names(of: SimulatedCluster.configMap).contains("b"))
        let value = running.cluster.objects.first { $0.key.name == "a" }?.value[path: "data", "value"]
        #expect(value == "by hand")
    }

    @Test func `a daemon that starts anew while an object fails leaves changes by hand without selfHeal`() async throws
    {
        let environment = Sample.environmentFile(selfHeal: false)
        let cluster = SimulatedCluster()
        cluster.state.withLock { $0.refusals["b"] = "admission webhook says no" }
        do {
            let first = await RunningReconciler(cluster: cluster)
            first.reconciler.headMoved(to: Sample.checkout(files, environment: environment))
            _ = try await first.status { $0.differences == ["ConfigMap ml/b: admission webhook says no"] }
        }
        cluster.write(byHand("by hand"), kind: SimulatedCluster.configMap, manager: "somebody")
        let second = await RunningReconciler(cluster: cluster)
        second.reconciler.headMoved(to: Sample.checkout(files, environment: environment))
        _ = try await second.status { $0.differences.contains(Self.conflict) }
        cluster.state.withLock { $0.refusals = [:] }
        _ = try await second.status { $0.differences == [Self.conflict] }
        #expect(cluster.names(of: SimulatedCluster.configMap).contains("b"))
        let value = cluster.objects.first { $0.key.name == "a" }?.value[path: "data", "value"]
        #expect(value == "by hand")
        // The next commit is tried as a whole, and then nothing is left.
        second.reconciler.headMoved(
            to: Sample.checkout(files, environment: Sample.environmentFile(), revision: "c2"))
        _ = try await second.status { $0.applied == "c2" }
        let parent = cluster.objects.values.first { $0[path: "metadata", "name"] == "lockstep-staging" }
        #expect(parent?[path: "metadata", "annotations", "lockstep/attempt"] == nil)
    }

    @Test func `a watch that falls silent is told while the cluster is asked`() async throws {
        let cluster = SimulatedCluster()
        let running = await RunningReconciler(cluster: cluster)
        running.reconciler.headMoved(to: Sample.checkout(files))
        _ = try await running.status { $0.phase == .synced }
        let (answers, answer) = AsyncStream.makeStream(of: Never.self)
        cluster.state.withLock { $0.hold = { for await _ in answers {} } }
        cluster.write(byHand("by hand"), kind: SimulatedCluster.configMap, manager: "somebody")
        // What differs is not called synced, however long setting it right takes.
        _ = try await running.status { $0.phase == .progressing }
        cluster.lose(SimulatedCluster.deployment, "nothing was heard for 70 s", since: Instant(seconds: 1000))
        let status = try await running.status { $0.phase == .unknown }
        #expect(status.clusterOutage?.since == Instant(seconds: 1000))
        #expect(status.clusterOutage?.reason == "nothing was heard for 70 s")
        #expect(status.healed == 0)
        answer.finish()
        _ = try await running.status { $0.phase == .synced || $0.healed == 1 }
    }

    @Test func `a cluster is out of reach since the last of its watches has heard it`() async throws {
        let running = try await synced(files)
        let words = [
            (SimulatedCluster.deployment, 1000.0, 1000.0), (SimulatedCluster.configMap, 1300, 1300),
            (SimulatedCluster.namespace, 1200, 1300),
        ]
        for (kind, heard, since) in words {
            running.cluster.lose(kind, "\(kind.kind) is silent", since: Instant(seconds: heard))
            let status = try await running.status { $0.clusterOutage?.reason == "\(kind.kind) is silent" }
            #expect(status.clusterOutage?.since == Instant(seconds: since))
        }
    }

    /// As a controller makes it that copies its parent's labels.
    private func copy(of name: String, in running: RunningReconciler, by manager: String) throws -> Value {
        let parent = try #require(running.cluster.objects.first { $0.key.name == name }?.value)
        var metadata: Object = ["name": "copy", "namespace": "ml"]
        metadata["labels"] = parent[path: "metadata", "labels"]
        metadata["ownerReferences"] = [
            [
                "apiVersion": "v1", "kind": "ConfigMap", "name": .string(name), "controller": true,
                "uid": parent[path: "metadata", "uid"] ?? "",
            ]
        ]
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata)]
    }

    @Test(arguments: [("knative", true), ("lockstep", false)])
    func `what a controller made with a member's labels is not pruned, what Lockstep applied is`(
        manager: String, stays: Bool
    ) async throws {
        let running = try await synced(files)
        running.cluster.write(
            try copy(of: "a", in: running, by: manager), kind: SimulatedCluster.configMap, manager: manager)
        // Of the same kind, so that it is heard of after the copy.
        if stays { running.cluster.write(byHand("x"), kind: SimulatedCluster.configMap, manager: "somebody") }
        _ = try await running.status { $0.healed == 1 }
        #expect(running.cluster.names(of: SimulatedCluster.configMap).contains("copy") == stays)
    }

    @Test func `what is not healthy is told with the pods to look at`() async throws {
        let cluster = SimulatedCluster(kinds: [
            SimulatedCluster.deployment: .namespaced, SimulatedCluster.namespace: .cluster,
            Self.pod: .namespaced, Self.replicaSet: .namespaced,
        ])
        let running = await RunningReconciler(cluster: cluster)
        running.reconciler.headMoved(
            to: Sample.checkout(["ns.yaml": Sample.namespaceFile, "c.yaml": Sample.deployment("c", image: "c:1")]))
        _ = try await running.status { $0.phase == .synced }
        func make(_ kind: GroupVersionKind, _ name: String, by owner: String) throws {
            let uid = try #require(cluster.objects.first { $0.key.name == owner }?.value[path: "metadata", "uid"])
            cluster.write(
                [
                    "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
                    "metadata": [
                        "name": .string(name), "namespace": "ml",
                        "ownerReferences": [["kind": "X", "name": .string(owner), "uid": uid, "controller": true]],
                    ],
                ], kind: kind, manager: "controller")
        }
        try make(Self.replicaSet, "c-7", by: "c")
        try make(Self.pod, "c-7-1", by: "c-7")
        cluster.setStatus(["observedGeneration": 0, "replicas": 1], of: "c", kind: SimulatedCluster.deployment)
        let status = try await running.status { $0.unhealthy.contains { $0.contains("pods") } }
        #expect(status.unhealthy.first?.hasSuffix("(pods c-7-1)") == true)
    }

    @Test func `a definition that changes has kinds and their schemas looked at anew`() {
        func definition(_ name: String, _ generation: Int64) -> Value {
            ["metadata": ["name": .string(name), "generation": .integer(generation)]]
        }
        var known = KnownDefinitions()
        // The first list is told twice: as changes, and as a whole.
        let first = [
            known.take(.changed(definition("a", 1))), known.take(.synced([definition("a", 1)])),
            known.take(.changed(definition("a", 1))), known.take(.lost(ClusterUnreachable("gone"))),
            known.take(.synced([definition("a", 1)])),
        ]
        #expect(first == [false, false, false, false, false])
        let changes = [
            known.take(.changed(definition("a", 2))), known.take(.changed(definition("b", 1))),
            known.take(.deleted(definition("b", 1))), known.take(.synced([])),
        ]
        #expect(changes == [true, true, true, true])
    }

    private static let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    private static let replicaSet = GroupVersionKind(group: "apps", version: "v1", kind: "ReplicaSet")
}
