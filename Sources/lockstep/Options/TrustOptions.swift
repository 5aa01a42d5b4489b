import ArgumentParser
import Foundation
import Trust

/// The trust policy that verification goes by, offline.
struct TrustOptions: ParsableArguments {
    @OptionGroup var location: TrustLocation

    @Flag(help: "Allow the keys of keys-example/, whose private halves are public. For the demo only.")
    var allowExampleKeys = false

    func policy(at now: Timestamp) throws -> VerifiedTrustPolicy {
        try location.policy(at: now, allowsExampleKeys: allowExampleKeys)
    }
}

/// Where the trust policy is, and what is remembered of it.
struct TrustLocation: ParsableArguments {
    @Option(help: "The trust policy; its signatures lie beside it.")
    var trust: String = TrustPolicy.path

    @Option(help: "The SHA-256 digest of the first policy to trust, where none has been trusted yet.")
    var trustAnchor: String?

    @Option(help: "Where the newest trusted policy is remembered.")
    var trustState: String =
        ProcessInfo.processInfo.environment["LOCKSTEP_TRUST_STATE"] ?? DefaultFolder.state("trust.json")

    func policy(at now: Timestamp, allowsExampleKeys: Bool) throws -> VerifiedTrustPolicy {
        guard let bytes = try DurableFile.read(path: trust),
            let signatures = try DurableFile.read(path: trust + ".signatures.json")
        else { throw Failure("no trust policy with signatures at '\(trust)'") }
        let signed = try SignedTrustPolicy(bytes: bytes, signatureFile: signatures)
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: trustState).deletingLastPathComponent(), withIntermediateDirectories: true)
        let state = TrustState(path: trustState, allowsExampleKeys: allowsExampleKeys)
        if try state.current(at: now) != nil { return try state.accept([signed], at: now) }
        guard let anchor = trustAnchor.flatMap(SHA256Digest.init(hexadecimal:)) else {
            throw Failure(
                "no trust policy has been trusted yet", hint: "name its digest with --trust-anchor",
                exit: .difference)
        }
        return try state.begin(with: signed, anchor: anchor, at: now)
    }
}

/// What is asked of an artifact.
struct VerificationOptions: ParsableArguments {
    @OptionGroup var trust: TrustOptions
    @OptionGroup var format: OutputOptions

    @Option(help: "The artifact's name in the trust policy.")
    var artifact: String

    @Option(help: "The environment in which it is to run.")
    var environment: String

    @Option(help: "A role that must vouch for it; once for each.")
    var role: [Role] = [.release]

    @Option(help: "Principals that must vouch for it in each role, at least.")
    var required: Int = 1

    func judge(_ digest: SHA256Digest, claims: PresentedClaims, predicateType: String? = nil) throws {
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        let policy = try trust.policy(at: now)
        let request = VerificationRequest(
            artifact: artifact, digest: digest, environment: environment, roles: role, required: required, now: now,
            predicateType: predicateType)
        let verdict = Judge(policy: policy).judge(request, claims: claims)
        switch format.output {
        case .json: format.printJSON(verdict.report(artifact: artifact, digest: digest))
        case .text: verdict.lines(artifact: artifact, digest: digest).forEach { print($0) }
        }
        if verdict.isUnavailable { throw Exit.unreachable }
        if verdict.verified == nil { throw Exit.difference }
    }
}

extension Role: ExpressibleByArgument {}
