package import Manifests

extension TypeSchema {
    /// `right` laid over `left`: nothing goes away, leaves are `right`'s, lists keep a common order
    /// (`typed.Merge`). Both must be valid; items that `left` has twice stay as they are.
    package func merge(_ left: Value, _ right: Value) -> Value {
        TypedMerge(table: table).merge(left, right, index) ?? .null
    }
}

private struct TypedMerge {
    let table: SchemaTable

    func merge(_ left: Value?, _ right: Value?, _ type: Int) -> Value? {
        guard let deciding = right ?? left else { return nil }
        let definition = table.types[type]
        switch definition.shape(of: deciding) {
        case .map?: return definition.map.flatMap { mergeMap(left, right, $0) }
        case .list?: return definition.list.flatMap { mergeList(left, right, $0) }
        case .scalar?, nil: return deciding
        }
    }

    private func mergeMap(_ left: Value?, _ right: Value?, _ map: MapSchema) -> Value? {
        let leftMembers = left?.object?.members ?? []
        let rightMembers = right?.object?.members ?? []
        // Both empty or null: a leaf, which keeps the difference between the two.
        if map.isAtomic || (leftMembers.isEmpty && rightMembers.isEmpty) { return right ?? left }
        var result: [Object.Member] = []
        result.reserveCapacity(max(leftMembers.count, rightMembers.count))
        func append(_ key: String, _ left: Value?, _ right: Value?) {
            if let merged = merge(left, right, table.memberType(key, of: map).type) {
                result.append(Object.Member(key: key, value: merged))
            }
        }
        SortedMembers.walk(leftMembers, rightMembers, append)
        return result.isEmpty ? nil : .object(Object(result))
    }

    private func mergeList(_ left: Value?, _ right: Value?, _ list: ListSchema) -> Value? {
        let leftItems = left?.array ?? []
        let rightItems = right?.array ?? []
        if list.isAtomic || (leftItems.isEmpty && rightItems.isEmpty) { return right ?? left }
        let left = KeyedItems(leftItems, list, table)
        let right = KeyedItems(rightItems, list, table)
        let result =
            left.isAligned(with: right)
            ? zip(left.items, right.items).compactMap { merge($0, $1, list.item) }
            : mergeItems(IndexedItems(left), IndexedItems(right), list.item)
        return result.isEmpty ? nil : .array(result)
    }

    /// Items in the order of `right`, each item of `left` alone after those it followed
    /// (`mergingWalker.visitListItems`).
    private func mergeItems(_ left: IndexedItems, _ right: IndexedItems, _ type: Int) -> [Value] {
        var result: [Value] = []
        result.reserveCapacity(max(left.elements.count, right.elements.count))
        var shared = right.elements.filter { left.places[$0] != nil }[...]
        var nextShared = shared.popFirst()
        var merged: Set<PathElement> = []
        var l = 0
        var r = 0
        func append(_ left: Value?, _ right: Value?) {
            if let value = merge(left, right, type) { result.append(value) }
        }
        while l < left.elements.count || r < right.elements.count {
            if l < left.elements.count, r < right.elements.count {
                let element = left.elements[l]
                if element == right.elements[r] {
                    merged.insert(element)
                    append(left.single(element), right.single(element))
                    l += 1
                    r += 1
                    nextShared = shared.popFirst()
                    continue
                }
                if right.places[element] != nil, let wanted = nextShared, wanted != element {
                    // Shared, but another comes first in the order of `right`.
                    l += 1
                    continue
                }
            }
            if l < left.elements.count {
                let element = left.elements[l]
                if right.places[element] == nil {
                    append(left.items[l], nil)
                    l += 1
                    continue
                }
                if merged.contains(element) { l += 1 }
            }
            if r < right.elements.count {
                let element = right.elements[r]
                merged.insert(element)
                append(left.single(element), right.single(element))
                r += 1
                if nextShared == element { nextShared = shared.popFirst() }
            }
        }
        return result
    }
}

/// The items of a list with their path elements; items that have none are left out.
struct KeyedItems {
    private(set) var elements: [PathElement] = []
    private(set) var items: [Value] = []

    init(_ list: [Value], _ schema: ListSchema, _ table: SchemaTable) {
        elements.reserveCapacity(list.count)
        items.reserveCapacity(list.count)
        for item in list {
            guard let element = try? table.element(of: item, in: schema) else { continue }
            elements.append(element)
            items.append(item)
        }
    }

    /// Whether both lists have the same items in the same order, none twice: most lists most times. Only short lists
    /// are looked at, so it is cheaper than an index.
    func isAligned(with other: KeyedItems) -> Bool {
        guard elements.count <= 8, elements == other.elements else { return false }
        for index in elements.indices.dropFirst() where elements[..<index].contains(elements[index]) { return false }
        return true
    }
}

/// ``KeyedItems`` with an index by element.
struct IndexedItems {
    let elements: [PathElement]
    let items: [Value]
    /// The positions of each element.
    private(set) var places: [PathElement: [Int]] = [:]

    init(_ keyed: KeyedItems) {
        elements = keyed.elements
        items = keyed.items
        places.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() { places[element, default: []].append(index) }
    }

    /// The item of an element; nil where there is none, or more than one.
    func single(_ element: PathElement) -> Value? {
        guard let places = places[element], places.count == 1 else { return nil }
        return items[places[0]]
    }

    func all(_ element: PathElement) -> [Value] { (places[element] ?? []).map { items[$0] } }
}

/// Two sorted lists of members, walked side by side.
enum SortedMembers {
    static func walk(
        _ left: [Object.Member], _ right: [Object.Member], _ visit: (String, Value?, Value?) -> Void
    ) {
        var l = 0
        var r = 0
        while l < left.count, r < right.count {
            let order = left[l].key.compareBytes(with: right[r].key)
            if order == 0 {
                visit(left[l].key, left[l].value, right[r].value)
                l += 1
                r += 1
            } else if order < 0 {
                visit(left[l].key, left[l].value, nil)
                l += 1
            } else {
                visit(right[r].key, nil, right[r].value)
                r += 1
            }
        }
        for member in left[l...] { visit(member.key, member.value, nil) }
        for member in right[r...] { visit(member.key, nil, member.value) }
    }
}
