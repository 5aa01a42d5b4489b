/// The type that the checker gives to an expression.
indirect enum ValueType: Hashable, Sendable {
    /// Known at run time only; agrees with every type.
    case dynamic
    /// Of an expression that is refused already; agrees with every type, so that one mistake is one fault.
    case error
    case null
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case timestamp
    case duration
    case list(ValueType)
    case map(ValueType, ValueType)
    /// The type of a type; nil stands for any.
    case type(ValueType?)
    case optional(ValueType)
    /// A type of a library, with operations of its own: a quantity, an IP address.
    case opaque(String)
    case object(ObjectType)
    /// A type parameter of an overload, or a type not yet found.
    case variable(Int)
}

/// The type of an object with a schema; equal only to itself, as every object in a schema has a type of its own.
package final class ObjectType: Sendable {
    let name: String
    /// By the names that rules use, which are escaped.
    let fields: [String: ValueType]

    init(name: String, fields: [String: ValueType]) {
        self.name = name
        self.fields = fields
    }
}

extension ObjectType: Hashable {
    package static func == (left: ObjectType, right: ObjectType) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension ValueType: CustomStringConvertible {
    /// As errors of the checker show it.
    var description: String {
        switch self {
        case .dynamic: "dyn"
        case .error: "!error!"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .type(let type): type.map { "type(\($0))" } ?? "type"
        case .optional(let value): "optional_type(\(value))"
        case .opaque(let name): name
        case .object(let object): object.name
        case .variable(let number): "_var\(number)"
        }
    }

    var isDynamic: Bool { self == .dynamic || self == .error }

    /// The types within.
    var parameters: [ValueType] {
        switch self {
        case .list(let element), .optional(let element): [element]
        case .map(let key, let value): [key, value]
        case .type(let type): type.map { [$0] } ?? []
        default: []
        }
    }
}
