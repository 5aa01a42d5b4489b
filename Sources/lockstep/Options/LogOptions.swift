import ArgumentParser
import Foundation
import Trust

/// Which log, and by which key it is believed.
struct LogOptions: ParsableArguments {
    @Option(help: "The log's folder.")
    var log: String = configuredFolder

    @Option(help: "The log's verifier key, 'name+id+base64'; else $LOCKSTEP_LOG_KEY, else that of a log begun here.")
    var key: String?

    @Option(help: "A tlog-policy file: the logs and the witnesses that must have cosigned.")
    var policy: String?

    var reader: LogReader { LogReader(folder: log) }

    func verifier() throws -> NoteVerifier {
        let named = key ?? ProcessInfo.processInfo.environment["LOCKSTEP_LOG_KEY"]
        if named == nil, LogBook.exists(at: log) { return try LogBook(at: log).verifier }
        guard let text = named else {
            throw Failure("expected the log's verifier key, found none", hint: "give it with --key, or a --policy")
        }
        return try NoteVerifier(ed25519: VerifierKey(text))
    }

    /// A checkpoint that the key or the policy believes.
    func verify(_ note: SignedNote) throws -> VerifiedCheckpoint {
        guard let policy else {
            let verifier = try verifier()
            return try VerifiedCheckpoint(note, origin: verifier.key.name, log: verifier)
        }
        return try readPolicy(policy).verify(note, now: Self.now, isValid: LogPolicy.strictCheck)
    }

    private func readPolicy(_ path: String) throws -> LogPolicy {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("expected a policy at '\(path)', found no file")
        }
        return try LogPolicy(Array(data))
    }

    static var configuredFolder: String { DefaultFolder.log ?? DefaultFolder.data("log") }

    static var now: Int64 { Int64(Date().timeIntervalSince1970) }
}
