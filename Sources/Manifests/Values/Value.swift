/// A JSON-shaped value: what a manifest, a request body or a live object is made of.
///
/// Numbers follow Kubernetes: an integer that fits 64 bits is an ``integer(_:)``, everything else with a
/// fraction, an exponent or more digits is a ``double(_:)``, which is always finite.
/// Equality is equality of the bytes: `"é"` written in two Unicode forms are two different strings,
/// and `1` and `1.0` are two different numbers.
package enum Value: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([Value])
    case object(Object)
}

extension Value: Equatable {
    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.double(let a), .double(let b)): a == b
        case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }
}

extension Value: Hashable {
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let bool): hasher.combine(bool)
        case .integer(let integer): hasher.combine(integer)
        case .double(let double): hasher.combine(double)
        case .string(let string): hasher.combine(string)
        case .array(let array): hasher.combine(array)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension Value {
    // Looked at for every field of every object, so other modules get their bodies too.
    @inlinable package var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    @inlinable package var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    @inlinable package var string: String? { if case .string(let string) = self { string } else { nil } }
    @inlinable package var array: [Value]? { if case .array(let array) = self { array } else { nil } }
    @inlinable package var object: Object? { if case .object(let object) = self { object } else { nil } }
    @inlinable package var isNull: Bool { if case .null = self { true } else { false } }

    /// The member of an object; nil for an absent key and for every value that is no object.
    @inlinable package subscript(key: String) -> Value? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The member of a member, without the list that longer paths are handed over in.
    @inlinable package subscript(path first: String, second: String) -> Value? { self[first]?[second] }

    /// The value at the end of a path of object keys; nil where a key is absent or a step is no object.
    package subscript(path keys: String...) -> Value? {
        var value = self
        for key in keys {
            guard let next = value[key] else { return nil }
            value = next
        }
        return value
    }

    /// What the value is, in the words of an error message: "a string", "an object", …
    package var kindInWords: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .double: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

// No literal for null: where an optional value is meant, `nil` must mean that there is none.
extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Object(elements.map { Object.Member(key: $0, value: $1) }))
    }
}
