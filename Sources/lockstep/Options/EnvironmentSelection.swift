import ArgumentParser
import Delivery
import Manifests

/// Which environments a command is about.
struct EnvironmentSelection: ParsableArguments {
    @Argument(help: "The environment; all of them where none is named.")
    var environment: String?

    func names(in checkout: Checkout) throws -> [String] {
        let names = checkout.environmentNames
        guard let environment else {
            guard !names.isEmpty else {
                throw Failure(
                    "expected an environment, found no '\(Checkout.root)/*/environment.yaml'",
                    hint: "see docs/architecture.md for the layout of an environments repository")
            }
            return names
        }
        guard names.contains(environment) else {
            let nearest = NearestName.suggest(environment, among: names)
            throw Failure(
                "expected one of the environments \(names.joined(separator: ", ")), found '\(environment)'",
                hint: nearest.map { "did you mean '\($0)'?" })
        }
        return [environment]
    }
}
