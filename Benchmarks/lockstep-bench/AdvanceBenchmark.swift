import Foundation
import Judging
import Manifests
import Releases

/// `lockstep-bench advance`: one decision about a release that runs, in microseconds.
enum AdvanceBenchmark {
    private static let manifest = """
        apiVersion: lockstep/v1
        kind: Release
        metadata: { name: fraud }
        spec:
          workload: { kind: InferenceService, name: fraud }
          checks: [{ name: availability }, { name: latency }, { name: inputs }]
          steps: [{ weight: 10, hold: 5m }, { weight: 50, hold: 10m }, { approval: managers }, { weight: 100 }]
        """

    /// What must be decided is checked before a time is printed.
    static func run() {
        for verdict in CheckVerdict.allCases {
            guard let situation = situation(verdict) else { return fail("the Release could not be read") }
            let decision = situation.advance()
            guard isRight(decision, verdict) else { return fail("\(verdict): found \(decision)") }
            print("\(verdict): \(String(format: "%.2f", microseconds(situation))) µs a decision (aim: 10)")
        }
    }

    private static func isRight(_ decision: Decision, _ verdict: CheckVerdict) -> Bool {
        switch (verdict, decision) {
        case (.fail, .revert): true
        case (.fail, _): false
        case (.pass, _): decision.rises
        default: !decision.rises
        }
    }

    private static func situation(_ verdict: CheckVerdict) -> ReleaseSituation? {
        var (documents, faults) = YAML.parse(Array(manifest.utf8), file: "release.yaml")
        guard let spec = documents.first.flatMap({ ReleaseSpec.read($0, into: &faults) }) else { return nil }
        let version = VersionDigest(of: ["kind": "InferenceService", "spec": ["a": 1]])
        var state = ReleaseState(
            ReleaseEvent.Key(environment: "staging", release: "fraud"), in: ReleaseHistory(), version: version,
            isAtRest: true, baseline: ("a", version))
        state.phase = .running(step: 2, since: 0)
        let judgements = ["availability", "latency", "inputs"].map {
            Judgement(check: $0, verdict: verdict, reason: "measured", evidence: [:])
        }
        return ReleaseSituation(
            spec: spec, state: state, judgements: judgements, approvals: [.share(100): ["managers": 1]], isReady: true,
            now: 1e6)
    }

    /// Of the fastest of a hundred rounds.
    private static func microseconds(_ situation: ReleaseSituation) -> Double {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<100 {
            let spent = clock.measure { for _ in 0..<1_000 { _ = situation.advance() } }
            best = min(best, spent / .microseconds(1) / 1_000)
        }
        return best
    }

    private static func fail(_ reason: String) {
        print("error: \(reason)")
        exit(1)
    }
}
