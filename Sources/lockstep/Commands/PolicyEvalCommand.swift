import ArgumentParser
import Delivery
import Foundation
import Manifests
import Rules

struct PolicyEvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval", abstract: "Decide each line of a JSON Lines file.",
        discussion: """
            A line is {"id", "policy" or "library", "parameters", "review" or "request", "inventory"} and may carry \
            "environment", "time", "signatures" and "attestations"; the answer is {"id", "decision", "violations", \
            "fault"}. What faults is denied.
            """)

    @Option(help: "The file of lines; '-' is standard input.")
    var batch: String

    @Option(help: "The folder of policies that 'library' names.")
    var library: String = "policies/library"

    @Option(help: "The repository whose policies decide the lines of decision records again.")
    var bundle: String?

    func run() async throws {
        var folder = PolicyFiles()
        folder.paths = [library]
        var policies: PolicyBundle?
        if let bundle { policies = try await Self.bundle(of: bundle) }
        var evaluator = BatchEvaluator(
            library: PolicyLibrary(FileManager.default.fileExists(atPath: library) ? try folder.read() : []),
            bundle: policies.map { ($0.uses, $0.digest) }, calendars: policies?.calendars ?? [:])
        let input =
            batch == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(filePath: batch))
        var output: [UInt8] = []
        for line in input.split(separator: UInt8(ascii: "\n")) {
            output += evaluator.evaluate(Array(line))
            output.append(UInt8(ascii: "\n"))
            if output.count > 1 << 20 {
                FileHandle.standardOutput.write(Data(output))
                output.removeAll(keepingCapacity: true)
            }
        }
        FileHandle.standardOutput.write(Data(output))
    }

    private static func bundle(of repository: String) async throws -> PolicyBundle {
        let checkout = try await Repositories.checkout(repository, revision: nil)
        switch PolicyBundle.load(checkout.policies) {
        case .success(let bundle): return bundle
        case .failure(let faults): throw Failure(faults.diagnostics.map(\.description).joined(separator: "\n"))
        }
    }
}
