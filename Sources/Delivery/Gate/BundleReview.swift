import Manifests
import Trust

/// Whether the policies of a checkout are those that were signed for an environment.
struct BundleReview {
    let trust: ArtifactTrust?
    /// Nil refuses no older version.
    var versions: PolicyVersions?

    enum Outcome {
        case notDemanded
        case verified(VerifiedArtifact)
        /// - unverified: for the log; nil where nothing could be judged.
        case refused(GateFinding, RefusedArtifact?)
    }

    func outcome(_ environment: Environment, of checkout: Checkout, at time: Int) async -> Outcome {
        guard let demand = environment.spec.policies else { return .notDemanded }
        guard let trust else {
            return .refused(
                refusal(
                    environment, "no trust policy is configured",
                    hint: "name the digest of 'trust/trust.yaml' with --trust-anchor once"), nil)
        }
        let now = Timestamp(seconds: Int64(time / 1_000))
        let verdict: Verdict
        let judge: VerifiedTrustPolicy
        do throws(TrustError) {
            let (policy, log) = try await trust.policy(for: checkout, at: now, requiresLog: demand.requiresLog)
            judge = policy
            verdict = PolicyBundle.verdict(
                on: checkout, environment: environment.name, demand, by: policy, log: log, at: now,
                mark: try versions?.mark(of: environment.name))
        } catch {
            return .refused(
                refusal(environment, error.message, hint: error.hint, isUnjudged: error.isUnreachable), nil)
        }
        if let verified = verdict.verified { return .verified(verified) }
        return .refused(
            refusal(
                environment, verdict.refusals.map(\.description).joined(separator: "; "),
                hint: "once they were examined: lockstep policy bundle sign --environment \(environment.name)",
                isUnjudged: verdict.isUnavailable),
            RefusedArtifact(verdict, of: checkout, by: judge))
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
