import Trust

/// A model with its claims, as a test wants them.
struct JudgeFixture {
    static let noon = time("2026-03-01T12:00:00Z")
    let digest = SHA256Digest(of: "weights".utf8)
    var binding = ReleaseBinding(
        artifact: "models/fraud", environment: "production", version: 5, issued: noon,
        expires: time("2026-09-01T00:00:00Z"))
    var policy = TrustPolicyFixture()

    func request(roles: [Role] = [.release]) -> VerificationRequest {
        VerificationRequest(
            artifact: "models/fraud", digest: digest, environment: "production", roles: roles, now: Self.noon)
    }

    func statement() -> Statement {
        .release([.init(name: "fraud", digest: digest)], binding: binding)
    }

    func claim(
        by names: [String], log: SignedClaim.LogPosition? = nil
    ) throws -> Result<SignedClaim, TrustError> {
        let envelope = try statement().signed(with: try names.map { try signer(policy.words[$0] ?? $0) })
        return .success(try SignedClaim(envelope, log: log))
    }

    func judge(
        _ request: VerificationRequest? = nil, _ claims: Result<SignedClaim, TrustError>...
    ) throws -> Verdict {
        let policy = try policy.verified()
        return Judge(policy: policy).judge(request ?? self.request(), claims: .found(claims))
    }
}
