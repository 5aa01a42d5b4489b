import Manifests

/// JSON Merge Patch (RFC 7396): null removes a member, lists are replaced whole.
enum MergePatch {
    static func apply(_ patch: Value, to target: Value) -> Value {
        guard case .object(let changes) = patch else { return patch }
        var result = target.object ?? [:]
        for change in changes {
            result[change.key] = change.value.isNull ? nil : apply(change.value, to: result[change.key] ?? .null)
        }
        return .object(result)
    }
}
