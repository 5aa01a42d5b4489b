import Foundation
import Patterns

/// `format`: a text with clauses such as `%s` and `%.2f`, each taking the next argument.
enum TextFormat {
    static func format(_ pattern: String, _ arguments: [Datum]) throws(EvaluationError) -> String {
        var result = ""
        var rest = pattern.unicodeScalars[...]
        var next = 0
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                result.unicodeScalars.append(scalar)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                result += "%"
                continue
            }
            let precision = try precision(&rest)
            guard let clause = rest.popFirst() else {
                throw .fault("could not parse formatting clause: unexpected end of string")
            }
            guard arguments.indices.contains(next) else { throw .fault("index \(next) out of range") }
            result += try text(arguments[next], clause, precision)
            guard result.utf8.count <= EvaluationLimits.bytes else { throw .costExceeded }
            next += 1
        }
        return result
    }

    private static func precision(_ rest: inout Substring.UnicodeScalarView) throws(EvaluationError) -> Int {
        guard rest.first == "." else { return 6 }
        rest.removeFirst()
        var digits = ""
        while let digit = rest.first, digit.isDigit {
            digits.unicodeScalars.append(rest.removeFirst())
        }
        guard let precision = Int(digits), precision <= 100 else {
            throw .fault("could not parse formatting clause: error while parsing precision")
        }
        return precision
    }

    private static func text(
        _ value: Datum, _ clause: Unicode.Scalar, _ precision: Int
    ) throws(EvaluationError) -> String {
        switch clause {
        case "s": return try string(value)
        case "d":
            switch value {
            case .int, .uint: return TextForm.plain(value)
            case .double(let double): return TextForm.decimal(double)
            default: throw wrong("decimal clause can only be used on integers", value)
            }
        case "f": return try number(value, "%.\(precision)f", "fixed-point clause can only be used on doubles")
        case "e": return try number(value, "%.\(precision)e", "scientific clause can only be used on doubles")
        case "b":
            if case .bool(let bool) = value { return bool ? "1" : "0" }
            return try digits(value, radix: 2, "only integers and bools can be formatted as binary")
        case "o": return try digits(value, radix: 8, "octal clause can only be used on integers")
        case "x", "X":
            let text = try hexadecimal(value)
            return clause == "X" ? text.uppercased() : text
        default:
            throw .fault("could not parse formatting clause: unrecognized formatting clause \"\(String(clause))\"")
        }
    }

    private static func wrong(_ why: String, _ value: Datum) -> EvaluationError {
        .fault("error during formatting: \(why), was given \(value.typeName)")
    }

    private static func number(_ value: Datum, _ format: String, _ why: String) throws(EvaluationError) -> String {
        let double: Double
        switch value {
        case .double(let value): double = value
        case .int(let value): double = Double(value)
        case .uint(let value): double = Double(value)
        default: throw wrong(why, value)
        }
        return double.isFinite ? String(format: format, double) : TextForm.decimal(double)
    }

    private static func digits(_ value: Datum, radix: Int, _ why: String) throws(EvaluationError) -> String {
        switch value {
        case .int(let integer): return String(integer, radix: radix)
        case .uint(let integer): return String(integer, radix: radix)
        default: throw wrong(why, value)
        }
    }

    private static func hexadecimal(_ value: Datum) throws(EvaluationError) -> String {
        let bytes: [UInt8]
        switch value {
        case .string(let text): bytes = Array(text.utf8)
        case .bytes(let value): bytes = value
        default:
            return try digits(
                value, radix: 16, "only integers, byte buffers, and strings can be formatted as hex")
        }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// `%s`: what lists and maps hold is written as in JSON, keys in order.
    private static func string(_ value: Datum) throws(EvaluationError) -> String {
        switch value {
        case .list(let list):
            var parts: [String] = []
            for element in try list.elements() { parts.append(try string(element)) }
            return "[\(parts.joined(separator: ", "))]"
        case .map(let map):
            var parts: [(key: String, value: String)] = []
            for key in map.keys {
                guard let found = try map.value(key) else { continue }
                parts.append((try string(key), try string(found)))
            }
            parts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            return "{\(parts.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
        case .double(let double): return TextForm.decimal(double)
        case .optional, .opaque, .preserved:
            throw wrong(
                "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
                value)
        default: return TextForm.plain(value)
        }
    }
}
