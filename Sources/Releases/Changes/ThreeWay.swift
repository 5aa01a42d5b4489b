import Manifests

/// Merges two changes of one value, field by field; nil stands for an absent field.
///
/// Taking a change back is merging with the changed value as ancestor and the value before it as theirs: what was
/// changed goes back, what others changed since stays as it is.
enum ThreeWay {
    /// - Returns: theirs where only they changed it, else ours: a field that both changed stays ours.
    static func merge(ancestor: Value?, ours: Value?, theirs: Value?) -> Value? {
        if ours == ancestor { return theirs }
        if theirs == ancestor || ours == theirs { return ours }
        switch (ancestor, ours, theirs) {
        case (.object(let ancestor)?, .object(let ours)?, .object(let theirs)?):
            return .object(merge(ancestor, ours, theirs))
        case (.array(let ancestor)?, .array(let ours)?, .array(let theirs)?):
            return merge(ancestor, ours, theirs).map(Value.array) ?? .array(ours)
        default: return ours
        }
    }

    private static func merge(_ ancestor: Object, _ ours: Object, _ theirs: Object) -> Object {
        var result = ours
        for key in Set(ancestor.keys).union(ours.keys).union(theirs.keys) {
            result[key] = merge(ancestor: ancestor[key], ours: ours[key], theirs: theirs[key])
        }
        return result
    }

    /// Elements that bear names are the same by name; others by place, where all three have as many.
    private static func merge(_ ancestor: [Value], _ ours: [Value], _ theirs: [Value]) -> [Value]? {
        if let ancestor = NamedElements(ancestor), let ours = NamedElements(ours), let theirs = NamedElements(theirs) {
            return merge(ancestor, ours, theirs)
        }
        guard ancestor.count == ours.count, ours.count == theirs.count else { return nil }
        return zip(zip(ancestor, ours), theirs).compactMap { merge(ancestor: $0.0, ours: $0.1, theirs: $1) }
    }

    private static func merge(_ ancestor: NamedElements, _ ours: NamedElements, _ theirs: NamedElements) -> [Value] {
        var names = ours.names
        for (index, name) in theirs.names.enumerated() where !names.contains(name) {
            names.insert(name, at: min(index, names.count))
        }
        return names.compactMap { merge(ancestor: ancestor[$0], ours: ours[$0], theirs: theirs[$0]) }
    }
}

/// A list whose elements are objects with a `name` each, as containers, ports and environment variables are.
private struct NamedElements {
    let names: [String]
    private let elements: [String: Value]

    /// - Returns: nil for a list with an element without a name, or with a name twice.
    init?(_ list: [Value]) {
        names = list.compactMap { $0["name"]?.string }
        guard names.count == list.count, Set(names).count == names.count else { return nil }
        elements = Dictionary(uniqueKeysWithValues: zip(names, list))
    }

    subscript(name: String) -> Value? { elements[name] }
}
