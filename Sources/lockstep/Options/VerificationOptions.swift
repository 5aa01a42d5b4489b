import ArgumentParser
import Foundation
import Manifests
import Trust

/// What is asked of an artifact.
struct VerificationOptions: ParsableArguments {
    @OptionGroup var trust: TrustOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var recording: RecordingOptions

    @Option(help: "The artifact's name in the trust policy.")
    var artifact: String

    @Option(help: "The environment in which it is to run.")
    var environment: String

    @Option(help: "A role that must vouch for it; once for each.")
    var role: [Role] = [.release]

    @Option(help: "Principals that must vouch for it in each role, at least.")
    var required: Int = 1

    @Flag(help: "Count only signatures that are in the log, whose checkpoint the trust policy's log key signed.")
    var requireLog = false

    @Option(help: "Remembers which versions were verified, for each environment; else $LOCKSTEP_VERSIONS.")
    var versions: String =
        ProcessEnvironment["LOCKSTEP_VERSIONS"] ?? DefaultFolder.state("versions.json")

    @Flag(help: "A revert: a version that was verified before may come back. Logged as an override.")
    var revert = false

    /// Does what leads to a verdict, and logs that there is none where a registry, the log or the trust policy stood in
    /// the way. What nobody can vouch for, as a symbolic link in a model, is refused like what nobody did.
    func attempt(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as TrustError {
            let entry = LogEntry.verification(
                .verificationFailure, of: nil, subject: artifact, environment: environment, policy: nil,
                reason: (error.isUnreachable ? "unavailable: " : "") + String(error.message.prefix(4_000)),
                at: try RecordingOptions.time())
            try await recording.record(refusals: [entry])
            let exit = error.isOfModel ? Exit.difference : error.exit
            guard exit != .badInput, format.output == .json || error.isOfModel else { throw error }
            show(.refused([Refusal(error)]), nil)
            throw exit
        }
    }

    /// Judges, remembers, logs and prints; exits 1 where refused, 3 where it could not be found out.
    ///
    /// - Parameter differences: of a model's files from those that somebody signed.
    func judge(
        _ digest: SHA256Digest, claims: PresentedClaims, predicateType: String? = nil,
        differences: ModelComparison? = nil
    ) async throws {
        let policy = try await trust.policy(at: RecordingOptions.now)
        let claims = try located(claims, policy)
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: versions).deletingLastPathComponent(), withIntermediateDirectories: true)
        let lock = try await DiskFiles().waitForLock(versions + ".lock")
        defer { withExtendedLifetime(lock) {} }
        var marks = try VersionMarks(path: versions)
        let mark = marks.mark(artifact: artifact, environment: environment)
        var request = VerificationRequest(
            artifact: artifact, digest: digest, environment: environment, roles: role, required: required,
            now: RecordingOptions.now, requiresLog: requireLog, predicateType: predicateType, mark: mark)
        var verdict = Judge(policy: policy).judge(request, claims: claims)
        if revert, verdict.verified == nil {
            request.isRevert = true
            verdict = Judge(policy: policy).judge(request, claims: claims)
            if let verified = verdict.verified {
                let reason = "version \(verified.version) came back by --revert"
                let entry = try entry(.override, digest, policy, reason)
                try await recording.record({ (_) throws(TrustError) in [entry] }, quietly: true)
            }
        }
        if let verified = verdict.verified { try marks.record(verified) }
        show(verdict, digest, verdict.verified == nil ? differences : nil)
        guard verdict.verified == nil else { return }
        let reasons = verdict.refusals.map { "\($0.code): \($0)" }.joined(separator: "; ")
        try await recording.record(
            refusals: [try entry(.verificationFailure, digest, policy, String(reasons.prefix(4_000)))])
        throw verdict.isUnavailable ? Exit.unreachable : Exit.difference
    }

    private func located(_ claims: PresentedClaims, _ policy: VerifiedTrustPolicy) throws -> PresentedClaims {
        guard let folder = recording.log ?? DefaultFolder.log else {
            guard !requireLog else { throw Failure("expected a log to look into", hint: "name it with --log") }
            return claims
        }
        let own = LogBook.exists(at: folder) ? try LogBook(at: folder).verifier : nil
        do throws(TrustError) {
            let index = SignatureIndex(folder: folder, file: DefaultFolder.logIndex(of: folder))
            return claims.located(
                in: try index.signatures(policy: policy, at: RecordingOptions.now, fallback: own))
        } catch {
            // A log that the policy does not know says nothing; it is no reason to refuse where none is asked for.
            guard case .unverified = error, !requireLog else { throw error }
            return claims
        }
    }

    private func entry(
        _ kind: LogEntry.Kind, _ digest: SHA256Digest, _ policy: VerifiedTrustPolicy, _ reason: String
    ) throws -> LogEntry {
        .verification(
            kind, of: digest, subject: artifact, environment: environment, policy: policy.digest, reason: reason,
            at: try RecordingOptions.time())
    }

    private func show(_ verdict: Verdict, _ digest: SHA256Digest?, _ differences: ModelComparison? = nil) {
        switch format.output {
        case .json:
            var report = verdict.report(artifact: artifact, digest: digest)
            if let differences, case .object(var members) = report {
                members["files"] = differences.report
                report = .object(members)
            }
            format.printJSON(report)
        case .text:
            verdict.lines(artifact: artifact, digest: digest).forEach { print($0) }
            differences?.lines.forEach { print("  \($0)") }
        }
        fflush(nil)
    }
}

extension Role: ExpressibleByArgument {}

extension TrustError {
    /// Whether it says of a model why nobody can vouch for it as it is.
    fileprivate var isOfModel: Bool {
        switch self {
        case .fileName, .fileKind, .collision, .inIgnoredFolder, .changed, .tooMany, .tooDeep: true
        default: false
        }
    }
}
