import ArgumentParser
import Delivery

struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Let no share of a release rise until it is resumed.",
        discussion: "Sets 'paused' in the Release, by a signed commit. A failed check still reverts.")

    @OptionGroup var request: ReleaseRequestOptions

    func run() async throws { try await request.carryOut { _ in .pause } }
}

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Let a paused release go on, by a signed commit.")

    @Flag(help: "Let the version in the manifests be opened although it was reverted before.")
    var override = false

    @OptionGroup var request: ReleaseRequestOptions

    func run() async throws { try await request.carryOut { _ in override ? .override : .resume } }
}
