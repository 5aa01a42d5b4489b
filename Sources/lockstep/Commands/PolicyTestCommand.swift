import ArgumentParser
import Foundation
import Rules

struct PolicyTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the tests and properties of policies.",
        discussion: "Exits 1 when a test fails. Properties are tried on the same generated inputs for the same seed.")

    @OptionGroup var files: PolicyFiles

    @Option(help: "Inputs to try for each property.")
    var tries: Int = 100

    @Option(help: "Where generated inputs begin.")
    var seed: UInt64 = 1

    @Option(help: "A file to write the results to as JUnit XML.")
    var junit: String?

    func run() async throws {
        let files = try files.read()
        var results: [TestResult] = []
        do throws(RulesError) {
            for test in try PolicyFiles.tests(files) {
                results +=
                    TestRunner(policies: test.policies, subjects: test.subjects, tries: tries, seed: seed)
                    .run(test.program).results
            }
        } catch {
            print(error.message)
            throw Exit.badInput
        }
        for result in results where !result.isPassed {
            print("failed: \(result.name)")
            for failure in result.failures { print("  \(failure)") }
            if let example = result.counterexample { print("  smallest input: \(example)") }
        }
        if let junit { try Data(JUnit.xml(results).utf8).write(to: URL(filePath: junit)) }
        let failed = results.filter { !$0.isPassed }.count
        print("\(results.count - failed) of \(results.count) tests passed")
        if failed > 0 { throw Exit.difference }
    }
}
