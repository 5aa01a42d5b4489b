import ArgumentParser
import Catalog
import Foundation
import Manifests
import Transport
import Trust

/// Which log, where it is read, and by whom it is believed.
struct LogOptions: ParsableArguments {
    @Option(help: "The log's folder.")
    var log: String = configuredFolder

    @Option(help: "The log's address, read over HTTP in place of a folder; $SSL_CERT_FILE may name an authority.")
    var url: String?

    @Option(
        help: """
            The log's verifier key, 'name+id+base64'; else $LOCKSTEP_LOG_KEY, else that of a log begun here, else what \
            the trust policy says.
            """)
    var key: String?

    @Option(help: "A tlog-policy file: the logs and the witnesses that must have cosigned.")
    var policy: String?

    @Option(help: "Count no cosignature that is older, such as '1h': a log that stands still is refused.")
    var maxAge: String?

    @Option(help: "Remembers the newest checkpoint of each log.")
    var memory: String = DefaultFolder.logMemory

    /// The log, and its newest checkpoint: verified, and grown out of what was seen before, and in a log that was begun
    /// on this machine out of what was written last.
    func withLog<Result>(_ body: (LogClient, VerifiedCheckpoint) async throws -> Result) async throws -> Result {
        try await withClient { client in
            if url == nil, LogBook.exists(at: log) { _ = try await LogBook(at: log).newest(verify: verify) }
            let head = try await CheckpointMemory(folder: memory).newest(of: client, verify: verify)
            return try await body(client, head)
        }
    }

    /// The log's files, nothing of which is verified.
    func withClient<Result>(_ body: (LogClient) async throws -> Result) async throws -> Result {
        guard let url else { return try await body(LogClient(folder: log)) }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw Failure("expected an address such as 'https://example.com/log', found '\(url)'")
        }
        let http = HTTPClient()
        do {
            let result = try await body(LogEndpoint(url: url, http: http).client)
            await http.shutdown()
            return result
        } catch {
            await http.shutdown()
            throw error
        }
    }

    /// A checkpoint that the key or the policy believes.
    func verify(_ note: SignedNote) throws -> VerifiedCheckpoint {
        try beliefs().verify(note, now: Self.now, oldest: try oldest(), isValid: LogPolicy.strictCheck)
    }

    /// By whom the log is believed.
    func beliefs() throws -> LogPolicy {
        if let policy {
            guard let bytes = try DurableFile.read(path: policy) else {
                throw Failure("expected a policy at '\(policy)', found no file")
            }
            return try LogPolicy(bytes)
        }
        if let text = key ?? ProcessEnvironment["LOCKSTEP_LOG_KEY"], !text.isEmpty {
            return LogPolicy(log: try NoteVerifier(ed25519: VerifierKey(text)).key)
        }
        if url == nil, LogBook.exists(at: log) { return try LogBook(at: log).policy }
        let trusted = TrustState(path: TrustLocation.defaultState, allowsExampleKeys: false)
        if let known = try? trusted.current(at: RecordingOptions.now) {
            return try LogPolicy(trust: known.policy, at: RecordingOptions.now)
        }
        throw Failure("expected the log's verifier key, found none", hint: "give it with --key, or a --policy")
    }

    /// Seconds.
    func oldest() throws -> Int64? { try maxAge.map { try Interval($0).duration.components.seconds } }

    static var configuredFolder: String { DefaultFolder.log ?? DefaultFolder.data("log") }

    static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
