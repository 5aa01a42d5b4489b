import Manifests
import StructuredMerge

/// Kubernetes' strategic merge patch: as a merge patch, but lists with a merge key are merged item by item.
///
/// Knows `$patch: replace|delete|merge`, `$deleteFromPrimitiveList/…`, `$setElementOrder/…` and `$retainKeys`
/// (design proposal "strategic-merge-patch" of kubernetes/community).
enum StrategicMergePatch {
    static func apply(_ patch: Value, to target: Value, schema: TypeSchema) -> Value {
        guard case .object(let changes) = patch else { return patch }
        return .object(merge(changes, into: target.object ?? [:], schema: schema))
    }

    private static func merge(_ changes: Object, into target: Object, schema: TypeSchema) -> Object {
        if changes["$patch"]?.string == "replace" { return without(directives: changes) }
        if changes["$patch"]?.string == "delete" { return [:] }
        var result = target
        if let kept = changes["$retainKeys"]?.array?.compactMap(\.string) {
            for key in Array(result.keys) where !kept.contains(key) { result[key] = nil }
        }
        for change in changes where !change.key.hasPrefix("$") {
            result[change.key] = merged(change.value, into: result[change.key], key: change.key, schema: schema)
        }
        for change in changes {
            if let key = change.key.directive("$deleteFromPrimitiveList/"), let gone = change.value.array {
                result[key] = result[key]?.array.map { .array($0.filter { !gone.contains($0) }) }
            }
            if let key = change.key.directive("$setElementOrder/"), let order = change.value.array,
                let list = result[key]?.array
            {
                result[key] = .array(sorted(list, by: order, mergeKey: schema.patchStrategy(of: key)?.mergeKey))
            }
        }
        return result
    }

    private static func merged(_ change: Value, into target: Value?, key: String, schema: TypeSchema) -> Value? {
        switch change {
        case .null: return nil
        case .object(let object):
            return .object(merge(object, into: target?.object ?? [:], schema: schema.child(.field(key)) ?? .untyped))
        case .array(let items):
            guard let strategy = schema.patchStrategy(of: key), strategy.merges else { return .array(items) }
            let list = schema.child(.field(key))
            if let mergeKey = strategy.mergeKey {
                return .array(
                    mergeItems(items, into: target?.array ?? [], key: mergeKey, schema: list?.items ?? .untyped))
            }
            let present = target?.array ?? []
            return .array(present + items.filter { !present.contains($0) })
        default: return change
        }
    }

    private static func mergeItems(_ items: [Value], into target: [Value], key: String, schema: TypeSchema) -> [Value] {
        if items.contains(where: { $0["$patch"]?.string == "replace" && $0[key] == nil }) {
            return items.filter { $0["$patch"] == nil }
        }
        var result = target
        for item in items {
            let index = result.firstIndex { $0[key] != nil && $0[key] == item[key] }
            switch (item["$patch"]?.string, index) {
            case ("delete", let index?): result.remove(at: index)
            case ("delete", nil): break
            case (_, let index?):
                result[index] = .object(merge(item.object ?? [:], into: result[index].object ?? [:], schema: schema))
            case (_, nil): result.append(.object(without(directives: item.object ?? [:])))
            }
        }
        return result
    }

    private static func sorted(_ list: [Value], by order: [Value], mergeKey: String?) -> [Value] {
        let keys = order.map { item in mergeKey.flatMap { item[$0] } ?? item }
        func position(_ item: Value) -> Int? { keys.firstIndex(of: mergeKey.flatMap { item[$0] } ?? item) }
        let named = list.filter { position($0) != nil }.sorted { (position($0) ?? 0) < (position($1) ?? 0) }
        return named + list.filter { position($0) == nil }
    }

    private static func without(directives object: Object) -> Object {
        Object(object.filter { !$0.key.hasPrefix("$") })
    }
}

extension String {
    fileprivate func directive(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
