import ArgumentParser
import Delivery
import Manifests

struct PolicyBundleBuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Check a repository's policies and print what a signature of them covers.",
        discussion:
            "Prints the digest that decision records name, and that of each file. Exits 1 where one is at fault.")

    @OptionGroup var repository: RepositoryOptions

    func run() async throws {
        let policies = try await repository.checkout().policies
        if case .failure(let faults) = PolicyBundle.load(policies) {
            for diagnostic in faults.diagnostics { print("\(diagnostic)") }
            throw Exit.difference
        }
        Swift.print(JSON.string(PolicyBundle.manifest(of: policies), pretty: true))
    }
}
