import ArgumentParser
import Foundation
import Synchronization
import Trust

/// The passphrase of a log's or a witness's key: `LOCKSTEP_LOG_PASSPHRASE_FD`, a file descriptor;
/// `LOCKSTEP_LOG_PASSPHRASE_FILE`, a path; else the terminal. It is asked for once by a process.
enum NotePassphrase {
    static let source = source { KeyOptions.prompt(for: $0) }
    /// For a key that is made now: at a terminal it is typed twice.
    static func new(for what: String) throws -> SecretMemory {
        let variables = ["LOCKSTEP_LOG_PASSPHRASE_FD", "LOCKSTEP_LOG_PASSPHRASE_FILE"]
        let isGiven = variables.contains { ProcessEnvironment[$0]?.isEmpty == false }
        guard !isGiven, isatty(STDIN_FILENO) == 1 else { return try source.obtain(for: what) }
        let typed = try KeyOptions.typedTwice(for: what)
        known.withLock { $0 = typed }
        return typed
    }

    /// For what must not stop to ask: the terminal is left out.
    static let unattended = source { _ in nil }

    private static func source(prompt: @escaping @Sendable (_ what: String) -> SecretMemory?) -> PassphraseSource {
        PassphraseSource { (what) throws(TrustError) in
            try known.withLock { (known) throws(TrustError) in
                if known == nil { known = try ask(what, prompt) }
                return known
            }
        }
    }

    private static let known = Mutex<SecretMemory?>(nil)

    private static func ask(
        _ what: String, _ prompt: (String) -> SecretMemory?
    ) throws(TrustError) -> SecretMemory? {
        let environment = ProcessEnvironment.variables
        if let text = environment["LOCKSTEP_LOG_PASSPHRASE_FD"], !text.isEmpty {
            guard let descriptor = Int32(text), descriptor >= 0 else {
                throw .malformed("LOCKSTEP_LOG_PASSPHRASE_FD", reason: "expected a file descriptor, found '\(text)'")
            }
            return try KeyOptions.passphrases(descriptor: descriptor).obtain(for: what)
        }
        if let path = environment["LOCKSTEP_LOG_PASSPHRASE_FILE"], !path.isEmpty {
            return KeyOptions.line(try DurableFile.readSecret(path: path))
        }
        guard let typed = prompt(what) else {
            throw .unexpected(
                "the passphrase of \(what) in the file that LOCKSTEP_LOG_PASSPHRASE_FILE names, or on the file "
                    + "descriptor that LOCKSTEP_LOG_PASSPHRASE_FD names", found: "none")
        }
        return typed
    }
}

/// How a new key of a log or a witness is kept.
struct NoteKeyOptions: ParsableArguments {
    @Flag(help: "Keep the key in the clear, readable by its owner alone: everybody who reads the file can sign.")
    var noPassphrase = false

    /// - Returns: nil where none is wanted.
    func passphrase(for name: String) throws -> SecretMemory? {
        guard !noPassphrase else { return nil }
        let passphrase = try NotePassphrase.new(for: "the new key of '\(name)'")
        guard passphrase.count > 0 else {
            throw Failure(
                "the key of '\(name)' needs a passphrase, and the one given is empty",
                hint: "--no-passphrase keeps it in the clear, where it must sign unattended")
        }
        return passphrase
    }
}
