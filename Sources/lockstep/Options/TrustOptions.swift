import ArgumentParser
import Foundation
import Trust

/// The trust policy that verification goes by, offline.
struct TrustOptions: ParsableArguments {
    @OptionGroup var location: TrustLocation

    @Flag(help: "Allow the keys of keys-example/, whose private halves are public. For the demo only.")
    var allowExampleKeys = false

    /// What would be accepted; nothing is remembered.
    func policy(at now: Timestamp) async throws -> VerifiedTrustPolicy {
        try await location.look(at: now, allowsExampleKeys: allowExampleKeys).policy
    }

    /// Looks whether a policy would be accepted; one that would not is logged.
    func loggedPolicy(at now: Timestamp, in recording: RecordingOptions) async throws -> VerifiedTrustPolicy {
        do { return try await policy(at: now) } catch let error as TrustError where !error.isUnreachable {
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

    @Option(
        help: """
            The SHA-256 digest of the first policy to trust, where none has been trusted yet, or of a newer one that the \
            trusted one does not lead to.
            """)
    var trustAnchor: String?

    @Option(help: "Where the newest trusted policy is remembered.")
    var trustState: String = defaultState

    static var defaultState: String {
        ProcessEnvironment["LOCKSTEP_TRUST_STATE"] ?? DefaultFolder.state("trust.json")
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

    /// What would be accepted, and the state as it would be then; nothing is remembered.
    func look(
        at now: Timestamp, allowsExampleKeys: Bool
    ) async throws -> (policy: VerifiedTrustPolicy, state: TrustState) {
        let state = TrustState(path: trustState, allowsExampleKeys: allowsExampleKeys).forLooking
        return (try await accept(into: state, at: now), state)
    }

    /// - Returns: the newest policy of the state then.
    func accept(into state: TrustState, at now: Timestamp) async throws -> VerifiedTrustPolicy {
        let signed = try signed()
        let anchor = trustAnchor.flatMap(SHA256Digest.init(hexadecimal:))
        if try state.current(at: now) != nil { return try await state.accept([signed], anchor: anchor, at: now) }
        guard let anchor else {
            throw Failure(
                "no trust policy has been trusted yet",
                hint: "'lockstep trust update --trust-anchor DIGEST' accepts the first one", exit: .difference)
        }
        return try await state.begin(with: signed, anchor: anchor, at: now)
    }
}
