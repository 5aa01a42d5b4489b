import StructuredMerge

/// Values as texts, as Go writes them.
enum TextForm {
    /// As `string(…)` and error messages show a value.
    static func plain(_ datum: Datum) -> String {
        switch datum {
        case .null: "null"
        case .bool(let value): String(value)
        case .int(let value): String(value)
        case .uint(let value): String(value)
        case .double(let value): general(value)
        case .string(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .timestamp(let instant): instant.text
        case .duration(let span): seconds(span)
        case .type(let name): name
        default: datum.typeName
        }
    }

    /// `%g`: the shortest digits that give the number back, with an exponent for very small and very large numbers.
    static func general(_ value: Double) -> String {
        if let text = special(value, infinity: "Inf", sign: "+") { return text }
        return GoText.number(value)
    }

    /// All digits, no exponent: `%f` of the shortest precision.
    static func decimal(_ value: Double) -> String {
        if let text = special(value, infinity: "Infinity", sign: "") { return text }
        let (digits, exponent) = Self.digits(value)
        return (value.sign == .minus ? "-" : "") + fixed(digits, exponent)
    }

    private static func special(_ value: Double, infinity: String, sign: String) -> String? {
        if value.isNaN { return "NaN" }
        guard value.isInfinite else { return nil }
        return value < 0 ? "-\(infinity)" : sign + infinity
    }

    private static func fixed(_ digits: String, _ exponent: Int) -> String {
        if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
        guard digits.count > exponent + 1 else {
            return digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return "\(digits.prefix(exponent + 1)).\(digits.dropFirst(exponent + 1))"
    }

    /// The significant digits and the power of ten of the first.
    private static func digits(_ value: Double) -> (digits: String, exponent: Int) {
        if value == 0 { return ("0", 0) }
        var text = value.magnitude.description.lowercased()[...]
        var exponent = 0
        if let mark = text.firstIndex(of: "e") {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts.first.map(String.init) ?? ""
        let all = whole + (parts.count > 1 ? String(parts[1]) : "")
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.hasSuffix("0") { digits.removeLast() }
        return (digits.isEmpty ? "0" : digits, exponent + whole.count - 1 - leading)
    }

    /// A duration in seconds: `6347s`, `1.5s`.
    static func seconds(_ span: Int64) -> String {
        let magnitude = span.magnitude
        var fraction = String(magnitude % 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return "\(span < 0 ? "-" : "")\(magnitude / 1_000_000_000)\(fraction.isEmpty ? "" : "." + fraction)s"
    }
}
