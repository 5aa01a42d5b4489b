import ArgumentParser
import Delivery
import Foundation
import Manifests

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check environments as the daemon will judge them: for pull requests.",
        discussion: """
            Loads every environment, asks its policies and looks for its signatures, and plans it where its cluster \
            answers. With --base, tells what the change does, and fails only for what it makes worse. Exits 0 when \
            nothing is wrong, 1 for errors, 2 for bad input, and 3 when nothing is wrong but something could not be \
            asked; --offline asks neither clusters nor registries, and does not count that. Commits, the signatures of \
            policies and the trust policy are judged offline, too, where a trust policy is trusted here or \
            --trust-anchor names the first one.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, sarif, junit, github, gitlab
    }

    @Option(help: "An environment to check; may be repeated. All of them where none is named.")
    var environment: [String] = []

    @Option(help: "The branch or commit that the change goes to: compared is the commit where it left it.")
    var base: String?

    @Flag(help: "Fail for errors that the base has, too, and show them.")
    var all = false

    @Flag(help: "Ask no cluster and no registry; what needs them is reported as not judged.")
    var offline = false

    @Option(name: [.short, .long], help: "How to print: text, json, sarif, junit, github or gitlab.")
    var output: Format = .text

    @OptionGroup var decisions: DecisionOptions
    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var gate: GateOptions

    func run() async throws {
        var head = try await repository.checkout()
        var before: Checkout?
        if let base {
            let commit = try await Repositories.forkPoint(
                of: repository.repository, revision: repository.revision, base: base)
            before = try await Repositories.checkout(repository.repository, revision: commit)
        }
        // What is not committed is nobody's yet: the change is that of the commit that is checked out.
        head.changes = try await Repositories.changes(
            in: repository.repository, revision: repository.revision, since: before?.revision)
        let names = try names(in: head, before)
        let log = try decisions.log(at: "check")
        let gate = try offline ? gate.offlineGate(decisions: log) : gate.lookingGate(decisions: log)
        let report = try await cluster.withConnections { [head, before] connections in
            await Check(connect: connections.connect, gate: gate, isOffline: offline)
                .run(names, of: head, since: before)
        }
        show(report)
        try await log?.close()
        switch report.verdict(listsAll: all) {
        case .passed: break
        case .refused: throw Exit.difference
        case .unreached: throw Exit.unreachable
        }
    }

    private func names(in head: Checkout, _ base: Checkout?) throws -> [String] {
        let known = Set(head.environmentNames).union(base?.environmentNames ?? []).sorted()
        guard !known.isEmpty else {
            throw Failure("expected an environment, found no '\(Checkout.root)/*/environment.yaml'")
        }
        for name in environment where !known.contains(name) {
            throw Failure(
                "expected one of the environments \(known.joined(separator: ", ")), found '\(name)'",
                hint: NearestName.suggest(name, among: known).map { "did you mean '\($0)'?" })
        }
        return environment.isEmpty ? known : environment
    }

    private func show(_ report: CheckReport) {
        switch output {
        case .text:
            for line in CheckText(style: .standardOutput, listsAll: all).lines(report) { print(line) }
        case .json: Swift.print(JSON.string(report.json, pretty: true))
        case .sarif: Swift.print(JSON.string(report.sarif(version: Lockstep.version), pretty: true))
        case .junit: Swift.print(report.junit(listsAll: all), terminator: "")
        case .github: for line in report.githubCommands(listsAll: all) { print(line) }
        case .gitlab: Swift.print(JSON.string(report.gitlab(listsAll: all), pretty: true))
        }
    }
}
