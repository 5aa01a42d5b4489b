package import Manifests

/// One step from a containing value to a part of it (structured-merge-diff `fieldpath.PathElement`).
package enum PathElement: Sendable {
    /// A field of a struct or a key of a map.
    case field(String)
    /// The item of a list of type `map` whose key fields have these values.
    case key(Object)
    /// The item of a list of type `set` that is this value.
    case value(Value)
    /// The item of an atomic list at this position, from 0.
    case index(Int)
}

extension PathElement: Hashable {
    package static func == (left: PathElement, right: PathElement) -> Bool { compare(left, right) == 0 }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .field(let name):
            hasher.combine(name)
        case .key(let key):
            for member in key {
                hasher.combine(member.key)
                Self.hash(member.value, into: &hasher)
            }
        case .value(let value):
            Self.hash(value, into: &hasher)
        case .index(let index):
            hasher.combine(index)
        }
    }

    /// 1 and 1.0 are one key, so numbers are hashed alike.
    private static func hash(_ value: Value, into hasher: inout Hasher) {
        switch value {
        case .integer(let integer): hasher.combine(Double(integer))
        case .double(let double): hasher.combine(double)
        case .string(let text): hasher.combine(text)
        case .bool(let bool): hasher.combine(bool)
        case .null, .array, .object: break
        }
    }
}

extension PathElement: Comparable {
    package static func < (left: PathElement, right: PathElement) -> Bool { compare(left, right) < 0 }

    /// Fields first, then keys, values, indices; each kind in its own order.
    static func compare(_ left: PathElement, _ right: PathElement) -> Int {
        switch (left, right) {
        case (.field(let a), .field(let b)): a.compareBytes(with: b)
        case (.key(let a), .key(let b)): ValueOrder.compare(a, b)
        case (.value(let a), .value(let b)): ValueOrder.compare(a, b)
        case (.index(let a), .index(let b)): a < b ? -1 : (a == b ? 0 : 1)
        default: left.rank - right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .field: 0
        case .key: 1
        case .value: 2
        case .index: 3
        }
    }
}

extension PathElement: CustomStringConvertible {
    /// `.image`, `[name="model"]`, `[="example.com/hold"]`, `[3]`: as the API server prints it.
    package var description: String {
        switch self {
        case .field(let name): "." + name
        case .key(let key):
            "[" + key.members.map { "\($0.key)=\(GoText.of($0.value))" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(GoText.of(value))]"
        case .index(let index): "[\(index)]"
        }
    }
}
