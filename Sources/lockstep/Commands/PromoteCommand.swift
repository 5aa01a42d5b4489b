import ArgumentParser
import Delivery

struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Bring to a release what another environment has released.",
        discussion: """
            Commits the very artifacts, images and model addresses, that the release of the same name has finished in \
            the other environment. They are a candidate like any other: opened in steps, after soak time and approvals.
            """)

    @Option(help: "The environment that has released them.")
    var from: String

    @OptionGroup var request: ReleaseRequestOptions

    func run() async throws { try await request.carryOut { _ in .promote(from: from) } }
}
