package import Manifests

/// Values in the texts of Go's `fmt` that the API server's messages contain.
package enum GoText {
    /// structured-merge-diff `value.ToString`: `"text"`, `8080`, `true`, `null`.
    static func of(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .double(let double): number(double)
        case .string(let text): quoted(text)
        case .array(let items): "[" + items.map(of).joined(separator: ",") + "]"
        case .object(let object): object.members.map { "\($0.key)=\(of($0.value))" }.joined()
        }
    }

    /// `%q`.
    ///
    /// - Parameter keepsUnprintable: leaves as they are what has no escape of one letter.
    package static func quoted(_ text: String, keepsUnprintable: Bool = false) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0B}": result += "\\v"
            case "\u{0C}": result += "\\f"
            case _ where keepsUnprintable || isPrintable(scalar): result.unicodeScalars.append(scalar)
            case _ where scalar.isASCII: result += "\\x" + hexadecimal(scalar, digits: 2)
            case _ where scalar.value <= 0xFFFF: result += "\\u" + hexadecimal(scalar, digits: 4)
            default: result += "\\U" + hexadecimal(scalar, digits: 8)
            }
        }
        return result + "\""
    }

    /// `unicode.IsPrint`: of all spaces only that of ASCII.
    package static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator: scalar == " "
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }

    /// `%U`: `U+000A`.
    package static func codePoint(_ scalar: Unicode.Scalar) -> String {
        "U+" + hexadecimal(scalar, digits: 4).uppercased()
    }

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// `%v` of an unstructured value.
    package static func plain(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .double(let double): number(double)
        case .string(let text): text
        case .array(let items): "[" + items.map(plain).joined(separator: " ") + "]"
        case .object(let object):
            "map[" + object.members.map { "\($0.key):\(plain($0.value))" }.joined(separator: " ") + "]"
        }
    }

    /// `%#v` of an unstructured value.
    static func syntax(_ value: Value) -> String {
        switch value {
        case .null: "interface {}(nil)"
        case .bool, .integer, .double: plain(value)
        case .string(let text): quoted(text)
        case .array(let items): "[]interface {}{" + items.map(syntax).joined(separator: ", ") + "}"
        case .object(let object):
            "map[string]interface {}{"
                + object.members.map { "\(quoted($0.key)):\(syntax($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// `%T` of an unstructured value.
    package static func typeName(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .bool: "bool"
        case .integer: "int64"
        case .double: "float64"
        case .string: "string"
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        }
    }

    /// `%v`: the shortest digits that read back the same, with an exponent below 0.0001 and from a million on.
    package static func number(_ double: Double) -> String {
        if double == 0 { return double.sign == .minus ? "-0" : "0" }
        let sign = double < 0 ? "-" : ""
        let text = String(decoding: JSON.canonical(.double(double.magnitude)), as: UTF8.self)
        if (1e-4..<1e6).contains(double.magnitude) { return sign + text }
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let all = mantissa.joined()
        let leadingZeros = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leadingZeros)
        while digits.last == "0", digits.count > 1 { digits.removeLast() }
        let power = mantissa[0].count - 1 - leadingZeros + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        let exponent = String(power.magnitude)
        return sign + digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : "")
            + "e" + (power < 0 ? "-" : "+") + (exponent.count < 2 ? "0" : "") + exponent
    }
}
