import ArgumentParser
import Foundation
import Manifests
import Trust

struct LogShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the log's checkpoint, or one of its entries with its proof checked.")

    @Argument(help: "The entry's index, from 0; the checkpoint where none is given.")
    var index: Int?

    @OptionGroup var log: LogOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        try await log.withLog { log, head in
            guard let index else { return show(head) }
            let entry = try await log.entry(index, in: head).entry
            // Byte for byte where it is not for a person: a proof is over just these bytes.
            FileHandle.standardOutput.write(Data(isatty(STDOUT_FILENO) == 1 ? entry + [0x0A] : entry))
        }
    }

    private func show(_ head: VerifiedCheckpoint) {
        guard format.output == .json else {
            Swift.print(String(decoding: head.note.bytes, as: UTF8.self), terminator: "")
            return
        }
        format.printJSON([
            "origin": .string(head.checkpoint.origin), "size": .integer(Int64(head.checkpoint.size)),
            "root": .string(head.checkpoint.root.base64),
            "signatures": .array(head.signatures.map { .string($0.key.name) }),
            "cosigned": .array(
                head.cosigners.map { ["witness": .string($0.key.name), "time": $0.time.map(Self.time) ?? .null] }),
        ])
    }

    private static func time(_ seconds: Int64) -> Value { .string(Timestamp(seconds: seconds).description) }
}
