import Manifests
import Testing

@testable import Delivery

@Suite struct VigilTests {
    private let start = ContinuousClock.now

    private func identity(_ name: String) -> ResourceIdentity {
        ResourceIdentity(groupKind: SimulatedCluster.deployment.groupKind, namespace: "ml", name: name)
    }

    private func awaited(_ wave: Int, isDependency: Bool = false) -> Awaited {
        Awaited(
            kind: SimulatedCluster.deployment, reason: "it is not ready", purpose: .health,
            rank: ApplyRank(wave: wave), isDependency: isDependency)
    }

    private func vigil(_ awaited: [String: Awaited]) -> Vigil {
        var vigil = Vigil()
        vigil.wait(
            for: Dictionary(uniqueKeysWithValues: awaited.map { (identity($0.key), $0.value) }), at: start)
        return vigil
    }

    @Test func `a wave is over when all of it is ready`() {
        var vigil = vigil(["a": awaited(0), "b": awaited(0), "c": awaited(0)])
        let news = [
            vigil.note(identity("a"), .ready), vigil.note(identity("b"), .ready),
            // One that is ready no longer is waited for again.
            vigil.note(identity("a"), .waiting("restarts")), vigil.note(identity("c"), .ready),
            vigil.note(identity("a"), .ready),
        ]
        #expect(news == [false, false, false, false, true])
    }

    @Test func `what an object waits for, or what has failed, ends the wait at once`() {
        var vigil = vigil(["a": awaited(0, isDependency: true), "b": awaited(0), "c": awaited(0)])
        let news = [
            vigil.note(identity("a"), .ready), vigil.note(identity("b"), .failed("no")),
            vigil.note(identity("d"), .ready),
        ]
        #expect(news == [true, true, false])
    }

    @Test func `a wave has one deadline, whichever of its objects are left, and the next has its own`() {
        var vigil = vigil(["a": awaited(0), "b": awaited(0)])
        vigil.wait(for: [identity("b"): awaited(0)], at: start + .seconds(4))
        #expect(!vigil.isOverdue(at: start + .seconds(4), allowing: .seconds(5)))
        #expect(vigil.isOverdue(at: start + .seconds(6), allowing: .seconds(5)))
        vigil.wait(for: [identity("c"): awaited(1)], at: start + .seconds(4))
        #expect(!vigil.isOverdue(at: start + .seconds(6), allowing: .seconds(5)))
        #expect(vigil.isOverdue(at: start + .seconds(10), allowing: .seconds(5)))
        vigil.wait(for: [:], at: start + .seconds(4))
        #expect(vigil.isEmpty && !vigil.isOverdue(at: start + .seconds(99), allowing: .seconds(5)))
    }
}
