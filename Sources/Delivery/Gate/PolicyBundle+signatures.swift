package import Manifests
package import Trust

extension PolicyBundle {
    /// The name by which the trust policy knows a repository's policies.
    package static let artifact = "policies"
    private static let signatureSuffix = ".dsse.jsonl"

    /// Where the signatures for an environment lie: one DSSE envelope a line.
    package static func signatures(for environment: String) -> String {
        "\(root)/bundle.\(environment)\(signatureSuffix)"
    }

    /// Whether a file holds signatures of the bundle, and is no part of it.
    static func isSignatures(_ path: String) -> Bool { path.folder == root && path.hasSuffix(signatureSuffix) }

    /// What is signed: the bundle's digest, which covers the path and the content of every file.
    package static func manifest(of files: [Checkout.File]) -> Value {
        let own = files.filter { !isSignatures($0.path) }
        return [
            "digest": ["sha256": .string(digest(of: files))],
            "files": .array(
                own.map { ["path": .string($0.path), "sha256": .string(SHA256Digest(of: $0.bytes).hex)] }),
        ]
    }

    /// What the log is told of policies that were not vouched for.
    package static func refusal(
        _ verdict: Verdict, of checkout: Checkout, environment: String, by policy: VerifiedTrustPolicy, at time: LogTime
    ) -> LogEntry {
        let refused = RefusedArtifact(verdict, of: checkout, by: policy)
        return .verification(
            .verificationFailure, of: refused.digest, subject: refused.artifact, environment: environment,
            policy: refused.policy, reason: refused.reason, at: time)
    }

    /// Whether those whom an environment demands have signed its policies as they lie there.
    package static func verdict(
        on checkout: Checkout, environment: String, _ demand: BundleDemand, by policy: VerifiedTrustPolicy,
        log: LoggedSignatures?, at now: Timestamp, mark: VersionMark? = nil
    ) -> Verdict {
        guard let digest = SHA256Digest(hexadecimal: digest(of: checkout.policies)) else {
            return .refused([.malformed(reason: "the policies have no digest")])
        }
        let place = signatures(for: environment)
        let lines = checkout.policies.first { $0.path == place }?.bytes
        var claims = lines.map { PresentedClaims.found(SignatureFile.claims(lines: $0)) } ?? PresentedClaims.none
        if let log { claims = claims.located(in: log) }
        return Judge(policy: policy).judge(
            VerificationRequest(
                artifact: artifact, digest: digest, environment: environment, roles: demand.roles,
                required: demand.required, now: now, requiresLog: demand.requiresLog, mark: mark), claims: claims)
    }
}

extension RefusedArtifact {
    /// A checkout's policies that were not vouched for.
    init(_ verdict: Verdict, of checkout: Checkout, by policy: VerifiedTrustPolicy) {
        let reasons = verdict.refusals.map { "\($0.code): \($0)" }.joined(separator: "; ")
        self.init(
            artifact: PolicyBundle.artifact,
            digest: SHA256Digest(hexadecimal: PolicyBundle.digest(of: checkout.policies)), policy: policy.digest,
            reason: (verdict.isUnavailable ? "unavailable: " : "") + reasons.prefix(4_000))
    }
}
