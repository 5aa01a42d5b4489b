import ArgumentParser
import Manifests

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "How to print: text or json.")
    var output: OutputFormat = .text

    /// Prints one JSON value.
    func printJSON(_ value: Value) { Swift.print(JSON.string(value, pretty: true)) }
}
