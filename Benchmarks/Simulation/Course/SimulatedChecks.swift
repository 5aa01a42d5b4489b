import Delivery
import Judging
import Manifests
import Releases
import Synchronization

/// Metrics that tell the truth, or nothing: a bad version never passes, a good one never fails.
struct SimulatedChecks: CheckSource {
    /// A pass is of one candidate, at one step, since the transition that gave it that step.
    struct Pass: Hashable, Sendable {
        var candidate: String
        var step: Int
        var transition: String
    }

    /// Every pass that was ever given.
    final class Passes: Sendable {
        private let given = Mutex(Set<Pass>())

        func add(_ pass: Pass) { given.withLock { _ = $0.insert(pass) } }
        func has(_ pass: Pass) -> Bool { given.withLock { $0.contains(pass) } }
    }

    let passes: Passes
    let chance: Chance

    func judgements(of reading: ReleaseReading, now: Instant) async -> [Judgement] {
        let uri = reading.objects.workload[path: "spec", "predictor", "model", "storageUri"]?.string ?? ""
        let holds: [CheckVerdict] = [.inconclusive, .noData, .providerError]
        let verdict: CheckVerdict =
            chance.fails(40) ? holds[chance.below(3)] : Scene.isBad(uri) ? .fail : .pass
        if verdict == .pass, let last = reading.last {
            passes.add(Pass(candidate: last.event.candidate, step: reading.step, transition: last.revision))
        }
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
