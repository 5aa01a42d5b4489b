import ArgumentParser
import Foundation
import Trust

struct LogProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Write a proof that an entry is in the log, in the form of C2SP tlog-proof.",
        discussion: "The proof stands alone: 'lockstep log verify --proof' checks it with the log's key and no network."
    )

    @Argument(help: "The entry's index, from 0.")
    var index: Int

    @Option(name: .long, help: "Where to write it; else to the standard output.")
    var file: String?

    @OptionGroup var log: LogOptions

    func run() async throws {
        let proof = try await log.withLog { log, head in Data(try await log.entry(index, in: head).proof.bytes) }
        if let file {
            try proof.write(to: URL(fileURLWithPath: file), options: .atomic)
        } else {
            FileHandle.standardOutput.write(proof)
        }
    }
}
