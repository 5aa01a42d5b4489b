import Manifests
import Trust

/// Whether the policies of a checkout are those that were signed for an environment.
struct BundleReview {
    let trust: ArtifactTrust?

    /// - Returns: nil where nothing is demanded, or all that is demanded is there.
    func finding(_ environment: Environment, of checkout: Checkout, at time: Int) async -> GateFinding? {
        guard let demand = environment.spec.policies else { return nil }
        guard let trust else {
            return refusal(
                environment, "no trust policy is configured",
                hint: "name the digest of 'trust/trust.yaml' with --trust-anchor once")
        }
        let now = Timestamp(seconds: Int64(time / 1_000))
        let verdict: Verdict
        do throws(TrustError) {
            let (policy, log) = try await trust.policy(for: checkout, at: now, requiresLog: demand.requiresLog)
            verdict = PolicyBundle.verdict(
                on: checkout, environment: environment.name, demand, by: policy, log: log, at: now)
        } catch {
            return refusal(environment, error.message, hint: error.hint, isUnjudged: error.isUnreachable)
        }
        if verdict.verified != nil { return nil }
        return refusal(
            environment, verdict.refusals.map(\.description).joined(separator: "; "),
            hint: "once they were examined: lockstep policy bundle sign --environment \(environment.name)",
            isUnjudged: verdict.isUnavailable)
    }

    private func refusal(
        _ environment: Environment, _ reason: String, hint: String?, isUnjudged: Bool = false
    ) -> GateFinding {
        let roles = (environment.spec.policies?.roles ?? []).map { "'\($0.rawValue)'" }.joined(separator: " and ")
        let place = SourceLocation(
            file: PolicyBundle.signatures(for: environment.name), line: 1, column: 1)
        return GateFinding(
            .signature,
            .error(
                "expected the policies to be signed by role \(roles) for '\(environment.name)', found: \(reason)",
                at: place, hint: hint), isUnjudged: isUnjudged)
    }
}
