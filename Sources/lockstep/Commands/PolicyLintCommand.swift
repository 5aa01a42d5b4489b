import ArgumentParser
import Manifests
import Rules

struct PolicyLintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Show what policies never use, and rules that never decide.",
        discussion: "Exits 1 when there is something to show; places that can fault do not count: a fault denies.")

    @OptionGroup var files: PolicyFiles

    @Flag(help: "Show also where each policy can fault.")
    var faults = false

    func run() async throws {
        var warnings = 0
        do throws(RulesError) {
            for program in try PolicyFiles.programs(try PolicyInputs.files(files)) {
                let analysis = PolicyAnalysis(program)
                for warning in analysis.unused + analysis.shadowed { print(warning) }
                warnings += analysis.unused.count + analysis.shadowed.count
                if faults { for (policy, places) in analysis.faults { show(policy, places) } }
            }
        } catch {
            print(error.message)
            throw Exit.badInput
        }
        if warnings > 0 { throw Exit.difference }
        print("nothing is unused or shadowed")
    }

    private func show(_ policy: String, _ places: [Diagnostic]) {
        print("\(policy) can fault:")
        for place in places {
            print("  \(place.location.map { "\($0): " } ?? "")\(place.message)")
        }
    }
}
