import ArgumentParser
import Foundation
import Manifests
import Rules

struct PolicyDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare what two versions of policies decide.",
        discussion: """
            Both decide the lines of a corpus, or inputs made from the policies' own words; for each policy that says \
            something else the first such input is shown, made as small as it goes. Exits 1 when a decision differs.
            """)

    @Argument(help: "The policy file or folder as it was.")
    var old: String

    @Argument(help: "The policy file or folder as it would be.")
    var new: String

    @Option(help: "A file of lines {\"review\" or \"request\", \"parameters\", \"inventory\", …}, as for eval.")
    var corpus: String?

    @Option(help: "How many inputs to make.")
    var generated: Int?

    @Option(help: "Where made inputs begin.")
    var seed: UInt64 = 1

    func run() async throws {
        do throws(RulesError) {
            let (before, after) = (try programs(old), try programs(new))
            var inputs: [Value] = try corpus.map { path throws(RulesError) in try PolicyInputs.lines(path) } ?? []
            if corpus == nil || generated != nil {
                var made = InputCorpus(before + after, seed: seed)
                inputs += made.inputs(generated ?? 1_000)
            }
            var comparator = PolicyComparator(old: before, new: after)
            let comparison = comparator.compare(inputs)
            show(comparison)
            if comparison.examples.isEmpty { return }
        } catch {
            print(error.message)
            throw Exit.badInput
        }
        throw Exit.difference
    }

    private func programs(_ path: String) throws(RulesError) -> [PolicyProgram] {
        var files = PolicyFiles()
        files.paths = [path]
        return try PolicyFiles.programs(try PolicyInputs.files(files))
    }

    private func show(_ comparison: PolicyComparison) {
        print("\(comparison.inputs) inputs, \(comparison.differing.values.reduce(0, +)) decided differently")
        for example in comparison.examples {
            print("\(example.policy): \(comparison.differing[example.policy] ?? 0) inputs, the first:")
            print("  \(JSON.string(example.input))")
            print("  old: \(example.old)")
            print("  new: \(example.new)")
        }
    }
}
