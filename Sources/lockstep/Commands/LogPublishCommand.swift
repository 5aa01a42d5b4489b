import ArgumentParser
import Trust

struct LogPublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Have the newest checkpoint cosigned by the log's witnesses, and publish it.",
        discussion: """
            Every entry does so by itself; this is for when witnesses did not answer. With --witnesses they are asked \
            from now on: a tlog-policy file of their names, keys and addresses, and the quorum without which no \
            checkpoint is published.
            """)

    @Option(help: "The witnesses to ask from now on, a tlog-policy file.")
    var witnesses: String?

    @OptionGroup var recording: RecordingOptions

    func run() async throws {
        var book = try recording.neededBook()
        if let witnesses {
            guard let text = try DurableFile.read(path: witnesses) else { throw Failure("no file '\(witnesses)'") }
            try book.use(witnesses: text)
            book = try recording.neededBook()
        }
        try await book.publish()
        let head = try book.checkpoint()
        let names = head.cosigners.map { "'\($0.key.name)'" }.joined(separator: ", ")
        print("\(head.checkpoint.size) entries, cosigned by \(names.isEmpty ? "nobody" : names)")
    }
}
