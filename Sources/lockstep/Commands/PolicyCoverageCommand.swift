import ArgumentParser
import Rules

struct PolicyCoverageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage", abstract: "Show which lines and branches of policies their tests reach.")

    @OptionGroup var files: PolicyFiles

    @Option(help: "Exit 1 when a file has less than this percentage of its lines covered.")
    var atLeast: Int = 0

    @Option(help: "Exit 1 when a file has less than this percentage of its branches covered.")
    var branchesAtLeast: Int = 0

    func run() async throws {
        let files = try files.read()
        var coverage = Coverage()
        do throws(RulesError) {
            // A policy without a test is one of which nothing is reached.
            coverage.declare(try PolicyFiles.programs(files))
            for test in try PolicyFiles.tests(files) {
                let runner = TestRunner(policies: test.policies, subjects: test.subjects, countsCoverage: true)
                coverage.merge(runner.run(test.program).coverage)
            }
        } catch {
            print(error.message)
            throw Exit.badInput
        }
        for file in coverage.report {
            print("\(file.percent)% of lines, \(file.branchPercent)% of branches: \(file.file)" + Self.missed(in: file))
        }
        let isLow = coverage.report.contains { $0.percent < atLeast || $0.branchPercent < branchesAtLeast }
        if isLow { throw Exit.difference }
    }

    private static func missed(in file: Coverage.FileCoverage) -> String {
        let unreached = file.lines.filter { $0.count == 0 }.map(\.line)
        let branches = file.branches.filter { $0.count == 0 && !unreached.contains($0.line) }
        let parts = [
            ("never reached", unreached), ("never true", branches.filter(\.holds).map(\.line)),
            ("never false", branches.filter { !$0.holds }.map(\.line)),
        ].filter { !$0.1.isEmpty }
        let words = parts.map { "\($0.0): \(Set($0.1).sorted().map(String.init).joined(separator: ", "))" }
        return words.isEmpty ? "" : " (\(words.joined(separator: "; ")))"
    }
}
