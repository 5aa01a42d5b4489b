import Logging
import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Somebody sets back what is healed.
@Suite struct HealingBrakeTests {
    private final class Clock: Sendable {
        private let time = Mutex(ContinuousClock.now)
        var now: ContinuousClock.Instant { time.withLock { $0 } }
        func move(by duration: Duration) { time.withLock { $0 += duration } }
    }

    private let clock = Clock()
    private let cluster = SimulatedCluster()
    private let board = StatusBoard()
    private let object = ResourceIdentity(
        groupKind: SimulatedCluster.configMap.groupKind, namespace: "ml", name: "a")

    private var brake: HealingBrake { HealingBrake(now: { [clock] in clock.now }, random: { 1 }) }

    @Test func `the first healings are immediate, then pauses double up to five minutes`() {
        var brake = brake
        var pauses: [Duration] = []
        for _ in 0..<12 {
            brake.noteHealings(of: [object])
            _ = brake.wait(for: object, changedBy: [], wall: Instant(seconds: 0))
            pauses.append(brake.nextTimer() ?? .zero)
            clock.move(by: pauses.last ?? .zero)
            #expect(!brake.isPaused(object) && brake.isDue)
        }
        #expect(pauses == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map { .seconds($0) })
        brake.noteHealings(of: [object])
        #expect(brake.isPaused(object))
        clock.move(by: .seconds(600))
        brake.noteHealings(of: [object])
        #expect(!brake.isPaused(object), "what was not healed for a while begins anew")
    }

    @Test func `a fight is logged once, and a timer runs once`() {
        var brake = brake
        brake.noteHealings(of: [object])
        brake.noteHealings(of: [object])
        let line = brake.wait(for: object, changedBy: ["rival"], wall: Instant(seconds: 0))
        #expect(
            line == "ConfigMap ml/a: healed 2 times, and changed again each time, now by 'rival'; the next try is at "
                + "1970-01-01T00:00:01Z")
        #expect(brake.nextTimer() == .seconds(1))
        #expect(brake.nextTimer() == nil)
        clock.move(by: .seconds(1))
        brake.noteHealings(of: [object])
        #expect(brake.wait(for: object, changedBy: ["rival"], wall: Instant(seconds: 0)) == nil)
        #expect(brake.lines.first?.hasPrefix("ConfigMap ml/a: healed 3 times") == true)
        #expect(brake.release([object]) && brake.lines.isEmpty, "it is as Git says without a healing")
    }

    private func settled() async -> EnvironmentReconciler {
        let reconciler = EnvironmentReconciler(
            name: "staging",
            connect: { [cluster] (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            history: NoHistory(), brake: brake, board: board,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let files = [
            "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("b"),
        ]
        await reconciler.step(.head(Sample.checkout(files)))
        for kind in await reconciler.watched.kinds { await reconciler.step(.live(.synced([]), kind)) }
        return reconciler
    }

    private func change(_ name: String, _ value: String, seenBy reconciler: EnvironmentReconciler) async {
        let object: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "ml"],
            "data": ["value": .string(value)],
        ]
        guard case .applied(let stored) = cluster.write(object, kind: SimulatedCluster.configMap, manager: "rival")
        else { return }
        await reconciler.step(.live(.changed(stored), SimulatedCluster.configMap))
    }

    private func value(of name: String) -> Value? {
        cluster.objects.first { $0.key.name == name }?.value[path: "data", "value"]
    }

    @Test func `who sets back each healing is named and not fought with; all else is healed at once`() async throws {
        let reconciler = await settled()
        #expect(await reconciler.status.phase == .synced)
        for round in 0..<3 { await change("a", "\(round) by hand", seenBy: reconciler) }
        let status = await reconciler.status
        #expect(status.healed == 2 && status.phase == .outOfSync)
        #expect(status.differences.count == 1)
        #expect(
            status.differences.first?.hasPrefix(
                "ConfigMap ml/a: healed 2 times, and changed again each time, now by 'rival'; the next try is at ")
                == true)
        let before = cluster.requests.count
        for round in 0..<100 { await change("a", "\(round) again", seenBy: reconciler) }
        #expect(cluster.requests.count == before)
        await change("b", "by hand", seenBy: reconciler)
        #expect(cluster.requests[before...] == ["apply ConfigMap b"])
        #expect(await reconciler.status.differences == status.differences)
        #expect(await reconciler.status.phase == .outOfSync)
        #expect(await !reconciler.wantsRetry)
        clock.move(by: .seconds(1))
        #expect(await reconciler.wantsRetry)
        await reconciler.step(.retry)
        #expect(value(of: "a") == "1")
        #expect(await reconciler.status.phase == .synced)
        #expect(await reconciler.status.healed == 4)
    }

    @Test(arguments: [true, false])
    func `a commit that changes what waits is applied at once, also one that ends healing`(heals: Bool) async throws {
        let reconciler = await settled()
        for round in 0..<3 { await change("a", "\(round) by hand", seenBy: reconciler) }
        let files = [
            "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a", "2"), "b.yaml": Sample.configMap("b"),
        ]
        let environment = Sample.environmentFile(selfHeal: heals)
        await reconciler.step(.head(Sample.checkout(files, environment: environment, revision: "c2")))
        #expect(value(of: "a") == (heals ? "2" : "2 by hand"))
        let status = await reconciler.status
        #expect(status.phase == (heals ? .synced : .outOfSync))
        #expect(!status.differences.contains { $0.contains("the next try is at") })
    }
}
