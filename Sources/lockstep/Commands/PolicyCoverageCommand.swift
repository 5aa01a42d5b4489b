import ArgumentParser
import Rules

struct PolicyCoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "Show which lines of policies their tests reach.")

    @OptionGroup var files: PolicyFiles

    @Option(help: "Exit 1 when a file has less than this percentage of its lines covered.")
    var atLeast: Int = 0

    func run() async throws {
        let files = try files.read()
        var coverage = Coverage()
        do throws(RulesError) {
            for test in try PolicyFiles.tests(files) {
                coverage.merge(TestRunner(policies: test.policies, countsCoverage: true).run(test.program).coverage)
            }
        } catch {
            print(error.message)
            throw Exit.badInput
        }
        for file in coverage.report {
            let missed = file.lines.filter { $0.count == 0 }.map { "\($0.line)" }.joined(separator: ", ")
            print("\(file.percent)% \(file.file)" + (missed.isEmpty ? "" : " (never reached: \(missed))"))
        }
        if coverage.report.contains(where: { $0.percent < atLeast }) { throw Exit.difference }
    }
}
