import Manifests

/// What an expression of a policy evaluates to.
///
/// An optional is its value or ``none``: optionals do not nest. JSON stays the tree that it came as; nothing is
/// copied but references.
enum Datum: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case double(Double)
    case string(String)
    case json(Value)
    case list([Datum])
    /// A list of JSON values, as it lies in the tree.
    case jsonList([Value])
    /// Milliseconds since 1970.
    case time(Int)
    /// Milliseconds.
    case span(Int)
    case object(Box)
    /// A field that the input left out; reading it is a fault.
    case missing
}

/// A value that is shared by reference.
///
/// INVARIANT: immutable once made, but for caches that hold what a second computation would find again; a box lives
/// within the evaluation of one decision or holds constants.
class Box: @unchecked Sendable {}

/// A struct: its fields in the order of their declaration.
final class Record: Box, @unchecked Sendable {
    let nominal: NominalID
    let fields: [Datum]

    init(_ nominal: NominalID, _ fields: [Datum]) {
        self.nominal = nominal
        self.fields = fields
    }
}

/// A set of strings, numbers or other values, in order.
final class SetBox: Box, @unchecked Sendable {
    /// Ascending, each once.
    let elements: [Datum]

    init(_ unsorted: [Datum]) {
        var elements: [Datum] = []
        for element in unsorted.sorted(by: { Datum.order($0, $1) < 0 }) {
            if let last = elements.last, Datum.order(last, element) == 0 { continue }
            elements.append(element)
        }
        self.elements = elements
    }

    func contains(_ element: Datum) -> Bool {
        if elements.count <= 8 { return elements.contains { Datum.equals($0, element) } }
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if Datum.order(elements[middle], element) < 0 { low = middle + 1 } else { high = middle }
        }
        return low < elements.count && Datum.order(elements[low], element) == 0
    }
}

/// A dictionary, its keys ascending.
final class MapBox: Box, @unchecked Sendable {
    let keys: [Datum]
    let values: [Datum]

    static let empty = MapBox(ascending: [], [])

    /// Takes keys that are in order already, each once.
    init(ascending keys: [Datum], _ values: [Datum]) {
        self.keys = keys
        self.values = values
    }

    /// Of two equal keys the later wins.
    init(_ pairs: [(Datum, Datum)]) {
        var keys: [Datum] = []
        var values: [Datum] = []
        let order = pairs.indices.sorted {
            let order = Datum.order(pairs[$0].0, pairs[$1].0)
            return order == 0 ? $0 < $1 : order < 0
        }
        for index in order {
            if let last = keys.last, Datum.order(last, pairs[index].0) == 0 {
                values[values.count - 1] = pairs[index].1
            } else {
                keys.append(pairs[index].0)
                values.append(pairs[index].1)
            }
        }
        self.keys = keys
        self.values = values
    }

    func value(_ key: Datum) -> Datum {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if Datum.order(keys[middle], key) < 0 { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && Datum.order(keys[low], key) == 0 ? values[low] : .none
    }
}

final class RangeBox: Box, @unchecked Sendable {
    let lower: Datum
    let upper: Datum
    let isClosed: Bool

    init(_ lower: Datum, _ upper: Datum, isClosed: Bool) {
        self.lower = lower
        self.upper = upper
        self.isClosed = isClosed
    }
}

final class QuantityBox: Box, @unchecked Sendable {
    let quantity: Quantity

    init(_ quantity: Quantity) { self.quantity = quantity }
}
