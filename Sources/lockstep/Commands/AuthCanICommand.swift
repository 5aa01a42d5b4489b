import ArgumentParser
import Delivery
import Manifests

struct AuthCanICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "can-i", abstract: "Say whether somebody may do something, and by which rule.",
        discussion: """
            Asks the 'access' policies of a commit, or of the work tree, about the newest change to the environment. \
            Its signers and approvals, and who is in which group, are those of the repository's own trust policy, whose \
            signatures are not asked for here; --signed-by and --approved-by add what is not there yet. Exits 0 for \
            yes and 1 for no; nothing is allowed that no rule permits.
            """)

    @Argument(help: "What is to be done: promote, approve, rollback, pause, sync, read …")
    var action: String

    @Argument(help: "To what: the release's name, with its project before a slash where it has one.")
    var resource: String

    @Option(name: .customLong("as"), help: "Who wants to: a name or an address.")
    var subject: String

    @Option(name: .customLong("as-group"), help: "A group of theirs; may be repeated.")
    var groups: [String] = []

    @Option(help: "The environment in which it is done.")
    var environment: String

    @Option(
        help: ArgumentHelp(
            "Somebody who is taken to have approved the change, with groups after a colon; may be repeated.",
            valueName: "name[:group,…]"))
    var approvedBy: [String] = []

    @Option(
        help: ArgumentHelp(
            "Somebody who is taken to have signed the change, with groups after a colon; may be repeated.",
            valueName: "name[:group,…]"))
    var signedBy: [String] = []

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let checkout = try await repository.checkout()
        let authorizer: Authorizer
        switch Authorizer.load(checkout) {
        case .success(let loaded): authorizer = loaded
        case .failure(let faults):
            throw Failure(faults.diagnostics.map(\.description).joined(separator: "\n"), exit: .difference)
        }
        let now = Instant.now().milliseconds
        let supposed = SupposedChange(of: checkout, at: now)
        let change = try await supposed.change(
            try await Repositories.changes(in: repository.repository, revision: repository.revision),
            of: environment, release: application.name, in: checkout, signers: signedBy, approvers: approvedBy)
        let verdict = authorizer.decide(
            AccessRequest(
                subject: subject, groups: Set(groups + supposed.groups(of: subject)).sorted(), action: action,
                resource: application.value, environment: environment, change: change, time: now))
        switch format.output {
        case .json:
            format.printJSON([
                "allowed": .bool(verdict.isAllowed), "permittedBy": .array(verdict.permittedBy.map(Value.string)),
                "forbiddenBy": .array(verdict.forbiddenBy.map(Value.string)),
                "faults": .array(verdict.faults.map(Value.string)),
            ])
        case .text:
            print(verdict.isAllowed ? "yes" : "no")
            for reason in verdict.reasons { print("  \(reason)") }
        }
        if !verdict.isAllowed { throw Exit.difference }
    }

    private var application: (name: String, value: Value) {
        let parts = resource.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let (project, name) = parts.count == 2 ? (parts[0], parts[1]) : ("", resource)
        return (name, ["project": .string(project), "name": .string(name)])
    }
}
