/// Why a kubeconfig gives no connection.
package enum KubeConfigError: Error, Sendable, Hashable {
    package enum Noun: String, Sendable { case context, cluster, user }

    case noFile(tried: [String])
    /// The file cannot be read or is no YAML; the detail says where.
    case unreadable(file: String, detail: String)
    /// A field is missing or of the wrong kind: `clusters[0].cluster.server`.
    case invalid(file: String, field: String, detail: String)
    /// No context was named and none is current.
    case noContext(files: [String], existing: [String])
    case unknown(Noun, String, in: [String], referredFrom: String?, existing: [String])
    /// Not in a pod: the variable or file that is missing.
    case notInCluster(missing: String)
}

extension KubeConfigError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noFile(let tried):
            tried.isEmpty
                ? "no kubeconfig: neither KUBECONFIG nor HOME is set"
                : "no kubeconfig at \(tried.map { "'\($0)'" }.joined(separator: ", "))"
        case .unreadable(let file, let detail): "\(file): \(detail)"
        case .invalid(let file, let field, let detail): "\(file): '\(field)': \(detail)"
        case .noContext(let files, let existing):
            "no current-context in \(files.joined(separator: ", ")); \(Self.list(existing, of: .context))"
        case .unknown(let noun, let name, let files, let context, let existing):
            "no \(noun.rawValue) '\(name)'\(context.map { ", which context '\($0)' names," } ?? "")"
                + " in \(files.joined(separator: ", ")); \(Self.list(existing, of: noun))"
        case .notInCluster(let missing): "not inside a cluster: \(missing) is missing"
        }
    }

    package var hint: String? {
        switch self {
        case .noFile: "set KUBECONFIG, or pass the file by name"
        case .noContext: "name a context, or set one with 'kubectl config use-context'"
        case .unknown(_, let name, _, _, let existing):
            NearestName.of(name, in: existing).map { "did you mean '\($0)'?" }
        case .unreadable, .invalid, .notInCluster: nil
        }
    }

    private static func list(_ names: [String], of noun: Noun) -> String {
        names.isEmpty
            ? "there is no \(noun.rawValue) at all"
            : "there are: \(names.map { "'\($0)'" }.joined(separator: ", "))"
    }
}

/// The name that a person probably meant.
enum NearestName {
    /// - Returns: nil where nothing is within a third of the name's length in edits.
    static func of(_ name: String, in names: [String]) -> String? {
        let scored = names.map { (distance(Array(name.lowercased()), Array($0.lowercased())), $0) }
        guard let best = scored.min(by: <), best.0 <= max(1, name.count / 3) else { return nil }
        return best.1
    }

    /// Levenshtein's distance.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
