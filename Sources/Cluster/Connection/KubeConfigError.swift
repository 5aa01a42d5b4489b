import Manifests

/// Why a kubeconfig gives no connection.
package enum KubeConfigError: Error, Sendable, Hashable {
    package enum Noun: String, Sendable { case context, cluster, user }

    case noFile(tried: [String])
    /// The file cannot be read or is no YAML; then `file` carries line and column.
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
            NearestName.suggest(name, among: existing).map { "did you mean '\($0)'?" }
        case .unreadable, .invalid, .notInCluster: nil
        }
    }

    private static func list(_ names: [String], of noun: Noun) -> String {
        names.isEmpty
            ? "there is no \(noun.rawValue) at all"
            : "there are: \(names.map { "'\($0)'" }.joined(separator: ", "))"
    }
}
