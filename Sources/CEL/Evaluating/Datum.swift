import Manifests

/// A value of the language.
enum Datum: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case timestamp(Instant)
    /// Nanoseconds.
    case duration(Int64)
    case list(ListDatum)
    case map(MapDatum)
    case type(String)
    indirect case optional(Datum?)
    case opaque(any OpaqueDatum)
    /// What `x-kubernetes-preserve-unknown-fields` kept: it can be compared, and nothing else.
    case preserved(Value)
}

/// A value of a library's own type.
protocol OpaqueDatum: Sendable {
    static var typeName: String { get }
    func isEqual(to other: any OpaqueDatum) -> Bool
    /// Nil where the type has no size.
    var size: Int? { get }
}

extension OpaqueDatum {
    var size: Int? { nil }
}

extension Datum {
    /// The name of its type at run time.
    var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional_type"
        case .opaque(let value): Swift.type(of: value).typeName
        case .preserved: "unknown"
        }
    }

    /// Elements, entries, code points or bytes; nil where the type has no size.
    var size: Int? {
        switch self {
        case .string(let text): text.unicodeScalars.count
        case .bytes(let bytes): bytes.count
        case .list(let list): list.count
        case .map(let map): map.count
        case .opaque(let value): value.size
        default: nil
        }
    }

    /// Empty, zero or none: what `optional.ofNonZeroValue` makes nothing of.
    var isZero: Bool {
        switch self {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let text): text.isEmpty
        case .bytes(let bytes): bytes.isEmpty
        case .duration(let value): value == 0
        case .list(let list): list.count == 0
        case .map(let map): map.count == 0
        case .optional(let value): value == nil
        case .timestamp, .type, .opaque, .preserved: false
        }
    }

    static func list(_ elements: [Datum]) -> Datum { .list(ListDatum(elements)) }
    static func strings(_ texts: [String]) -> Datum { .list(texts.map(Datum.string)) }
}
