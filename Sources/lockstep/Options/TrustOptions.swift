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

    /// Accepts a policy, or looks whether it would be; one that is refused is logged.
    func logged(
        in recording: RecordingOptions, _ judge: () throws -> VerifiedTrustPolicy
    ) async throws -> VerifiedTrustPolicy {
        do { return try judge() } catch let error as TrustError where !error.isUnreachable {
            let accepted = location.known(allowsExampleKeys: allowExampleKeys)?.digest
            let entry = LogEntry.refusedPolicy(
                try location.signed(), accepted: accepted, reason: error.message, at: try RecordingOptions.time())
            try await recording.record(refusals: [entry])
            throw error
        }
    }
}

/// Where the trust policy is, and what is remembered of it.
struct TrustLocation: ParsableArguments {
    @Option(help: "The trust policy; its signatures lie beside it.")
    var trust: String = TrustPolicy.path

    @Option(help: "The SHA-256 digest of the first policy to trust, where none has been trusted yet.")
    var trustAnchor: String?

    @Option(help: "Where the newest trusted policy is remembered.")
    var trustState: String = defaultState

    static var defaultState: String {
        ProcessInfo.processInfo.environment["LOCKSTEP_TRUST_STATE"] ?? DefaultFolder.state("trust.json")
    }

    /// The policy's file with its signatures, none of them verified.
    func signed() throws -> SignedTrustPolicy {
        guard let bytes = try DurableFile.read(path: trust),
            let signatures = try DurableFile.read(path: signaturesPath)
        else { throw Failure("no trust policy with signatures at '\(trust)'") }
        return try SignedTrustPolicy(bytes: bytes, signatureFile: signatures)
    }

    /// The policy's file, whoever may have signed it.
    func bytes() throws -> [UInt8] {
        guard let bytes = try DurableFile.read(path: trust) else { throw Failure("no trust policy at '\(trust)'") }
        return bytes
    }

    /// What ``policy(at:allowsExampleKeys:)`` would accept; nothing is remembered.
    func preview(at now: Timestamp, allowsExampleKeys: Bool) throws -> VerifiedTrustPolicy {
        let signed = try signed()
        let state = TrustState(path: trustState, allowsExampleKeys: allowsExampleKeys)
        if try state.current(at: now) != nil { return try state.preview([signed], at: now) }
        guard let anchor = trustAnchor.flatMap(SHA256Digest.init(hexadecimal:)) else {
            throw Failure(
                "no trust policy has been trusted yet", hint: "name its digest with --trust-anchor", exit: .difference)
        }
        return try VerifiedTrustPolicy.anchored(
            signed, anchor: anchor, at: now, allowsExampleKeys: allowsExampleKeys)
    }

    var signaturesPath: String { trust + ".signatures.json" }

    func state(allowsExampleKeys: Bool) throws -> TrustState {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: trustState).deletingLastPathComponent(), withIntermediateDirectories: true)
        return TrustState(path: trustState, allowsExampleKeys: allowsExampleKeys)
    }

    /// What was trusted last; nil where nothing was, or it cannot be read: for what only tells names.
    func known(allowsExampleKeys: Bool) -> VerifiedTrustPolicy? {
        try? TrustState(path: trustState, allowsExampleKeys: allowsExampleKeys).current(at: RecordingOptions.now)
    }

    func policy(at now: Timestamp, allowsExampleKeys: Bool) throws -> VerifiedTrustPolicy {
        let signed = try signed()
        let state = try state(allowsExampleKeys: allowsExampleKeys)
        if try state.current(at: now) != nil { return try state.accept([signed], at: now) }
        guard let anchor = trustAnchor.flatMap(SHA256Digest.init(hexadecimal:)) else {
            throw Failure(
                "no trust policy has been trusted yet", hint: "name its digest with --trust-anchor",
                exit: .difference)
        }
        return try state.begin(with: signed, anchor: anchor, at: now)
    }
}
