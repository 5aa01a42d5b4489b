import Manifests

extension ReleaseSpec {
    /// The checks that are looked at while the candidate has a step's share, and must pass before the next.
    ///
    /// Where the step does not say which, those are left out without a share that only requests to the candidate could
    /// answer: nobody would ever pass them. A batch workload has no requests at all, and is not meant.
    ///
    /// - Parameter step: from 1.
    package func checks(of step: Int) -> [Check] {
        guard steps.indices.contains(step - 1) else { return checks }
        let step = steps[step - 1]
        if let names = step.checks { return checks.filter { names.contains($0.name) } }
        guard step.percent == 0, !isBatch else { return checks }
        return checks.filter { !$0.needsRequests }
    }

    private var isBatch: Bool { if case .shadow = traffic?.carrier { true } else { false } }
}

extension ReleaseSpec.Check {
    /// Whether it counts requests, or looks at what came with them.
    fileprivate var needsRequests: Bool { isDrift || value["slo"] != nil || value[path: ["web", "total"]] != nil }
}
