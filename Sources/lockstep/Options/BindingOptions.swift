import ArgumentParser
import Foundation
import Manifests
import Trust

/// What a signature is good for.
struct BindingOptions: ParsableArguments {
    @Option(help: "The artifact's name in the trust policy.")
    var artifact: String

    @Option(help: "The environment that the signature is for; once for each.")
    var environment: [String]

    @Option(name: .customLong("artifact-version"), help: "Rises with every release of the artifact, from 1.")
    var version: Int64

    @Option(help: "How long the signature holds, like '90d'.")
    var validFor: String?

    func bindings() throws -> [ReleaseBinding] {
        guard version >= 1, !environment.isEmpty else {
            throw Failure("expected at least one --environment and a version from 1, found \(version)")
        }
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        var expires: Timestamp?
        if let validFor {
            guard let duration = DurationText.parse(validFor) else {
                throw Failure("expected a duration like '90d', found '\(validFor)'")
            }
            expires = now.adding(seconds: duration.components.seconds)
        }
        return environment.map {
            ReleaseBinding(artifact: artifact, environment: $0, version: version, issued: now, expires: expires)
        }
    }
}
