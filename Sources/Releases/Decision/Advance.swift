package import Judging

/// All that a decision depends on.
package struct ReleaseSituation: Sendable {
    package var spec: ReleaseSpec
    package var state: ReleaseState
    /// Of the present step; one for each check at most.
    package var judgements: [Judgement]
    /// How many different people of a group have approved this candidate, at each gate.
    package var approvals: [ApprovalGate: [String: Int]]
    /// What must be there before a candidate is opened.
    package var opening: Opening
    /// When shares may rise.
    package var calendar: ReleaseCalendar
    /// Whether the cluster runs the manifests of the last transition, admitted, and the workload is healthy.
    package var isReady: Bool
    /// Seconds since 1970.
    package var now: Double
    /// Since when the cluster has run the step, as this process has seen it by a clock that nobody sets; the present where
    /// it does not run it yet; nil where the process began later than the step, and only Git's dates are known.
    package var runsSince: Double?

    package struct Opening: Sendable, Hashable {
        package enum Upstream: Sendable, Hashable {
            case notNeeded
            /// The environment before this one has not finished a release of these artifacts.
            case missing
            /// It has, and the soak time ends then, in seconds since 1970.
            case soaked(at: Double)
        }

        package var approval: ApprovalRule?
        package var upstream: Upstream

        package init(approval: ApprovalRule? = nil, upstream: Upstream = .notNeeded) {
            self.approval = approval
            self.upstream = upstream
        }
    }

    package init(
        spec: ReleaseSpec, state: ReleaseState, judgements: [Judgement] = [],
        approvals: [ApprovalGate: [String: Int]] = [:],
        opening: Opening = Opening(), calendar: ReleaseCalendar = ReleaseCalendar(), isReady: Bool, now: Double
    ) {
        self.spec = spec
        self.state = state
        self.judgements = judgements
        self.approvals = approvals
        self.opening = opening
        self.calendar = calendar
        self.isReady = isReady
        self.now = now
    }

    /// The state machine: the same situation always gives the same decision.
    ///
    /// Only a `fail` takes a candidate back, besides a deadline that says so. A share rises only when the step's time
    /// is over, the cluster is ready, every check of the spec has passed, and the approvals that stand before the next
    /// share are there.
    package func advance() -> Decision {
        if state.isDeclaredAnew { return .declare }
        switch state.phase {
        case .idle: return .idle
        case .withdrawn: return .withdraw
        case .settling: return isReady ? .settle : .hold(until: nil, .cluster)
        case .waiting: return open()
        case .running(let step, let since): return running(step, since: since)
        }
    }

    private func open() -> Decision {
        if state.isRejected, !(state.candidate.map(spec.overrides.contains) ?? false) { return .rejected }
        switch opening.upstream {
        case .notNeeded: break
        case .missing: return .hold(until: nil, .upstream)
        case .soaked(let end): if now < end { return .hold(until: end, .upstream) }
        }
        if let rule = opening.approval, !isApproved(rule, at: .opening) { return .waitForApproval(rule) }
        guard isReady else { return .hold(until: nil, .cluster) }
        // What is judged before a candidate has any share is what must not be the case.
        if checked.contains(where: { $0.verdict != .pass }) { return .hold(until: nil, .checks) }
        return rise(after: 0, opens: true)
    }

    private func running(_ step: Int, since: Double) -> Decision {
        let hold = max(since, runsSince ?? since) + self.hold(of: step)
        // An experiment is judged once, when its time is over.
        let isExperiment = spec.steps.indices.contains(step - 1) && spec.steps[step - 1].isExperiment
        if isExperiment, now < hold {
            return state.exceedsShare ? .restore(step) : .hold(until: hold, .time)
        }
        let failures = judgements.filter { $0.verdict == .fail }
        if let failed = failures.first(where: { !isHeldDrift($0) }) {
            let reason = "\(failed.check): \(failed.reason)"
            return spec.drifts(failed.check) || spec.onFailure == .revert
                ? .revert(reason: reason) : .heldByFailure(reason: reason)
        }
        if let drifted = failures.first, spec.onDrift.action == .retrain, !state.asksForTraining {
            return .retrain(reason: "\(drifted.check): \(drifted.reason)")
        }
        if state.exceedsShare { return .restore(step) }
        if now < hold, isReady || now < since + self.hold(of: step) { return .hold(until: hold, .time) }
        let waits: Decision.Holding? = !isReady ? .cluster : !havePassed ? .checks : nil
        guard let waits else { return rise(after: step, opens: false) }
        guard let deadline = spec.deadline else { return .hold(until: nil, waits) }
        let end = since + self.hold(of: step) + deadline.after.seconds
        if now < end { return .hold(until: end, waits) }
        guard deadline.action == .revert else { return .heldByDeadline }
        return .revert(reason: "no passing verdict within \(deadline.after) of the end of step \(step)'s time")
    }

    /// The next share, behind the approvals that stand before it.
    private func rise(after step: Int, opens: Bool) -> Decision {
        var next = max(step, 0)
        while next < spec.steps.count, case .approval(let rule) = spec.steps[next] {
            guard isApproved(rule, at: .share(spec.share(behind: next))) else {
                return .waitForApproval(rule)
            }
            next += 1
        }
        if spec.isPaused { return .paused }
        if case .closed(let end) = calendar.opening(at: now), !hasBrokenGlass {
            return .hold(until: end, .calendar)
        }
        let awaited = spec.webhooks.filter { !opens || $0.moment != .after }
        if !awaited.allSatisfy({ hook in judgements.contains { $0.check == hook.name && $0.verdict == .pass } }) {
            return .hold(until: nil, .webhooks)
        }
        // The last step needs no time of its own where nothing follows it.
        if next >= spec.steps.count || next == spec.steps.count - 1 && hold(of: next + 1) <= 0 { return .finish }
        return opens ? .open(step: next + 1) : .step(next + 1)
    }

    /// Whether a failure holds the candidate where it is: the data have changed, and it is not known to be worse.
    private func isHeldDrift(_ failed: Judgement) -> Bool {
        spec.drifts(failed.check) && spec.onDrift.action != .revert
    }

    /// Whether enough people have let a share rise although the calendar says that none may.
    private var hasBrokenGlass: Bool { calendar.breakGlass.map { isApproved($0, at: .breakGlass) } ?? false }

    private func isApproved(_ rule: ApprovalRule, at gate: ApprovalGate) -> Bool {
        approvals[gate]?[rule.group] ?? 0 >= rule.required
    }

    /// In seconds; 0 for a step that is none.
    private func hold(of step: Int) -> Double {
        guard spec.steps.indices.contains(step - 1) else { return 0 }
        return spec.steps[step - 1].time.seconds
    }

    /// What was judged, without the answers of webhooks.
    private var checked: [Judgement] {
        judgements.filter { judged in !spec.webhooks.contains { $0.name == judged.check } }
    }

    /// Every check of the step, and nothing but passes: what is missing has not passed.
    private var havePassed: Bool {
        let names = Set(spec.checks(of: state.step).map(\.name))
        let others = Set(spec.checks.map(\.name)).subtracting(names)
        return checked.allSatisfy { $0.verdict == .pass || others.contains($0.check) }
            && names.allSatisfy { name in judgements.contains { $0.check == name } }
    }
}

extension ReleaseSpec {
    /// Whether a check of that name judges data.
    package func drifts(_ check: String) -> Bool { checks.contains { $0.name == check && $0.isDrift } }
}

extension Duration {
    package var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
