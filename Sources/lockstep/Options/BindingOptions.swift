import ArgumentParser
import Foundation
import Manifests
import Trust

/// What a signature is good for.
struct BindingOptions: ParsableArguments {
    @Option(
        help: """
            The artifact's name in the trust policy. '{name}' in it stands for the name of what is signed: of a folder \
            or file without the path, of an image without tag and digest.
            """)
    var artifact: String

    @Option(help: "The environment that the signature is for; once for each.")
    var environment: [String]

    @Option(name: .customLong("artifact-version"), help: "Rises with every release of the artifact, from 1.")
    var version: Int64

    @Option(help: "How long the signature holds, like '90d'.")
    var validFor: String?

    private static let name = "{name}"

    /// One for each environment.
    ///
    /// - Parameters:
    ///   - name: of what is signed.
    ///   - count: of all that is signed in this call: several things are not one artifact.
    func bindings(of target: SigningTarget, name: String, among count: Int = 1) throws -> [ReleaseBinding] {
        let version = target.version ?? version
        guard version >= 1, !environment.isEmpty else {
            throw Failure("expected at least one --environment and a version from 1, found \(version)")
        }
        guard Set(environment).count == environment.count else {
            throw Failure("expected each --environment once, found one twice")
        }
        guard count == 1 || target.artifact != nil || artifact.contains(Self.name) else {
            throw Failure(
                "expected an artifact's name of its own for each of \(count), found '\(artifact)' for all",
                hint: "write '{name}' into --artifact, or each one's name into --list")
        }
        let now = Timestamp(seconds: Int64(Date().timeIntervalSince1970))
        var expires: Timestamp?
        if let validFor {
            guard let duration = DurationText.parse(validFor) else {
                throw Failure("expected a duration like '90d', found '\(validFor)'")
            }
            expires = now.adding(seconds: duration.components.seconds)
        }
        let artifact = target.artifact ?? artifact.replacing(Self.name, with: name)
        return environment.map {
            ReleaseBinding(artifact: artifact, environment: $0, version: version, issued: now, expires: expires)
        }
    }
}
