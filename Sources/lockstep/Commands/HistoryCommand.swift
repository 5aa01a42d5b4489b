import ArgumentParser
import Delivery
import Manifests
import Releases
import Repository

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show what became of releases, as Git tells it.")

    @Argument(help: "The release, ENVIRONMENT/RELEASE; all of them where none is named.")
    var release: ReleaseEvent.Key?

    @OptionGroup var branch: ReleaseBranch
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let (followed, head) = try await branch.fetch()
        var history = ReleaseHistory()
        let commits = try await followed.store.commits(from: nil, to: try await followed.store.resolve(head))
        history.append(commits, where: { commit, _ in commit.signature != nil })
        let keys = release.map { [$0] } ?? history.keys
        if format.output == .json {
            return format.printJSON([
                "transitions": .array(keys.flatMap { history[$0] }.map(ReleaseText.report))
            ])
        }
        for key in keys { for entry in history[key] { print(ReleaseText.line(entry)) } }
    }
}
