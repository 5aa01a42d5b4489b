package import Manifests

/// What differs between two objects of one type (`typed.Comparison`). No path is in two of the sets unless a
/// list had an item twice.
package struct Comparison: Sendable, Hashable {
    /// Paths that only the first object has.
    package var removed = FieldSet()
    /// Leaves that both have, with different values.
    package var modified = FieldSet()
    /// Paths that only the second object has.
    package var added = FieldSet()

    package var isSame: Bool { removed.isEmpty && modified.isEmpty && added.isEmpty }
}

extension TypeSchema {
    /// Compares two objects; equal parts cost one pass and no allocation.
    package func compare(_ left: Value, _ right: Value) -> Comparison {
        let difference = Comparer(table: table).compare(left, right, index)
        return Comparison(
            removed: difference.removed.set, modified: difference.modified.set, added: difference.added.set)
    }
}

/// Paths below a value, and the value's own.
private struct Mark {
    var isMember = false
    var nodes: [FieldSet.Node] = []

    var set: FieldSet { FieldSet(sorted: nodes) }
    var isEmpty: Bool { !isMember && nodes.isEmpty }

    mutating func append(_ element: PathElement, _ mark: Mark) {
        if mark.isEmpty { return }
        nodes.append(.init(element: element, isMember: mark.isMember, children: mark.set))
    }

    mutating func formUnion(_ other: Mark) {
        isMember = isMember || other.isMember
        if !other.nodes.isEmpty { nodes = set.union(other.set).nodes }
    }

    mutating func sort() {
        if nodes.count > 1 { nodes.sort { $0.element < $1.element } }
    }
}

private struct Difference {
    var removed = Mark()
    var modified = Mark()
    var added = Mark()

    mutating func append(_ element: PathElement, _ other: Difference) {
        removed.append(element, other.removed)
        modified.append(element, other.modified)
        added.append(element, other.added)
    }
}

private struct Comparer {
    let table: SchemaTable

    func compare(_ left: Value?, _ right: Value?, _ type: Int) -> Difference {
        let definition = table.types[type]
        let leftShape = left.flatMap { definition.shape(of: $0) }
        let rightShape = right.flatMap { definition.shape(of: $0) }
        var difference = Difference()
        if left != nil, right != nil, leftShape != rightShape {
            handle(left, right, definition, leftShape, into: &difference)
        }
        handle(left, right, definition, right == nil ? leftShape : rightShape, into: &difference)
        if left == nil { difference.added.isMember = true }
        if right == nil { difference.removed.isMember = true }
        return difference
    }

    private func handle(
        _ left: Value?, _ right: Value?, _ definition: TypeDefinition, _ shape: TypeDefinition.Shape?,
        into difference: inout Difference
    ) {
        switch shape {
        case .map?: if let map = definition.map { compareMaps(left, right, map, into: &difference) }
        case .list?: if let list = definition.list { compareLists(left, right, list, into: &difference) }
        case .scalar?, nil: compareLeaves(left, right, into: &difference)
        }
    }

    private func compareLeaves(_ left: Value?, _ right: Value?, into difference: inout Difference) {
        if let left, let right, !ValueOrder.equal(left, right) { difference.modified.isMember = true }
    }

    private func compareMaps(_ left: Value?, _ right: Value?, _ map: MapSchema, into difference: inout Difference) {
        let leftMembers = left?.object?.members ?? []
        let rightMembers = right?.object?.members ?? []
        if map.isAtomic || (leftMembers.isEmpty && rightMembers.isEmpty) {
            return compareLeaves(left, right, into: &difference)
        }
        var below = Difference()
        SortedMembers.walk(leftMembers, rightMembers) { key, left, right in
            below.append(.field(key), compare(left, right, table.memberType(key, of: map).type))
        }
        merge(below, into: &difference)
    }

    private func compareLists(_ left: Value?, _ right: Value?, _ list: ListSchema, into difference: inout Difference) {
        let leftItems = left?.array ?? []
        let rightItems = right?.array ?? []
        if list.isAtomic || (leftItems.isEmpty && rightItems.isEmpty) {
            return compareLeaves(left, right, into: &difference)
        }
        if leftItems == rightItems { return }
        let left = KeyedItems(leftItems, list, table)
        let right = KeyedItems(rightItems, list, table)
        var below = Difference()
        if left.isAligned(with: right) {
            for (index, element) in left.elements.enumerated() {
                below.append(element, compare(left.items[index], right.items[index], list.item))
            }
        } else {
            let indexedLeft = IndexedItems(left)
            let indexedRight = IndexedItems(right)
            for element in Set(left.elements).union(right.elements) {
                compareItems(element, indexedLeft.all(element), indexedRight.all(element), list.item, into: &below)
            }
        }
        below.removed.sort()
        below.modified.sort()
        below.added.sort()
        merge(below, into: &difference)
    }

    /// An item that stands in a list twice is compared as one whole, and marked as such.
    private func compareItems(
        _ element: PathElement, _ left: [Value], _ right: [Value], _ type: Int, into difference: inout Difference
    ) {
        var result = Difference()
        switch (left.count, right.count) {
        case (...1, ...1):
            result = compare(left.first, right.first, type)
        case (2..., 2...):
            result.modified.isMember = !ValueOrder.equal(.array(left), .array(right))
        case (2..., _):
            if let item = right.first { result = compare(nil, item, type) }
            result.removed.isMember = true
        default:
            if let item = left.first { result = compare(item, nil, type) }
            result.added.isMember = true
        }
        difference.append(element, result)
    }

    private func merge(_ below: Difference, into difference: inout Difference) {
        difference.removed.formUnion(below.removed)
        difference.modified.formUnion(below.modified)
        difference.added.formUnion(below.added)
    }
}
