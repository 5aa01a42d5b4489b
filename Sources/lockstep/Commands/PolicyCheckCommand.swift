import ArgumentParser
import Rules

struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check policies and their tests without running them.",
        discussion: "Exits 0 when everything is well formed and 1 when something is not.")

    @OptionGroup var files: PolicyFiles

    func run() async throws {
        let files = try files.read()
        do throws(RulesError) {
            let programs = try PolicyFiles.programs(files)
            let tests = try PolicyFiles.tests(files)
            print("\(programs.count) policy files and \(tests.count) test files are well formed")
        } catch {
            print(error.message)
            throw Exit.difference
        }
    }
}
