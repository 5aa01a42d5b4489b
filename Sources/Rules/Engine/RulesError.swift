package import Manifests

/// Why the module refuses; bad policies and bad uses are diagnostics within it.
package enum RulesError: Error, Sendable {
    case invalid([Diagnostic])
    case unknownPolicy(String, nearest: String?)

    package var message: String {
        switch self {
        case .invalid(let diagnostics): diagnostics.map(\.description).joined(separator: "\n")
        case .unknownPolicy(let name, let nearest):
            "unknown policy '\(name)'" + (nearest.map { ", did you mean '\($0)'?" } ?? "")
        }
    }
}
