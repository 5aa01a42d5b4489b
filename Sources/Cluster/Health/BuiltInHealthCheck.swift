import Manifests
import Synchronization

/// A check that is compiled in, read when an object of its kinds is first assessed: all of them take longer than an
/// environment's are needed for.
final class BuiltInHealthCheck: Sendable {
    private struct Reading {
        var check: HealthCheck?
        var diagnostics: [Diagnostic]
    }

    static let all = HealthKinds.files.map { BuiltInHealthCheck(name: $0.name, kinds: $0.kinds, text: $0.text) }

    /// As ``HealthCheck/kinds``.
    let kinds: [GroupKind]
    private let name: String
    private let text: String
    private let kept = Mutex<Reading?>(nil)

    private init(name: String, kinds: String, text: String) {
        (self.name, self.text) = (name, text)
        self.kinds = kinds.split(separator: " ").compactMap { kind in
            let parts = kind.split(separator: "/", omittingEmptySubsequences: false)
            guard let group = parts.first, let kind = parts.last, parts.count == 2 else { return nil }
            return GroupKind(group: String(group), kind: String(kind))
        }
    }

    /// Nil only where the build is at fault.
    var check: HealthCheck? { reading.check }

    /// Empty unless the build is at fault.
    var diagnostics: [Diagnostic] { reading.diagnostics }

    private var reading: Reading {
        kept.withLock { kept in
            if let kept { return kept }
            var (documents, diagnostics) = YAML.parse(text, file: name)
            let checks = documents.compactMap { HealthCheck.read($0, into: &diagnostics) }
            let reading = Reading(check: checks.first, diagnostics: diagnostics)
            kept = reading
            return reading
        }
    }
}
