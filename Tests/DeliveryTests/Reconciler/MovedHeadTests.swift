import Manifests
import Repository
import Synchronization
import Testing

@testable import Delivery

/// Heads that lead the environment to a place where it cannot run.
@Suite final class MovedHeadTests: Sendable {
    private static let files = ["ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")]
    private static let first = Sample.checkout(files, revision: "c1")
    private static let moved = Sample.checkout(
        files, environment: Sample.environmentFile().replacing("embedded: true", with: "context: other"),
        revision: "c2")

    private struct History: EnvironmentHistory {
        func descends(_ revision: String, from ancestor: String) async throws -> Bool { true }
        func ancestors(of revision: String, limit: Int) async throws -> [String] {
            switch revision {
            case "c3": ["c2", "c1"]
            case "c2": ["c1"]
            default: []
            }
        }
        func checkout(at revision: String) async throws -> Checkout { revision == "c1" ? first : moved }
    }

    private let here = SimulatedCluster()
    private let other = SimulatedCluster()
    private let isAway = Mutex(true)

    /// A daemon that starts.
    private func daemon() -> SteppedReconciler {
        SteppedReconciler(cluster: here, history: History()) {
            [self] (reference: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in
            guard reference == .context("other") else { return here }
            if isAway.withLock({ $0 }) { throw ClusterUnreachable("no context of that name") }
            return other
        }
    }

    private func expectHealing(_ stepped: SteppedReconciler) async {
        await stepped.remove("a", kind: SimulatedCluster.configMap)
        #expect(stepped.data(of: "a") == ["value": "1"])
        let status = await stepped.status
        #expect(status.phase == .invalid && status.applied == "c1")
    }

    @Test func `a daemon that starts anew keeps up what was kept up on the cluster of before`() async throws {
        let running = daemon()
        await running.take(Self.first)
        await running.take(Self.moved)
        let second = daemon()
        await second.take(Sample.checkout(Self.files, environment: Self.elsewhere, revision: "c3"))
        await expectHealing(second)
        #expect(
            await second.status.diagnostics.map(\.message) == [
                "expected to reach context 'other', to which environment 'staging' is to move: no context of that name"
            ])
        #expect(
            await second.status.diagnostics.map(\.hint) == [
                "until then its last good state is kept running on the embedded cluster in namespace 'ml'"
            ])
        #expect(await second.reconciler.wantsRetry)

        isAway.withLock { $0 = false }
        await second.reconciler.step(.retry)
        for kind in await second.reconciler.watched.kinds {
            await second.reconciler.step(.live(.synced([]), kind))
        }
        #expect(other.names(of: SimulatedCluster.configMap) == ["a", "lockstep-staging"])
        #expect(await second.status.applied == "c3")
    }

    @Test func `a commit that runs where the one before did has nothing kept before it`() async throws {
        let stepped = daemon()
        await stepped.take(Self.first)
        await stepped.take(Self.moved)
        #expect(stepped.recorded?.keptBefore == "c2")
        var files = Self.files
        files["b.yaml"] = Sample.configMap("b")
        await stepped.take(Sample.checkout(files, revision: "c3"))
        #expect(stepped.recorded?.revision == "c3" && stepped.recorded?.keptBefore == nil)
    }

    private static let elsewhere = Sample.environmentFile().replacing("embedded: true", with: "context: other")

    @Test func `what an environment has left is not brought back while the cluster that it went to is away`()
        async throws
    {
        let running = daemon()
        await running.take(Self.first)
        await running.take(Self.moved)
        isAway.withLock { $0 = false }
        await running.reconciler.step(.retry)
        for kind in await running.reconciler.watched.kinds {
            await running.reconciler.step(.live(.synced([]), kind))
        }
        isAway.withLock { $0 = true }
        for identity in here.objects.keys where identity.name == "a" {
            here.remove(identity, kind: SimulatedCluster.configMap)
        }
        let second = daemon()
        await second.take(Self.moved)
        #expect(await second.status.phase == .unknown)
        #expect(here.names(of: SimulatedCluster.configMap) == ["lockstep-staging"])
        #expect(await second.reconciler.wantsRetry)
    }

    @Test func `where an environment was to run is read without the rest of the commit`() async throws {
        let scene = try await ReleaseScene()
        let spec = try await scene.source.spec(of: "staging", at: scene.first)
        #expect(spec?.cluster == .embedded && spec?.namespace == "ml")
        #expect(try await scene.source.spec(of: "stag", at: scene.first) == nil)
        let broken = try await scene.push("kind: [\n", to: "environments/staging/environment.yaml")
        _ = try await scene.store.fetch(scene.remote)
        #expect(try await scene.source.spec(of: "staging", at: broken) == nil)
    }

    @Test(arguments: [("context: other", "ml"), ("embedded: true", "elsewhere")])
    func `a head whose record is somebody else's is told and tried again, and what runs is healed meanwhile`(
        cluster: String, namespace: String
    ) async throws {
        isAway.withLock { $0 = false }
        let target = namespace == "ml" ? other : here
        let foreign = ResourceIdentity(
            groupKind: Inventory.kind.groupKind, namespace: namespace, name: "lockstep-staging")
        target.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": .string(foreign.name), "namespace": .string(namespace)],
            ], kind: Inventory.kind, manager: "somebody")
        let stepped = daemon()
        await stepped.take(Self.first)
        let environment = Sample.environmentFile().replacing("embedded: true", with: cluster)
            .replacing("namespace: ml", with: "namespace: \(namespace)")
        await stepped.reconciler.step(
            .head(Sample.checkout(Self.files, environment: environment, revision: "c2")))
        #expect(
            await stepped.status.diagnostics.map(\.message) == [
                "expected ConfigMap '\(namespace)/lockstep-staging' to be the inventory of 'staging', found another "
                    + "object of that name"
            ])
        await expectHealing(stepped)

        target.remove(foreign, kind: Inventory.kind)
        #expect(await stepped.reconciler.wantsRetry)
        await stepped.reconciler.step(.retry)
        if target === here {
            await stepped.hearAll()
        } else {
            for kind in await stepped.reconciler.watched.kinds {
                await stepped.reconciler.step(.live(.synced([]), kind))
            }
        }
        let status = await stepped.status
        #expect(status.phase == .synced && status.applied == "c2")
        #expect(target.objects[foreign] != nil)
    }
}
