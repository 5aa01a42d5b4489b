import Manifests
import StructuredMerge

extension StrategicMergePatch {
    static let orderPrefix = "$setElementOrder"

    /// - Parameter deletes: the items of the patch leave a list of scalars instead of joining it.
    static func mergeLists(
        _ patch: [Value], into target: [Value], key: String, _ schema: TypeSchema, deletes: Bool
    ) throws(StrategicMergeFailure) -> [Value] {
        guard let strategy = schema.patchStrategy(of: key), strategy.merges else { return patch }
        if patch.isEmpty, target.isEmpty { return target }
        guard try areObjects(target, patch) else {
            if deletes { return target.filter { !patch.contains($0) } }
            var merged: [Value] = []
            for item in target + patch where !merged.contains(item) { merged.append(item) }
            return ElementOrder(mergeKey: nil, patch: patch).applied(to: merged, server: target)
        }
        guard let mergeKey = strategy.mergeKey else { throw .noDeclaredKey }
        let (base, additions) = try applyDirectives(of: patch, to: target, mergeKey)
        let items = schema.child(.field(key))?.items ?? .untyped
        let merged = try mergeItems(additions, into: base, mergeKey, items)
        try requireKeys(merged, mergeKey)
        return ElementOrder(mergeKey: mergeKey, patch: additions).applied(to: merged, server: base)
    }

    /// Whether the items are objects.
    ///
    /// - Throws: where they are lists, or of several kinds.
    private static func areObjects(_ target: [Value], _ patch: [Value]) throws(StrategicMergeFailure) -> Bool {
        let kinds = Set((target + patch).map(\.kindInWords))
        if kinds.count > 1 || kinds == [Value.null.kindInWords] { throw .mixedItems(target, patch) }
        switch target.first ?? patch.first {
        case .array?: throw .listOfLists
        case .object?: return true
        case nil: throw .noItems
        default: return false
        }
    }

    /// The target without the items that the patch deletes, and the patch's plain items. `$patch: replace` in an item
    /// makes the plain items the whole list.
    private static func applyDirectives(
        of patch: [Value], to target: [Value], _ mergeKey: String
    ) throws(StrategicMergeFailure) -> (target: [Value], patch: [Value]) {
        var target = target
        var plain: [Value] = []
        var replaces = false
        for item in patch {
            switch item[directive] {
            case nil: plain.append(item)
            case "replace"?: replaces = true
            case "merge"?: throw .mergeOfList
            case "delete"?:
                guard let key = item[mergeKey] else { throw .noMergeKey(item, mergeKey) }
                target.removeAll { $0[mergeKey] == key }
            case let unknown?: throw .unknownDirective(unknown, in: item)
            }
        }
        return replaces ? (plain, []) : (target, plain)
    }

    private static func mergeItems(
        _ patch: [Value], into target: [Value], _ mergeKey: String, _ schema: TypeSchema
    ) throws(StrategicMergeFailure) -> [Value] {
        var result = target
        for item in patch {
            guard let key = item[mergeKey], let changes = item.object else { throw .noMergeKey(item, mergeKey) }
            if let index = result.firstIndex(where: { $0[mergeKey] == key }), let present = result[index].object {
                result[index] = .object(try apply(changes, to: present, schema: schema))
            } else if let added = item.withoutNullMembers.withoutDirectives {
                result.append(added)
            }
        }
        return result
    }

    private static func requireKeys(_ items: [Value], _ mergeKey: String) throws(StrategicMergeFailure) {
        for item in items where item[mergeKey] == nil { throw .noMergeKey(item, mergeKey) }
    }

    /// The list of a field in the order that `$setElementOrder` asks for, with the patch's items, which go out of the
    /// patch; nil where neither side has the list.
    static func reorderedList(
        _ key: String, _ directive: Value, _ changes: inout Object, _ target: Object, _ schema: TypeSchema
    ) throws(StrategicMergeFailure) -> Value? {
        guard let order = directive.array else { throw .notAList(directive) }
        let present = try list(target[key])
        let patch = try list(changes[key])
        let mergeKey = schema.patchStrategy(of: key)?.mergeKey
        try requireOrder(patch ?? [], order, mergeKey)
        let merged: [Value]
        switch (present, patch) {
        case (nil, nil): return nil
        case (let present?, nil): merged = present
        case (nil, let patch?): merged = patch.compactMap(\.withoutDirectives)
        case (let present?, let patch?):
            merged = try mergeLists(patch, into: present, key: key, schema, deletes: false)
        }
        _ = try areObjects(present ?? [], patch ?? [])
        if let mergeKey { try requireKeys(merged + order, mergeKey) }
        changes[key] = nil
        return .array(
            ElementOrder(mergeKey: mergeKey, patch: order).applied(to: merged, server: present ?? []))
    }

    private static func list(_ value: Value?) throws(StrategicMergeFailure) -> [Value]? {
        guard let value else { return nil }
        guard case .array(let items) = value else { throw .notAList(value) }
        return items
    }

    /// The patch's items stand in the order too, one after another.
    private static func requireOrder(
        _ patch: [Value], _ order: [Value], _ mergeKey: String?
    ) throws(StrategicMergeFailure) {
        guard !patch.isEmpty, !order.isEmpty else { return }
        func identity(_ item: Value) throws(StrategicMergeFailure) -> Value {
            guard let mergeKey else { return item }
            guard let key = item[mergeKey] else { throw .noMergeKey(item, mergeKey) }
            return key
        }
        var rest = order[...]
        for item in patch where item[directive] != "delete" {
            if item[directive] != nil, !rest.isEmpty { continue }
            let wanted = try identity(item)
            while let next = rest.first, try identity(next) != wanted { rest.removeFirst() }
            guard rest.popFirst() != nil else { throw .otherOrder(patch, order) }
        }
    }
}
