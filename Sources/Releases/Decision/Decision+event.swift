extension Decision {
    /// The transition that carries the decision out; nil for a decision that needs none.
    ///
    /// - Parameters:
    ///   - last: the newest transition before it.
    ///   - candidate: the person's commit of the version at the head, in hexadecimal.
    package func event(
        of key: ReleaseEvent.Key, _ spec: ReleaseSpec, in state: ReleaseState, last: ReleaseEvent?, candidate: String
    ) -> ReleaseEvent? {
        var event = ReleaseEvent(
            key: key, kind: .settle, candidate: candidate, version: state.version, stable: state.stable,
            stableVersion: state.stableVersion, step: state.step, steps: spec.steps.count)
        switch self {
        case .open(let step), .step(let step):
            event.kind = state.phase == .waiting ? .open : .step
            (event.step, event.share) = (step, weight(spec, in: state))
            event.verdict = event.kind == .open ? nil : "pass"
        case .restore(let step):
            event.kind = .step
            (event.step, event.share) = (step, weight(spec, in: state))
        case .finish:
            event.kind = .finish
            event.step = spec.steps.count
            event.verdict = "pass"
        case .revert(let reason):
            event.kind = .revert
            event.verdict = "fail: \(reason)"
        case .retrain(let reason):
            event.kind = .retrain
            event.verdict = "fail: \(reason)"
        case .withdraw:
            event.kind = .withdraw
            if let last { event.version = last.version }
        case .settle:
            if let last { (event.version, event.step) = (last.version, min(last.step, event.steps)) }
        case .declare:
            event.kind = .declare
            (event.candidate, event.version) = (state.stable, state.stableVersion)
        case .reject(let failed):
            event = failed
            event.kind = .reject
            event.evidence = nil
        case .idle, .hold, .waitForApproval, .heldByDeadline, .heldByFailure, .paused, .rejected: return nil
        }
        // A Release may have lost steps since the candidate was given its share.
        event.step = min(event.step, event.steps)
        return event
    }

    /// The share that the decision gives; nil where it gives none.
    package func weight(_ spec: ReleaseSpec, in state: ReleaseState) -> Int? {
        switch self {
        case .open(let step), .step(let step):
            return spec.steps.indices.contains(step - 1) ? spec.steps[step - 1].percent : nil
        case .restore: return state.share(spec)
        default: return nil
        }
    }
}

extension ReleaseState {
    /// The present step, from 1; 0 where nothing runs.
    package var step: Int { if case .running(let step, _) = phase { step } else { 0 } }

    /// The share that the candidate was given, in percent; nil where nothing runs.
    package func share(_ spec: ReleaseSpec) -> Int? {
        share ?? (spec.steps.indices.contains(step - 1) ? spec.steps[step - 1].percent : nil)
    }
}
