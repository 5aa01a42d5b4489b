import Logging
import Manifests
import Synchronization
import Testing

@testable import Delivery

/// What the reconciler takes from the cluster's inventory, and when it asks for it again.
@Suite struct InventoryReadingTests {
    private let cluster = SimulatedCluster()
    private let board = StatusBoard()

    private func reconciler() -> EnvironmentReconciler {
        EnvironmentReconciler(
            name: "staging",
            connect: { [cluster] (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            history: NoHistory(), board: board, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func checkout(_ value: String, revision: String, selfHeal: Bool = true) -> Checkout {
        let files = [
            "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a", value),
            "hook.yaml": Sample.job("migrate", hook: "before"),
        ]
        return Sample.checkout(files, environment: Sample.environmentFile(selfHeal: selfHeal), revision: revision)
    }

    private func members(of kind: GroupVersionKind) -> [Value] {
        cluster.objects.filter { $0.key.groupKind == kind.groupKind && !$0.key.name.hasPrefix("lockstep-") }.map(
            \.value)
    }

    /// The watch of a kind tells of all objects as they are.
    private func hear(_ kind: GroupVersionKind, by reconciler: EnvironmentReconciler) async {
        for object in members(of: kind) { await reconciler.step(.live(.changed(object), kind)) }
    }

    private func sync(_ checkout: Checkout, by reconciler: EnvironmentReconciler) async {
        await reconciler.step(.head(checkout))
        for kind in await reconciler.watched.kinds { await reconciler.step(.live(.synced(members(of: kind)), kind)) }
        cluster.setStatus(SimulatedCluster.complete, of: "migrate", kind: SimulatedCluster.job)
        await hear(SimulatedCluster.job, by: reconciler)
    }

    private var value: Value? { cluster.objects.first { $0.key.name == "a" }?.value[path: "data", "value"] }
    private var recorded: String? {
        let parent = cluster.objects.first { $0.key.name == "lockstep-staging" }?.value ?? .null
        return ApplySet(parent: parent, environment: "staging", namespace: "ml")?.revision
    }

    @Test func `an inventory that could not be read is not taken for an empty one`() async throws {
        let reconciler = reconciler()
        await sync(checkout("1", revision: "c1", selfHeal: false), by: reconciler)
        #expect(await reconciler.status.phase == .synced)
        let job = try #require(cluster.objects.keys.first { $0.groupKind.kind == "Job" })
        let last = try #require(cluster.objects[job])
        cluster.remove(job, kind: SimulatedCluster.job)
        await reconciler.step(.live(.deleted(last), SimulatedCluster.job))

        cluster.state.withLock { $0.isUnreachable = true }
        await reconciler.step(.head(checkout("1", revision: "c2", selfHeal: false)))
        cluster.state.withLock { $0.isUnreachable = false }
        cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
                "data": ["value": "by hand"],
            ], kind: SimulatedCluster.configMap, manager: "somebody")
        await hear(SimulatedCluster.configMap, by: reconciler)
        #expect(value == "by hand")
        #expect(cluster.names(of: SimulatedCluster.job).isEmpty)
    }

    @Test func `a cluster that was restored from a backup is brought to what Git says`() async throws {
        let reconciler = reconciler()
        await sync(checkout("1", revision: "c1"), by: reconciler)
        let backup = cluster.state.withLock { ($0.objects, $0.version) }
        await sync(checkout("2", revision: "c2"), by: reconciler)
        await hear(SimulatedCluster.configMap, by: reconciler)
        #expect(await reconciler.status.phase == .synced)
        #expect(value == "2" && recorded == "c2")

        cluster.state.withLock { ($0.objects, $0.version) = backup }
        #expect(value == "1" && recorded == "c1")
        // One kind tells it, and all of them are asked for anew.
        for kind in [SimulatedCluster.configMap] + (await reconciler.watched.kinds) {
            let version = cluster.state.withLock { "\($0.version)" }
            await reconciler.step(.live(.synced(members(of: kind), version: version), kind))
        }
        let jobs = cluster.names(of: SimulatedCluster.job)
        #expect(jobs.count == 2, "the hook of the newer content runs again: \(jobs)")
        cluster.setStatus(SimulatedCluster.complete, of: "migrate", kind: SimulatedCluster.job)
        await hear(SimulatedCluster.job, by: reconciler)
        #expect(value == "2" && recorded == "c2")
        #expect(await reconciler.status.phase == .synced)
    }

    @Test func `a cluster that went back while a watch was lost is looked at from the start`() async throws {
        let reconciler = reconciler()
        await sync(checkout("1", revision: "c1"), by: reconciler)
        let backup = cluster.state.withLock { ($0.objects, $0.version) }
        await sync(checkout("2", revision: "c2"), by: reconciler)
        await hear(SimulatedCluster.configMap, by: reconciler)
        #expect(recorded == "c2")

        await reconciler.step(.live(.lost(ClusterUnreachable("silent")), SimulatedCluster.configMap))
        cluster.state.withLock { ($0.objects, $0.version) = backup }
        await reconciler.step(.retry)
        for kind in await reconciler.watched.kinds {
            await reconciler.step(.live(.synced(members(of: kind)), kind))
        }
        #expect(cluster.names(of: SimulatedCluster.job).count == 2, "the hook of the newer content runs again")
        cluster.setStatus(SimulatedCluster.complete, of: "migrate", kind: SimulatedCluster.job)
        await hear(SimulatedCluster.job, by: reconciler)
        #expect(value == "2" && recorded == "c2")
    }

    @Test func `a head that may not run, and names another cluster, leaves what runs where it is`() async throws {
        let other = SimulatedCluster()
        let reconciler = EnvironmentReconciler(
            name: "staging",
            connect: { [cluster] (reference: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in
                reference == .context("other") ? other : cluster
            },
            history: NoHistory(), board: board, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await sync(checkout("1", revision: "c1"), by: reconciler)
        let environment = Sample.environmentFile().replacing("embedded: true", with: "context: other")
        let bad = Sample.checkout(
            ["a.yaml": Sample.annotated(Sample.configMap("a"), "lockstep/depends-on: ConfigMap/none")],
            environment: environment, revision: "c2")
        await reconciler.step(.head(bad))
        #expect(await reconciler.status.phase == .invalid)
        for kind in await reconciler.watched.kinds {
            await reconciler.step(.live(.synced(members(of: kind)), kind))
        }
        #expect(other.objects.isEmpty)
        #expect(await reconciler.status.phase == .invalid)
    }

    @Test func `a record that the cluster does not show may be there`() async throws {
        let reconciler = reconciler()
        cluster.state.withLock { $0.unreadable["lockstep-staging"] = "forbidden" }
        await sync(checkout("1", revision: "c1"), by: reconciler)
        #expect(await reconciler.status.phase != .synced)
        #expect(cluster.names(of: SimulatedCluster.configMap) == [])
    }

    @Test func `where other namespaces cannot be looked through, an inventory may be there`() async throws {
        cluster.state.withLock { $0.unlistable["ConfigMap"] = "forbidden" }
        let set = ApplySet(environment: "staging", namespace: "ml")
        let reading = try await Inventory(cluster: cluster).read(set, repository: "git.example.com/ml")
        guard case .refused(let reason) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(reason == "expected to look through all namespaces for inventories of 'staging': forbidden")
    }
}
