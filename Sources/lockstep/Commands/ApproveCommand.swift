import ArgumentParser
import Delivery

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve the candidate of a release with your key.",
        discussion: """
            Commits a signed statement below trust/approvals. It holds for this candidate and the next gate that asks the \
            group, counts once a person, never for who brought the candidate, and can be revoked until it was used.
            """)

    @Option(help: "The group of the trust policy for which you approve.")
    var group: String

    @Flag(help: "Let the candidate's shares rise in a freeze, and outside of windows.")
    var breakGlass = false

    @Flag(help: "Take back what you have approved for the group.")
    var revoke = false

    @OptionGroup var request: ReleaseRequestOptions

    func run() async throws {
        try await request.carryOut { key in
            revoke ? .revoke(group: group, key) : .approve(group: group, key, breaksGlass: breakGlass)
        }
    }
}
