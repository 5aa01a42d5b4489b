import Foundation
package import Transport

/// Where secrets are looked up.
package struct SecretSource: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
    }

    /// - Throws: `secret` where there is none, or an empty one.
    package func secret(_ reference: SecretReference) async throws(RetrainingError) -> SecretBytes {
        let text: String?
        switch reference {
        case .environment(let variable): text = environment[variable]
        case .file(let path): text = try? String(contentsOfFile: path, encoding: .utf8)
        }
        let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !trimmed.isEmpty else {
            throw .secret(name: reference.name, expected: "a secret", found: "none")
        }
        return SecretBytes(trimmed)
    }
}
