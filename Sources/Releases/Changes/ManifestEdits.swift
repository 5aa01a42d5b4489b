package import Manifests

/// The edits of a text that lead from one value to another, each as small as can be.
package enum ManifestEdits {
    /// - Parameter path: from the root of the document to the value.
    package static func from(_ old: Value, to new: Value, at path: [PathStep] = []) -> [YAMLEdit] {
        if old == new { return [] }
        switch (old, new) {
        case (.object(let old), .object(let new)): return objects(old, new, at: path)
        case (.array(let old), .array(let new)): return arrays(old, new, at: path)
        default: return [.set(path, to: new)]
        }
    }

    private static func objects(_ old: Object, _ new: Object, at path: [PathStep]) -> [YAMLEdit] {
        let removed = old.keys.filter { new[$0] == nil }.map { YAMLEdit.remove(path + [.key($0)]) }
        let set = new.flatMap { member -> [YAMLEdit] in
            let place = path + [.key(member.key)]
            return old[member.key].map { from($0, to: member.value, at: place) } ?? [.set(place, to: member.value)]
        }
        return removed + set
    }

    /// Elements are compared by place; surplus ones go from the end, missing ones are appended.
    private static func arrays(_ old: [Value], _ new: [Value], at path: [PathStep]) -> [YAMLEdit] {
        if let edits = singleRemoval(old, new, at: path) { return edits }
        let kept = zip(old, new).enumerated().flatMap { index, pair in
            from(pair.0, to: pair.1, at: path + [.index(index)])
        }
        let removed = (min(old.count, new.count)..<old.count).reversed().map {
            YAMLEdit.remove(path + [.index($0)])
        }
        let added = new.enumerated().dropFirst(old.count).map { YAMLEdit.set(path + [.index($0)], to: $1) }
        return kept + removed + added
    }

    /// One element less, the others as they were: its lines go and no other.
    private static func singleRemoval(_ old: [Value], _ new: [Value], at path: [PathStep]) -> [YAMLEdit]? {
        guard old.count == new.count + 1 else { return nil }
        let index = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? new.count
        guard Array(old[(index + 1)...]) == Array(new[index...]) else { return nil }
        return [.remove(path + [.index(index)])]
    }
}
