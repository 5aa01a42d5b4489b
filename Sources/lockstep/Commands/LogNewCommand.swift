import ArgumentParser
import Trust

struct LogNewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin a log with a key of its own, and print its verifier key.",
        discussion: """
            From then on what is signed, refused and done to keys goes into it by itself. The folder can be served to \
            everybody; FOLDER.private beside it holds the log's key and its high-water mark, and must be backed up apart.
            The key is kept under a passphrase, which whoever writes to the log gives by LOCKSTEP_LOG_PASSPHRASE_FD (a \
            file descriptor), LOCKSTEP_LOG_PASSPHRASE_FILE, or the terminal.
            """)

    @Argument(help: "The log's name, a URL without scheme, like 'example.com/lockstep-log'.")
    var origin: String

    @Option(help: "The log's folder; else $LOCKSTEP_LOG, else the default one.")
    var log: String?

    @Option(
        help: """
            A tlog-policy file of the witnesses to ask, with their addresses, and the quorum without which no checkpoint \
            is published.
            """)
    var witnesses: String?

    @OptionGroup var key: NoteKeyOptions

    func run() async throws {
        let folder = log ?? LogOptions.configuredFolder
        let witnesses = try witnesses.map { path in
            guard let bytes = try DurableFile.read(path: path) else { throw Failure("no file '\(path)'") }
            return bytes
        }
        let book = try await LogBook.begin(
            at: folder, origin: origin, passphrase: try key.passphrase(for: origin), witnesses: witnesses,
            post: RecordingOptions.post, memory: RecordingOptions.memory)
        print("\(book.verifier.key)")
    }
}
