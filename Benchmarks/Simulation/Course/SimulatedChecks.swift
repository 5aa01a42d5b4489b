import Delivery
import Judging
import Manifests
import Releases
import Synchronization

/// Metrics that tell the truth, or nothing: a bad version never passes, a good one never fails.
struct SimulatedChecks: CheckSource {
    /// Every pass that was ever given: the version's address and the step.
    final class Passes: Sendable {
        private let given = Mutex(Set<String>())

        func add(_ uri: String, step: Int) { given.withLock { _ = $0.insert("\(step) \(uri)") } }
        func has(_ uri: String, step: Int) -> Bool { given.withLock { $0.contains("\(step) \(uri)") } }
    }

    let passes: Passes
    let chance: Chance

    func judgements(of reading: ReleaseReading, now: Instant) async -> [Judgement] {
        let uri = reading.objects.workload[path: "spec", "predictor", "model", "storageUri"]?.string ?? ""
        let holds: [CheckVerdict] = [.inconclusive, .noData, .providerError]
        let verdict: CheckVerdict =
            chance.fails(40) ? holds[chance.below(3)] : Scene.isBad(uri) ? .fail : .pass
        if verdict == .pass { passes.add(uri, step: reading.step) }
        return [
            Judgement(
                check: "availability", verdict: verdict, reason: "simulated",
                evidence: ["step": .integer(Int64(reading.step))])
        ]
    }
}

struct SimulatedClock: ReleaseClock {
    let chance: Chance

    var now: Instant { Instant(seconds: chance.seconds) }

    /// The course of events says when a timer ends.
    func sleep(until instant: Instant) async throws {}
}
