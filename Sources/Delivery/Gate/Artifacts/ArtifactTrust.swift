import Manifests
package import Trust

/// By what the gate judges artifacts: the trust policy, and where registries, models and the log are.
package struct ArtifactTrust: Sendable {
    /// The trust policy that a checkout is judged by: signed by its roots and never older than one that was accepted.
    package typealias Policy =
        @Sendable (_ checkout: Checkout, _ now: Timestamp) async throws(TrustError) -> VerifiedTrustPolicy
    package typealias Log = @Sendable (VerifiedTrustPolicy) throws(TrustError) -> LoggedSignatures

    let policy: Policy
    let registry: ArtifactVerifier.Registry
    let models: ModelStore
    private let allowsLocalModels: Bool
    let log: Log?
    let versions: AcceptedVersions?
    private let journal: TrustJournal?

    /// - Parameter allowsLocalModels: whether every node of every cluster reads the disk of this machine; else paths are
    ///   judged for the embedded cluster alone.
    package init(
        policy: @escaping Policy, registry: @escaping ArtifactVerifier.Registry, models: ModelStore = .folders,
        allowsLocalModels: Bool = false, log: Log? = nil, versions: AcceptedVersions? = nil,
        journal: TrustJournal? = nil
    ) {
        self.policy = policy
        self.registry = registry
        self.models = models
        self.allowsLocalModels = allowsLocalModels
        self.log = log
        self.versions = versions
        self.journal = journal
    }

    func verifier(
        for checkout: Checkout, at now: Timestamp, requiresLog: Bool, allowsLocalModels isEmbedded: Bool
    ) async throws(TrustError) -> ArtifactVerifier {
        let (policy, log) = try await policy(for: checkout, at: now, requiresLog: requiresLog)
        let models = isEmbedded || allowsLocalModels ? models : models.refusingLocal
        return ArtifactVerifier(policy: policy, registry: registry, models: models, log: log)
    }

    /// Puts what was refused into the log.
    ///
    /// - Parameter time: milliseconds since 1970.
    /// - Returns: what kept the log from taking it.
    func tell(_ refused: [RefusedArtifact], of environment: String, at time: Int) async -> Diagnostic? {
        guard let journal, let time = LogTime(seconds: Int64(time / 1_000)) else { return nil }
        return await journal.tell(
            refused.map { refused in
                .verification(
                    .verificationFailure, of: refused.digest, subject: refused.artifact, environment: environment,
                    policy: refused.policy, reason: refused.reason, at: time)
            })
    }

    /// What environments have accepted before; nil where nothing asks for it.
    func marks(isRising: Bool) throws(TrustError) -> VersionMarks? {
        guard isRising else { return nil }
        guard let versions else {
            throw .unverified(
                "that versions only rise", reason: "expected a file of accepted versions, found none configured")
        }
        return try versions.marks()
    }

    /// The trust policy, with what the transparency log has.
    func policy(
        for checkout: Checkout, at now: Timestamp, requiresLog: Bool
    ) async throws(TrustError) -> (VerifiedTrustPolicy, LoggedSignatures?) {
        let policy = try await policy(checkout, now)
        return (policy, try log(policy, isNeeded: requiresLog))
    }

    private func log(_ policy: VerifiedTrustPolicy, isNeeded: Bool) throws(TrustError) -> LoggedSignatures? {
        do throws(TrustError) {
            return try log?(policy)
        } catch {
            // A log that the policy does not know says nothing; it is no reason to refuse where none is asked for.
            guard case .unverified = error, !isNeeded else { throw error }
            return nil
        }
    }
}
