import Manifests

/// Values in the texts of Go's `fmt` that the API server's messages contain.
enum GoText {
    /// structured-merge-diff `value.ToString`: `"text"`, `8080`, `true`, `null`.
    static func of(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .double(let double): number(double)
        case .string(let text): quoted(text)
        case .array(let items): "[" + items.map(of).joined(separator: ",") + "]"
        case .object(let object):
            "{" + object.members.map { "\($0.key)=\(of($0.value))" }.joined(separator: ";") + "}"
        }
    }

    /// `%q`.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// `%v` of an unstructured value.
    static func plain(_ value: Value) -> String {
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
    static func typeName(_ value: Value) -> String {
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

    private static func number(_ double: Double) -> String {
        let text = JSON.string(.double(double))
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
