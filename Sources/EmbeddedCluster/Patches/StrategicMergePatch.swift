import Manifests
import StructuredMerge

/// Kubernetes' strategic merge patch: as a merge patch, but lists with a merge key are merged item by item.
///
/// Knows `$patch: replace|delete`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…` and `$retainKeys`, and refuses
/// what k8s.io/apimachinery's `strategicpatch.StrategicMergeMapPatch` refuses.
enum StrategicMergePatch {
    static let directive = "$patch"
    private static let deletionPrefix = "$deleteFromPrimitiveList"
    private static let retainKeys = "$retainKeys"

    static func apply(_ patch: Object, to target: Object, schema: TypeSchema) throws(StrategicMergeFailure) -> Object {
        switch patch[directive] {
        case "replace"?:
            var replacement = patch
            replacement[directive] = nil
            return replacement
        case "delete"?: return Object()
        case let unknown?: throw .unknownDirective(unknown, in: .object(patch))
        case nil: break
        }
        var changes = patch
        var result = try retaining(&changes, of: target)
        for member in patch {
            guard let key = try key(in: member.key, after: orderPrefix) else { continue }
            changes[member.key] = nil
            if let list = try reorderedList(key, member.value, &changes, result, schema) { result[key] = list }
        }
        // What is added comes first, then what is deleted.
        for change in changes where !change.key.hasPrefix(deletionPrefix) {
            result[change.key] = try merged(change.value, into: result[change.key], key: change.key, schema)
        }
        for change in changes {
            guard let key = try key(in: change.key, after: deletionPrefix) else { continue }
            guard let present = result[key], !change.value.isNull else {
                result[key] = nil
                continue
            }
            guard case (.array(let list), .array(let gone)) = (present, change.value) else { continue }
            result[key] = .array(try mergeLists(gone, into: list, key: key, schema, deletes: true))
        }
        return result
    }

    /// The field behind a directive with a path; nil for any other key.
    private static func key(in text: String, after prefix: String) throws(StrategicMergeFailure) -> String? {
        guard text.hasPrefix(prefix) else { return nil }
        guard text.hasPrefix(prefix + "/") else { throw .badFormat(prefix) }
        return String(text.dropFirst(prefix.count + 1))
    }

    /// The target without the fields that `$retainKeys` leaves out; the directive goes out of the patch.
    private static func retaining(_ changes: inout Object, of target: Object) throws(StrategicMergeFailure) -> Object {
        guard let directive = changes[retainKeys] else { return target }
        changes[retainKeys] = nil
        guard let items = directive.array else { throw .badFormat(retainKeys) }
        let kept = Set(items.compactMap(\.string))
        for change in changes where !change.value.isNull && !kept.contains(change.key) {
            guard change.key.hasPrefix(deletionPrefix) || change.key.hasPrefix(orderPrefix) else {
                throw .badFormat(retainKeys)
            }
        }
        return Object(target.members.filter { kept.contains($0.key) })
    }

    private static func merged(
        _ change: Value, into present: Value?, key: String, _ schema: TypeSchema
    ) throws(StrategicMergeFailure) -> Value? {
        switch (change, present) {
        case (.null, _): return nil
        case (.object(let patch), .object(let target)?):
            return .object(try apply(patch, to: target, schema: schema.child(.field(key)) ?? .untyped))
        case (.array(let patch), .array(let target)?):
            return .array(try mergeLists(patch, into: target, key: key, schema, deletes: false))
        default: return change.withoutNullMembers.withoutDirectives
        }
    }
}

extension Value {
    /// Without null members of objects, at any depth; null items of lists stay.
    var withoutNullMembers: Value {
        switch self {
        case .object(let object):
            .object(
                Object(
                    object.members.filter { !$0.value.isNull }
                        .map { .init(key: $0.key, value: $0.value.withoutNullMembers) }))
        case .array(let items): .array(items.map(\.withoutNullMembers))
        default: self
        }
    }

    /// Without the parts that hold a directive, as there is nothing that they direct; nil where it is one itself.
    var withoutDirectives: Value? {
        switch self {
        case .object(let object):
            if object[StrategicMergePatch.directive] != nil { return nil }
            return .object(
                Object(
                    object.members.compactMap { member in
                        member.value.withoutDirectives.map { .init(key: member.key, value: $0) }
                    }))
        case .array(let items): return .array(items.compactMap(\.withoutDirectives))
        default: return self
        }
    }
}
