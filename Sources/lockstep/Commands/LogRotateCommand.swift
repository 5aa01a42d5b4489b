import ArgumentParser
import Trust

struct LogRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Give a log a new key, and print its verifier key.",
        discussion: """
            An entry under the old key says so, and the newest checkpoint is signed by the new one. Whoever believes the \
            log needs the new key: trust policies in the place of the old one, readers, witnesses. Programs that keep \
            the log open, such as 'lockstep serve', must be started again.
            """)

    @OptionGroup var recording: RecordingOptions
    @OptionGroup var key: NoteKeyOptions

    @Option(help: "Read the passphrase of the new key from this file descriptor; else it is that of the old one.")
    var newPassphraseFD: Int32?

    func run() async throws {
        let book = try recording.neededBook()
        let passphrase = try newPassphraseFD.map { descriptor in
            try KeyOptions.passphrases(descriptor: descriptor).obtain(for: "the new key of '\(book.origin)'")
        }
        let next = try await book.rotate(passphrase: try passphrase ?? key.passphrase(for: book.origin))
        print("\(next.verifier.key)")
    }
}
