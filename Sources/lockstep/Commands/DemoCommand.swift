import ArgumentParser
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the whole loop: plan, apply, heal, release in steps, revert, deny, drift.",
        discussion:
            "Everything happens in a temporary folder and on loopback. Without --exit it stays up to be looked at.")

    @Flag(help: "End after the story.")
    var exit = false

    @Option(help: "The folder that holds the environments/ to play with.")
    var repository: String = "."

    func run() async throws {
        try await Demo(repository: repository, staysUp: !exit).run()
    }
}
