import ArgumentParser
import Foundation
import Synchronization
import Trust

/// The passphrase of a log's or a witness's key: `LOCKSTEP_LOG_PASSPHRASE_FD`, a file descriptor;
/// `LOCKSTEP_LOG_PASSPHRASE_FILE`, a path; else the terminal. It is asked for once by a process.
enum NotePassphrase {
    static let source = PassphraseSource { what in
        known.withLock { known in
            if known == nil { known = ask(what) }
            return known
        }
    }

    private static let known = Mutex<SecretMemory?>(nil)

    private static func ask(_ what: String) -> SecretMemory? {
        let environment = ProcessInfo.processInfo.environment
        if let text = environment["LOCKSTEP_LOG_PASSPHRASE_FD"], !text.isEmpty {
            // What is no descriptor gives no passphrase, and is never asked for elsewhere.
            guard let descriptor = Int32(text) else { return nil }
            return try? KeyOptions.passphrases(descriptor: descriptor).obtain(for: what)
        }
        if let path = environment["LOCKSTEP_LOG_PASSPHRASE_FILE"], !path.isEmpty {
            return (try? DurableFile.readSecret(path: path)).flatMap(KeyOptions.line)
        }
        return try? KeyOptions.passphrases(descriptor: nil).obtain(for: what)
    }
}

/// How a new key of a log or a witness is kept.
struct NoteKeyOptions: ParsableArguments {
    @Flag(help: "Keep the key in the clear, readable by its owner alone: everybody who reads the file can sign.")
    var noPassphrase = false

    /// - Returns: nil where none is wanted.
    func passphrase(for name: String) throws -> SecretMemory? {
        guard !noPassphrase else { return nil }
        guard let passphrase = try? NotePassphrase.source.obtain(for: "the new key of '\(name)'"), passphrase.count > 0
        else {
            throw Failure(
                "the key of '\(name)' needs a passphrase",
                hint:
                    "give it at the terminal or by LOCKSTEP_LOG_PASSPHRASE_FD or LOCKSTEP_LOG_PASSPHRASE_FILE, or say "
                    + "--no-passphrase where it must sign unattended")
        }
        return passphrase
    }
}
