/// What is to be established of one artifact.
package struct VerificationRequest: Sendable, Hashable {
    /// The name by which the trust policy knows the artifact.
    package var artifact: String
    /// Of the bytes that will be used, computed here and now.
    package var digest: SHA256Digest
    package var environment: String
    /// Each of these must be reached.
    package var roles: [Role]
    /// Distinct keys and principals a role, where the trust policy does not want more.
    package var required: Int
    /// The log's time where there is one.
    package var now: Timestamp
    /// Whether only claims that are in the log count.
    package var requiresLog: Bool
    /// The predicate that a claim must have to count; nil for those that vouch for the artifact as a release
    /// (``ReleaseBinding/vouchingPredicateTypes``), and for forms without one.
    package var predicateType: String?
    /// What this environment has had of this artifact; nil for nothing yet.
    package var mark: VersionMark?
    /// Whether a verified revert commit asks for this: then a version that was accepted before may come back.
    package var isRevert: Bool

    package init(
        artifact: String, digest: SHA256Digest, environment: String, roles: [Role], required: Int = 1,
        now: Timestamp, requiresLog: Bool = false, predicateType: String? = nil, mark: VersionMark? = nil,
        isRevert: Bool = false
    ) {
        self.artifact = artifact
        self.digest = digest
        self.environment = environment
        self.roles = roles
        self.required = required
        self.now = now
        self.requiresLog = requiresLog
        self.predicateType = predicateType
        self.mark = mark
        self.isRevert = isRevert
    }
}
