/// What a scalar means: go-yaml v2's `resolve.go`, as sigs.k8s.io/yaml has it.
enum ScalarResolver {
    enum Resolution {
        case null
        case bool(Bool)
        case integer(Int64)
        /// Above `Int64.max`.
        case unsigned(UInt64)
        /// Also infinite and not a number.
        case double(Double)
        /// The text itself.
        case string
    }

    /// The meaning of a plain scalar without a tag.
    static func resolve(_ text: UnsafeRawBufferPointer) -> Resolution {
        guard let first = text.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return number(text)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return word(text) ?? number(text)
        case UInt8(ascii: "."): return word(text) ?? fraction(text)
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"),
            UInt8(ascii: "~"):
            return word(text) ?? .string
        default: return .string
        }
    }

    private static func word(_ text: UnsafeRawBufferPointer) -> Resolution? {
        guard text.count <= 5 else { return nil }
        switch String(decoding: text, as: UTF8.self) {
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return .bool(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return .bool(false)
        case "~", "null", "Null", "NULL": return .null
        case ".nan", ".NaN", ".NAN": return .double(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
        default: return nil
        }
    }

    /// A scalar that begins with a digit or a sign.
    private static func number(_ text: UnsafeRawBufferPointer) -> Resolution {
        if let small = smallDecimal(text) { return .integer(small) }
        // "_" may stand anywhere and means nothing.
        let plain = text.contains(UInt8(ascii: "_")) ? text.filter { $0 != UInt8(ascii: "_") } : Array(text)
        if let integer = GoNumber.integer(plain) { return .integer(integer) }
        if let unsigned = GoNumber.unsigned(plain) { return .unsigned(unsigned) }
        if let double = GoNumber.decimalFloat(plain) { return .double(double) }
        if let integer = GoNumber.looseBinary(plain) { return .integer(integer) }
        return .string
    }

    /// The common case, without a copy: up to 18 decimal digits that do not begin with zero.
    private static func smallDecimal(_ text: UnsafeRawBufferPointer) -> Int64? {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = isNegative ? text.dropFirst() : text[...]
        guard let first = digits.first, digits.count <= 18, first != UInt8(ascii: "0") || digits.count == 1 else {
            return nil
        }
        var integer: Int64 = 0
        for digit in digits {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit else { return nil }
            integer = integer * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return isNegative ? -integer : integer
    }

    /// A scalar that begins with ".": here "_" may stand only between two digits, as in Go's own numbers.
    private static func fraction(_ text: UnsafeRawBufferPointer) -> Resolution {
        for (index, byte) in text.enumerated() where byte == UInt8(ascii: "_") {
            guard index > 0, index + 1 < text.count, GoNumber.isDigit(text[index - 1]),
                GoNumber.isDigit(text[index + 1])
            else { return .string }
        }
        return GoNumber.decimalFloat(text.filter { $0 != UInt8(ascii: "_") }).map { .double($0) } ?? .string
    }
}

extension ScalarResolver.Resolution {
    /// The value that JSON has for it; nil for infinities and not-a-number.
    ///
    /// A float without a fraction becomes an integer: kubectl writes it to JSON as digits alone and reads it again.
    func value(text: @autoclosure () -> String) -> Value? {
        switch self {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .integer(let integer): .integer(integer)
        case .unsigned(let unsigned): .double(Double(unsigned))
        case .double(let double): Self.number(double)
        case .string: .string(text())
        }
    }

    private static func number(_ double: Double) -> Value? {
        guard double.isFinite else { return nil }
        guard let integer = Int64(exactly: double) else { return .double(double) }
        if integer.magnitude < 1 << 53 { return .integer(integer) }
        // Beyond 53 bits Go's JSON writes the shortest digits and fills up with zeros.
        return Int64(NumberText.ecmaScript(double)).map { .integer($0) } ?? .double(double)
    }

    /// The object key that kubectl makes of it; nil where kubectl refuses it.
    func key(text: @autoclosure () -> String) -> String? {
        switch self {
        case .null, .unsigned: nil
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .double(let double): GoNumber.shortKey(double)
        case .string: text()
        }
    }
}
