import ArgumentParser
import Foundation
import Synchronization
import Trust

/// The passphrase of a log's or a witness's key: `LOCKSTEP_LOG_PASSPHRASE_FD`, a file descriptor;
/// `LOCKSTEP_LOG_PASSPHRASE_FILE`, a path; else the terminal. It is asked for once by a process.
enum NotePassphrase {
    static let source = PassphraseSource { (what) throws(TrustError) in
        try known.withLock { (known) throws(TrustError) in
            if known == nil { known = try ask(what) }
            return known
        }
    }

    private static let known = Mutex<SecretMemory?>(nil)

    private static func ask(_ what: String) throws(TrustError) -> SecretMemory? {
        let environment = ProcessInfo.processInfo.environment
        if let text = environment["LOCKSTEP_LOG_PASSPHRASE_FD"], !text.isEmpty {
            guard let descriptor = Int32(text), descriptor >= 0 else {
                throw .malformed("LOCKSTEP_LOG_PASSPHRASE_FD", reason: "expected a file descriptor, found '\(text)'")
            }
            return try KeyOptions.passphrases(descriptor: descriptor).obtain(for: what)
        }
        if let path = environment["LOCKSTEP_LOG_PASSPHRASE_FILE"], !path.isEmpty {
            return KeyOptions.line(try DurableFile.readSecret(path: path))
        }
        guard let typed = KeyOptions.prompt(for: what) else {
            throw .malformed(
                "the way to the passphrase of \(what)", reason: "expected a terminal to ask at, found none",
                hint: "name a file with LOCKSTEP_LOG_PASSPHRASE_FILE, or a file descriptor with "
                    + "LOCKSTEP_LOG_PASSPHRASE_FD")
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
        let passphrase = try NotePassphrase.source.obtain(for: "the new key of '\(name)'")
        guard passphrase.count > 0 else {
            throw Failure(
                "the key of '\(name)' needs a passphrase, and the one given is empty",
                hint: "--no-passphrase keeps it in the clear, where it must sign unattended")
        }
        return passphrase
    }
}
