import Manifests
import StructuredMerge

/// Which values of an object no difference may show.
struct DifferenceMask {
    private static let lastApplied = "metadata.annotations[\(LastApplied.annotation)]"

    let isSecret: Bool

    /// Whether all that stands at a path is masked.
    func covers(_ path: String) -> Bool {
        if path == Self.lastApplied { return true }
        guard isSecret, !path.isEmpty else { return false }
        return !SecretContent.clearFields.contains(String(path.prefix { $0 != "." && $0 != "[" }))
    }

    /// A value with all that is masked replaced, down to its leaves.
    func masking(_ value: Value, at path: String, by text: String) -> Value {
        if covers(path) { return .string(text) }
        switch value {
        case .object(var object):
            for member in object {
                object[member.key] = masking(member.value, at: FieldDifference.append(member.key, to: path), by: text)
            }
            return .object(object)
        case .array(let items):
            return .array(items.enumerated().map { masking($1, at: "\(path)[\($0)]", by: text) })
        default: return value
        }
    }
}
