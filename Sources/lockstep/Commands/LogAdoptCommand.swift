import ArgumentParser
import Trust

struct LogAdoptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "Take a log as it is, where its high-water mark is lost.",
        discussion: """
            Reads every entry and every tile first. Nothing but the mark would find out a log that was put back from an \
            old copy: compare its size with what others have seen. A mark that is there and whole is kept, and a log that \
            has fewer entries than it says, or than this machine has seen, is still refused.
            """)

    @OptionGroup var recording: RecordingOptions

    func run() async throws {
        let book = try recording.neededBook()
        let checkpoint = try await book.adopt()
        print("'\(checkpoint.origin)' goes on from \(checkpoint.size) entries, root \(checkpoint.root.base64)")
    }
}
