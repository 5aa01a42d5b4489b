package import Manifests
import Trust

/// One thing that a check found, known again when it is found in another version of the files.
package struct CheckFinding: Sendable {
    package enum Level: String, Sendable, Hashable, CaseIterable {
        case error, warning
        /// Not judged, for want of an answer.
        case note
    }

    package var rule: GateFinding.Rule
    package var level: Level
    /// Nil for what holds for every environment.
    package var environment: String?
    package var object: ResourceIdentity?
    package var diagnostic: Diagnostic
    /// Whether the base does not have it; true for all where there is no base.
    package var isNew = true
    /// SHA-256, hexadecimal, over rule, environment, object and message: lines may move.
    package private(set) var fingerprint = ""

    init(_ finding: GateFinding, environment: String?) {
        rule = finding.rule
        level = finding.isUnjudged ? .note : finding.diagnostic.severity == .error ? .error : .warning
        self.environment = finding.rule == .bundle ? nil : environment
        object = finding.object
        diagnostic = finding.diagnostic
    }

    package var message: String { level == .note ? "not judged: \(diagnostic.message)" : diagnostic.message }

    /// - Parameter occurrence: how many findings alike stand before it.
    fileprivate mutating func identify(_ occurrence: Int) {
        fingerprint = SHA256Digest(of: Array("\(kindred)\n\(occurrence)".utf8)).hex
    }

    fileprivate var kindred: String {
        "\(rule.id)\n\(level)\n\(environment ?? "")\n\(object?.description ?? "")\n\(diagnostic.message)"
    }
}

extension [CheckFinding] {
    /// Of the faults of one file a hundred and how many there are: of those that the base has, and of those that it has not.
    func told() -> [CheckFinding] {
        told(
            by: { finding -> String? in
                guard finding.rule == .manifest, finding.level == .error else { return nil }
                return finding.diagnostic.location.map { "\(finding.isNew) \($0.file)" }
            },
            rest: { finding, summary in
                var finding = finding
                finding.object = nil
                finding.diagnostic = summary
                return finding
            }, diagnostic: \.diagnostic)
    }

    /// In reading order, each once, each with its fingerprint.
    func identified() -> [CheckFinding] {
        var counts: [String: Int] = [:]
        var seen: Set<Diagnostic> = []
        return sorted { Diagnostic.inReadingOrder($0.diagnostic, $1.diagnostic) }.compactMap { finding in
            if finding.environment == nil, !seen.insert(finding.diagnostic).inserted { return nil }
            var finding = finding
            let kindred = finding.kindred
            finding.identify(counts[kindred, default: 0])
            counts[kindred, default: 0] += 1
            return finding
        }
    }
}

extension GateFinding.Rule {
    /// As reports name it: `policy/allowed-registries`.
    package var id: String {
        switch self {
        case .manifest: "manifest"
        case .bundle: "policy-bundle"
        case .policy(let name): "policy/\(name)"
        case .signature: "signature"
        case .cluster: "cluster"
        }
    }

    package var summary: String {
        switch self {
        case .manifest: "Manifests and environments are well formed and can be applied"
        case .bundle: "Policies and their uses are well formed"
        case .policy(let name): "The policy '\(name)' allows the object"
        case .signature: "What runs is signed by those whom the environment trusts"
        case .cluster: "The cluster takes the objects as they are declared"
        }
    }

    package var help: String {
        switch self {
        case .manifest: "docs/environments.md has every field of an environment and every annotation."
        case .bundle: "Run 'lockstep policy check' and 'lockstep policy test' in the repository."
        case .policy(let name):
            "Run 'lockstep policy explain --policy \(name)' with the object to see which line decided; an exemption in "
                + "the PolicyUse needs an owner, a reason and an expiry."
        case .signature: "docs/signing.md says who signs what, and how a signature is verified."
        case .cluster: "Run 'lockstep plan' against the cluster to see what it answers."
        }
    }
}
