import Manifests

/// JSON Merge Patch (RFC 7396): null removes a member, lists are replaced whole.
///
/// As in the API server's library (evanphx/json-patch), what replaces a scalar or a list, or is new, brings no null
/// members with it, not even inside lists.
enum MergePatch {
    /// - Returns: nil for a patch that is neither an object nor a list.
    static func apply(_ patch: Value, to target: Value) -> Value? {
        switch patch {
        case .object(let changes): .object(merge(changes, into: target.object ?? [:]))
        case .array: patch.withoutNullMembers
        default: nil
        }
    }

    private static func merge(_ changes: Object, into target: Object) -> Object {
        var result = target
        for change in changes {
            switch (change.value, result[change.key]) {
            case (.null, _): result[change.key] = nil
            case (.object(let patch), .object(let present)?):
                result[change.key] = .object(merge(patch, into: present))
            case (_, .object?): result[change.key] = change.value
            default: result[change.key] = change.value.withoutNullMembers
            }
        }
        return result
    }
}
