import ArgumentParser
import Rules

struct PolicyInterfaceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interface", abstract: "Print PolicyV1.swift: every word that policies may use, for editors.",
        discussion: """
            Declarations without behaviour. 'swiftc -emit-module -module-name PolicyV1 PolicyV1.swift' makes a module of \
            them, against which Swift's own tools type-check policies.
            """)

    func run() async throws { print(PolicyInterface.text) }
}
