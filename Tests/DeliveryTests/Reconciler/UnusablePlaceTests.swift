import Manifests
import Synchronization
import Testing

@testable import Delivery

/// What is kept up where a commit leads the environment to a namespace that is not there, or more than one is bad.
@Suite final class UnusablePlaceTests: Sendable {
    private static let files = ["a.yaml": Sample.configMap("a")]
    private static let typo = Sample.environmentFile().replacing("namespace: ml", with: "namespace: typo")
    private static let elsewhere = Sample.environmentFile().replacing("embedded: true", with: "context: other")
    private static let broken = Sample.checkout(["a.yaml": "kind: [\n"], revision: "c3")

    private static func first() -> Checkout { Sample.checkout(files, revision: "c1") }

    private let here = SimulatedCluster()
    private let other = SimulatedCluster()
    private let isAway = Mutex(true)

    /// A daemon that starts.
    private func daemon(_ second: String) -> SteppedReconciler {
        let commits = Commits(checkouts: [
            Self.first(), Sample.checkout(Self.files, environment: second, revision: "c2"), Self.broken,
        ])
        return SteppedReconciler(cluster: here, history: commits) {
            [self] (reference: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in
            guard reference == .context("other") else { return here }
            if isAway.withLock({ $0 }) { throw ClusterUnreachable("no context of that name") }
            return other
        }
    }

    private func head(_ environment: String) -> Checkout {
        Sample.checkout(Self.files, environment: environment, revision: "c2")
    }

    private func expectHealing(_ stepped: SteppedReconciler) async {
        await stepped.remove("a", kind: SimulatedCluster.configMap)
        #expect(stepped.data(of: "a") == ["value": "1"])
        let status = await stepped.status
        #expect(status.phase == .invalid && status.applied == "c1")
    }

    private let missing =
        "namespace 'typo' is neither in Git nor in the cluster: declare it in the environment, or create it"

    @Test func `a namespace that is not there keeps the last good state up, and is tried again`() async throws {
        here.state.withLock { $0.absentNamespaces = ["typo"] }
        let stepped = daemon(Self.typo)
        await stepped.take(Self.first())
        await stepped.take(head(Self.typo))
        #expect(await stepped.status.diagnostics.map(\.message) == [missing])
        #expect(stepped.recorded?.keptBefore == "c2")
        await expectHealing(stepped)
        let second = daemon(Self.typo)
        await second.take(head(Self.typo))
        await expectHealing(second)
        #expect(await second.reconciler.wantsRetry)

        here.state.withLock { $0.absentNamespaces = [] }
        await second.reconciler.step(.retry)
        await second.hearAll()
        let status = await second.status
        #expect(status.phase == .synced && status.applied == "c2")
        let places = here.objects.keys.filter { $0.groupKind.kind == "ConfigMap" }.map(\.namespace)
        #expect(places == ["typo", "typo"])
    }

    @Test func `a start with that commit as its head keeps up what its cluster records, without a word before`()
        async throws
    {
        here.state.withLock { $0.absentNamespaces = ["typo"] }
        await daemon(Self.typo).take(Self.first())
        let second = daemon(Self.typo)
        await second.take(head(Self.typo))
        await expectHealing(second)
        let third = daemon(Self.typo)
        await third.take(Self.broken)
        await expectHealing(third)
    }

    @Test func `where nothing ran before, a namespace that is not there is told and waited for`() async throws {
        here.state.withLock { $0.absentNamespaces = ["ml"] }
        let stepped = daemon(Self.typo)
        await stepped.take(Self.first())
        #expect(await stepped.status.phase == .invalid)
        #expect(await stepped.status.diagnostics.map(\.message) == [missing.replacing("typo", with: "ml")])
        here.state.withLock { $0.absentNamespaces = [] }
        #expect(await stepped.reconciler.wantsRetry)
        await stepped.reconciler.step(.retry)
        await stepped.hearAll()
        #expect(await stepped.status.phase == .synced)
    }

    @Test func `the cluster of before keeps its word until the record on the new one is written`() async throws {
        isAway.withLock { $0 = false }
        other.state.withLock { $0.absentNamespaces = ["ml"] }
        let stepped = daemon(Self.elsewhere)
        await stepped.take(Self.first())
        await stepped.take(head(Self.elsewhere))
        await expectHealing(stepped)
        other.state.withLock { state in
            state.absentNamespaces = []
            state.judge = { object, isTry in isTry ? nil : "a webhook says no to \(object["kind"]?.string ?? "")" }
        }
        await stepped.reconciler.step(.retry)
        for kind in await stepped.reconciler.watched.kinds {
            await stepped.reconciler.step(.live(.synced([]), kind))
        }
        #expect(await stepped.status.phase == .outOfSync)
        #expect(stepped.recorded?.keptBefore == "c2")
        other.state.withLock { $0.judge = nil }
        await stepped.reconciler.step(.retry)
        #expect(await stepped.status.phase == .synced)
        #expect(stepped.recorded?.keptBefore == nil)
    }

    @Test(arguments: [true, false])
    func `a bad commit on top of one that leads to a cluster out of reach keeps up the same state after a start`(
        isAwayStill: Bool
    ) async throws {
        let running = daemon(Self.elsewhere)
        await running.take(Self.first())
        await running.take(head(Self.elsewhere))
        await running.take(Self.broken)
        await expectHealing(running)
        isAway.withLock { $0 = isAwayStill }
        let second = daemon(Self.elsewhere)
        await second.take(Self.broken)
        await expectHealing(second)
        #expect(await second.status.diagnostics.first?.location?.file == "environments/staging/a.yaml")
        #expect(other.objects.isEmpty)
    }

    @Test func `where nobody says that it was kept up, a cluster out of reach is told`() async throws {
        let stepped = daemon(Self.elsewhere)
        await stepped.take(Self.broken)
        #expect(await stepped.status.phase == .unknown)
        #expect(here.objects.isEmpty)
    }
}
