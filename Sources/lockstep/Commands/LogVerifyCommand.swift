import ArgumentParser
import Foundation
import Trust

struct LogVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check the whole log, or one proof offline.",
        discussion: """
            Reads every entry and every tile, and recomputes the signed root. With --proof and --entry it checks one \
            entry against the checkpoint in the proof. Exits 1 where anything contradicts anything.
            """)

    @Option(help: "A proof that 'lockstep log prove' wrote.")
    var proof: String?

    @Option(help: "The file that holds the entry's bytes.")
    var entry: String?

    @OptionGroup var log: LogOptions

    func validate() throws {
        guard (proof == nil) == (entry == nil) else { throw ValidationError("--proof and --entry go together") }
    }

    func run() async throws {
        if let proof, let entry {
            let proof = try LogProof(Self.bytes(proof))
            let head = try log.verify(proof.note)
            let inclusion = InclusionProof(index: proof.index, size: head.checkpoint.size, path: proof.path)
            try inclusion.verify(leaf: .leaf(Self.bytes(entry)), root: head.checkpoint.root)
            print("entry \(proof.index) is in '\(head.checkpoint.origin)' of \(head.checkpoint.size) entries")
        } else {
            try await log.withLog { log, head in
                try await log.verifyAll(head.checkpoint)
                print("all \(head.checkpoint.size) entries of '\(head.checkpoint.origin)' lead to the signed root")
            }
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("expected a file at '\(path)', found none")
        }
        return Array(data)
    }
}
