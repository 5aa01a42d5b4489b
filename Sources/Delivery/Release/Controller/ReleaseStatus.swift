package import Manifests
package import Releases

/// How a release stands, as the daemon reports it.
package struct ReleaseStatus: Sendable, Hashable {
    package var key: ReleaseEvent.Key
    package var decision: Decision
    package var step: Int
    package var steps: Int
    /// The candidate's share, as the manifests have it; nil where they say none.
    package var weight: Int?
    package var version: String
    /// `check: verdict: reason`, of the last look.
    package var checks: [String] = []
    /// What keeps it from being carried on: Git, the log, a manifest.
    package var fault: String?
    /// `trigger: what became of it`, where training was asked for.
    package var training: [String] = []

    package var environment: String { key.environment }

    package var report: Value {
        var report: Object = [
            "release": .string(key.release), "environment": .string(key.environment),
            "decision": .string(decision.words), "step": .string("\(step)/\(steps)"), "version": .string(version),
        ]
        report["weight"] = weight.map { .integer(Int64($0)) }
        if !checks.isEmpty { report["checks"] = .array(checks.map(Value.string)) }
        if !training.isEmpty { report["training"] = .array(training.map(Value.string)) }
        report["fault"] = fault.map(Value.string)
        return .object(report)
    }
}

extension Decision {
    /// For people.
    package var words: String {
        switch self {
        case .idle: "nothing to release"
        case .open(let step): "open at step \(step)"
        case .hold(_, .time): "hold for the step's time"
        case .hold(_, .cluster): "wait for the cluster to run it"
        case .hold(_, .checks): "wait for the checks to pass"
        case .hold(_, .upstream): "wait for the environment before this one"
        case .hold(_, .calendar): "wait for the end of a freeze, or for a window"
        case .hold(_, .webhooks): "wait for the webhooks"
        case .step(let step): "go to step \(step)"
        case .restore(let step): "go back to the share of step \(step)"
        case .finish: "finish"
        case .revert(let reason): "revert: \(reason)"
        case .retrain(let reason): "ask for training: \(reason)"
        case .withdraw: "take back the share of a candidate that left"
        case .settle: "set the traffic at rest"
        case .declare: "begin anew with what runs"
        case .reject: "reject a version that failed before another took its place"
        case .waitForApproval(let rule): "wait for \(rule.required) approval(s) of '\(rule.group)'"
        case .heldByDeadline: "held: the deadline has passed without a verdict"
        case .heldByFailure(let reason): "held: \(reason)"
        case .paused: "paused"
        case .rejected: "rejected: this version was reverted before"
        }
    }
}
