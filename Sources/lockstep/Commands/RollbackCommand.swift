import ArgumentParser
import Delivery

struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Take a release's candidate back, or else the version that it released last.",
        discussion: """
            One signed commit that changes what the candidate and its steps have changed, and nothing else. The version \
            is not opened again without 'lockstep resume --override'.
            """)

    @Option(help: "Why; stands in the commit.")
    var reason: String

    @OptionGroup var request: ReleaseRequestOptions

    func run() async throws { try await request.carryOut { _ in .rollback(reason: reason) } }
}
