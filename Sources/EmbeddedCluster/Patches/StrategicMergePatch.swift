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
                let order = ElementOrder(mergeKey: schema.patchStrategy(of: key)?.mergeKey, patch: order)
                result[key] = .array(order.applied(to: list, server: target[key]?.array ?? []))
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
            let present = target?.array ?? []
            var merged = present
            if let mergeKey = strategy.mergeKey {
                merged = mergeItems(items, into: present, key: mergeKey, schema: list?.items ?? .untyped)
                if merged.isEmpty || isReplacement(items, key: mergeKey) { return .array(merged) }
            } else {
                for item in items where !merged.contains(item) { merged.append(item) }
            }
            let order = ElementOrder(mergeKey: strategy.mergeKey, patch: items.filter { $0["$patch"] == nil })
            return .array(order.applied(to: merged, server: present))
        default: return change
        }
    }

    private static func mergeItems(_ items: [Value], into target: [Value], key: String, schema: TypeSchema) -> [Value] {
        if isReplacement(items, key: key) {
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

    /// `$patch: replace` in an item of its own: the other items are the new list.
    private static func isReplacement(_ items: [Value], key: String) -> Bool {
        items.contains { $0["$patch"]?.string == "replace" && $0[key] == nil }
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
