import Manifests

/// What a part of an object was before the change, as far as that can be told (KEP-4008).
struct Correlation {
    private struct Pair {
        var new: Value
        var old: Value
        var schema: Object
    }

    /// Nil where nothing of the old object answers to this part.
    private var current: Pair?
    /// The nearest part above that has an old one.
    private var parent: Pair?

    init(new: Value, old: Value?, schema: Object) {
        current = old.map { Pair(new: new, old: $0, schema: schema) }
    }

    private init(current: Pair?, parent: Pair?) {
        self.current = current
        self.parent = parent
    }

    /// Whether this part, or that above which is known, is as it was.
    var isUnchanged: Bool {
        guard let pair = current ?? parent else { return false }
        return Self.areEqual(pair.new, pair.old, pair.schema)
    }

    /// For parts of `allOf`, which answer for themselves only through what stands above.
    var uncorrelated: Correlation { Correlation(current: nil, parent: parent) }

    func key(_ name: String) -> Correlation {
        guard let current else { return self }
        // The server takes these two from the request's place, whatever the object says.
        if parent == nil, name == "apiVersion" || name == "kind" { return Correlation(current: nil, parent: nil) }
        return Correlation(current: Self.member(name, of: current), parent: current)
    }

    func index(_ index: Int) -> Correlation {
        guard let current else { return self }
        return Correlation(current: Self.element(index, of: current), parent: current)
    }

    private static func member(_ name: String, of pair: Pair) -> Pair? {
        guard let new = pair.new[name], let old = pair.old[name],
            let schema = pair.schema["properties"]?[name]?.object ?? pair.schema["additionalProperties"]?.object
        else { return nil }
        return Pair(new: new, old: old, schema: schema)
    }

    private static func element(_ index: Int, of pair: Pair) -> Pair? {
        guard let items = pair.new.array, items.indices.contains(index), let olds = pair.old.array,
            let schema = pair.schema["items"]?.object
        else { return nil }
        let old: Value?
        switch pair.schema["x-kubernetes-list-type"]?.string {
        case "map": old = KeyedItems(olds, pair.schema)?.match(of: items[index])
        case "set", "atomic": old = nil
        default: old = olds.indices.contains(index) ? olds[index] : nil
        }
        return old.map { Pair(new: items[index], old: $0, schema: schema) }
    }

    /// Equality in which the elements of map lists may change places.
    private static func areEqual(_ new: Value, _ old: Value, _ schema: Object) -> Bool {
        if new == old { return true }
        switch (new, old) {
        case (.array(let items), .array(let olds)):
            guard items.count == olds.count, let known = KeyedItems(olds, schema), let below = schema["items"]?.object
            else { return false }
            return items.allSatisfy { item in known.match(of: item).map { areEqual(item, $0, below) } ?? false }
        case (.object(let members), .object(let olds)):
            guard members.count == olds.count else { return false }
            return members.allSatisfy { member in
                guard let old = olds[member.key],
                    let below = schema["properties"]?[member.key]?.object ?? schema["additionalProperties"]?.object
                else { return false }
                return areEqual(member.value, old, below)
            }
        default: return false
        }
    }
}
