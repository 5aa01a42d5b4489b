import Manifests

/// The order and the equality of values as structured-merge-diff has them (`value.Compare`, `value.Equals`):
/// numbers compare by what they count, so `1` is `1.0`; kinds follow one another as number, string, boolean,
/// list, map, null.
enum ValueOrder {
    static func equal(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.array(let a), .array(let b)):
            guard a.count == b.count else { return false }
            for index in a.indices where !equal(a[index], b[index]) { return false }
            return true
        case (.object(let a), .object(let b)):
            guard a.count == b.count else { return false }
            for (one, other) in zip(a.members, b.members) {
                guard one.key.hasSameBytes(as: other.key), equal(one.value, other.value) else { return false }
            }
            return true
        default:
            return compare(left, right) == 0
        }
    }

    /// Negative, zero or positive as `left` comes before, is, or comes after `right`.
    static func compare(_ left: Value, _ right: Value) -> Int {
        switch (left, right) {
        case (.integer(let a), .integer(let b)): return a < b ? -1 : (a == b ? 0 : 1)
        case (.double(let a), .double(let b)): return order(a, b)
        case (.double(let a), .integer(let b)): return order(a, Double(b))
        case (.integer(let a), .double(let b)): return order(Double(a), b)
        case (.string(let a), .string(let b)): return a.compareBytes(with: b)
        case (.bool(let a), .bool(let b)): return a == b ? 0 : (a ? 1 : -1)
        case (.array(let a), .array(let b)): return compare(a, b)
        case (.object(let a), .object(let b)): return compare(a, b)
        case (.null, .null): return 0
        default: return rank(left) - rank(right)
        }
    }

    static func compare(_ left: Object, _ right: Object) -> Int {
        for (a, b) in zip(left.members, right.members) {
            let keys = a.key.compareBytes(with: b.key)
            if keys != 0 { return keys }
            let values = compare(a.value, b.value)
            if values != 0 { return values }
        }
        return left.count - right.count
    }

    private static func compare(_ left: [Value], _ right: [Value]) -> Int {
        for (a, b) in zip(left, right) {
            let result = compare(a, b)
            if result != 0 { return result }
        }
        return left.count - right.count
    }

    private static func order(_ left: Double, _ right: Double) -> Int {
        left < right ? -1 : (left == right ? 0 : 1)
    }

    private static func rank(_ value: Value) -> Int {
        switch value {
        case .double, .integer: 0
        case .string: 1
        case .bool: 2
        case .array: 3
        case .object: 4
        case .null: 5
        }
    }
}
