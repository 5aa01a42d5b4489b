/// What a call costs beside its arguments, in the API server's units: a tenth for each code point that is gone over.
enum CallCost: Sendable {
    case one
    /// So much for each code point, byte or element of an argument.
    case traversal(argument: Int, factor: Double)
    /// `==`, `<`: the shorter of two.
    case comparison
    /// `+`: both texts; one for numbers, and for lists.
    case concatenation
    /// `contains`: each code point of one for each of the other.
    case product
    /// The text for every four code points of the pattern.
    case pattern
    /// `in`: the list.
    case membership
    /// All elements, and what is in them.
    case elements
    /// The text that comes out, twice.
    case result
    /// `sets`: each element of one for each of the other.
    case pairs
    /// `string` and `bytes`: a text from bytes or bytes from a text is gone over.
    case transcoding
    /// `format.validate`: the text for the pattern of a named format.
    case namedFormat
    /// `containsIP`, `containsCIDR`.
    case network(extra: Bool)

    static let text = 0.1

    func units(_ arguments: [Datum], _ result: Datum) -> UInt64 {
        func size(_ index: Int) -> Double {
            arguments.indices.contains(index) ? Double(arguments[index].size ?? 1) : 1
        }
        switch self {
        case .one: return 1
        case .traversal(let argument, let factor): return Self.whole(size(argument) * factor)
        case .comparison: return Self.whole(min(size(0), size(1)) * Self.text)
        case .concatenation:
            switch arguments.first {
            case .string, .bytes: return Self.whole((size(0) + size(1)) * Self.text)
            default: return 1
            }
        case .product: return Self.times(Self.whole(size(0) * Self.text), Self.whole(size(1) * Self.text))
        case .pattern: return Self.times(Self.whole((1 + size(0)) * Self.text), Self.whole(size(1) * 0.25))
        case .membership:
            if case .list(let list)? = arguments.last { return UInt64(list.count) }
            return 1
        case .elements: return arguments.first.map(Self.traversal) ?? 0
        case .result: return Self.whole(Double(result.size ?? 1) * 2 * Self.text)
        case .pairs: return Self.times(Self.whole(size(0)), Self.whole(size(1))) + 1
        case .transcoding:
            switch (arguments.first, result) {
            case (.string, .bytes), (.bytes, .string): return Self.whole(size(0) * Self.text)
            default: return 1
            }
        case .namedFormat:
            guard case .opaque(let value)? = arguments.first, let format = value as? NamedFormat else { return 1 }
            return Self.times(Self.whole(size(1) * Self.text), Self.whole(Double(format.patternSize) * 0.25))
        case .network(let extra): return Self.network(arguments, isExtra: extra)
        }
    }

    private static func network(_ arguments: [Datum], isExtra: Bool) -> UInt64 {
        let own = Double(arguments.first?.size ?? 1)
        var units = whole(own * 2 * text)
        if isExtra { units += whole(own * text) + 1 }
        if case .string(let other)? = arguments.last { units += whole(Double(other.unicodeScalars.count) * text) }
        return units
    }

    private static func whole(_ value: Double) -> UInt64 { UInt64(exactly: value.rounded(.up)) ?? 1 << 62 }

    private static func times(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (product, overflow) = left.multipliedReportingOverflow(by: right)
        return overflow ? 1 << 62 : min(product, 1 << 62)
    }

    private static func traversal(_ datum: Datum) -> UInt64 {
        switch datum {
        case .string(let text): return UInt64(Double(text.utf8.count) * Self.text)
        case .bytes(let bytes): return UInt64(Double(bytes.count) * text)
        case .list(let list):
            guard let elements = try? list.elements() else { return UInt64(list.count) }
            return elements.reduce(0) { $0 + traversal($1) }
        case .map(let map):
            return map.keys.reduce(0) { sum, key in
                sum + traversal(key) + ((try? map.value(key)).flatMap { $0.map(traversal) } ?? 1)
            }
        default: return 1
        }
    }
}
