import Manifests
import Patterns

extension StandardLibrary {
    static let strings: Table = [
        "String.hasPrefix(_:)": .binary { (a, b, _) throws(Fault) in .bool(Bytes.hasPrefix(try text(a), try text(b))) },
        "String.hasSuffix(_:)": .binary { (a, b, _) throws(Fault) in .bool(Bytes.hasSuffix(try text(a), try text(b))) },
        "String.contains(_:)": .binary { (a, b, frame) throws(Fault) in
            let haystack = Array(try text(a).utf8)
            try frame.burn(1 + haystack.count / 16)
            return .bool(Bytes.find(Array(try text(b).utf8), in: haystack) != nil)
        },
        "String.count": .unary { (a, _) throws(Fault) in .integer(try text(a).unicodeScalars.count) },
        "String.isEmpty": .unary { (a, _) throws(Fault) in .bool(try text(a).utf8.isEmpty) },
        "String.lowercased()": .unary { (a, frame) throws(Fault) in
            try frame.burn(1 + (try text(a)).utf8.count / 16)
            return .string(try text(a).lowercased())
        },
        "String.uppercased()": .unary { (a, frame) throws(Fault) in
            try frame.burn(1 + (try text(a)).utf8.count / 16)
            return .string(try text(a).uppercased())
        },
        "String.init(_:)": .unary { (a, _) throws(Fault) in .string(a.text) },
        "Int.init(_:)": .unary { (a, _) throws(Fault) in
            if case .double(let value) = a {
                guard let whole = Int(exactly: value.rounded(.towardZero)) else { throw Fault(.overflow) }
                return .integer(whole)
            }
            return Int(try text(a)).map { .integer($0) } ?? .none
        },
        "Double.init(_:)": .unary { (a, _) throws(Fault) in
            if case .integer(let value) = a { return .double(Double(value)) }
            guard let value = Double(try text(a)), value.isFinite else { return .none }
            return .double(value)
        },
        "String.matches(glob:)": .binary { (a, b, frame) throws(Fault) in
            let (value, pattern) = (try text(a), try text(b))
            try frame.burn(1 + value.utf8.count * (1 + pattern.utf8.count) / 64)
            return .bool(Glob.matches(value, pattern))
        },
        "String.matches(regex:)": .binary { (a, b, frame) throws(Fault) in
            let expression: RegularExpression
            if case .object(let box as RegularExpressionBox) = b {
                expression = box.expression
            } else {
                expression = try read(text(b))
            }
            let value = try text(a)
            try frame.burn(1 + value.utf8.count * (1 + expression.size / 16))
            return .bool(expression.matches(value))
        },
        "String.pieces(by:)": .binary { (a, b, frame) throws(Fault) in
            let (value, separator) = (Array(try text(a).utf8), Array(try text(b).utf8))
            try frame.burn(1 + value.count / 4)
            guard !separator.isEmpty else { throw Fault(.invalid(expected: "a separator", found: "")) }
            var pieces: [Datum] = []
            var start = 0
            while let found = Bytes.find(separator, in: value, from: start) {
                pieces.append(.string(String(decoding: value[start..<found], as: UTF8.self)))
                start = found + separator.count
            }
            pieces.append(.string(String(decoding: value[start...], as: UTF8.self)))
            return .list(pieces)
        },
        "String.trimmed()": .unary { (a, _) throws(Fault) in
            let space: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
            let bytes = Array(try text(a).utf8).drop(while: space)
            let end = bytes.lastIndex { !space($0) }.map { $0 + 1 } ?? bytes.startIndex
            return .string(String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self))
        },
        "String.removingPrefix(_:)": .binary { (a, b, _) throws(Fault) in
            let (value, prefix) = (try text(a), try text(b))
            return .string(
                Bytes.hasPrefix(value, prefix)
                    ? String(decoding: value.utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : value)
        },
        "String.removingSuffix(_:)": .binary { (a, b, _) throws(Fault) in
            let (value, suffix) = (try text(a), try text(b))
            return .string(
                Bytes.hasSuffix(value, suffix)
                    ? String(decoding: value.utf8.dropLast(suffix.utf8.count), as: UTF8.self) : value)
        },
        "String.before(_:)": .binary { (a, b, _) throws(Fault) in
            let value = Array(try text(a).utf8)
            guard let found = Bytes.find(Array(try text(b).utf8), in: value) else { return .none }
            return .string(String(decoding: value[..<found], as: UTF8.self))
        },
        "String.after(_:)": .binary { (a, b, _) throws(Fault) in
            let (value, separator) = (Array(try text(a).utf8), Array(try text(b).utf8))
            guard let found = Bytes.find(separator, in: value) else { return .none }
            return .string(String(decoding: value[(found + separator.count)...], as: UTF8.self))
        },
        "String.sha256": .unary { (a, frame) throws(Fault) in
            let bytes = Array(try text(a).utf8)
            try frame.burn(1 + bytes.count)
            return .string(Digest.sha256(bytes))
        },
        "String.integer": .unary { (a, _) throws(Fault) in Int(try text(a)).map { .integer($0) } ?? .none },
        "min(_:_:)": .binary { (a, b, _) throws(Fault) in .integer(min(try integer(a), try integer(b))) },
        "max(_:_:)": .binary { (a, b, _) throws(Fault) in .integer(max(try integer(a), try integer(b))) },
        "abs(_:)": .unary { (a, _) throws(Fault) in
            guard try integer(a) != .min else { throw Fault(.overflow) }
            return .integer(abs(try integer(a)))
        },
        "Int.max": .nullary { (_) throws(Fault) in .integer(.max) },
        "Int.min": .nullary { (_) throws(Fault) in .integer(.min) },
    ]

    private static let longestPattern = 1_000

    static func read(_ pattern: String) throws(Fault) -> RegularExpression {
        guard pattern.unicodeScalars.count <= longestPattern else {
            throw Fault(
                .invalid(expected: "a regular expression of at most \(longestPattern) characters", found: pattern))
        }
        do throws(PatternError) {
            return try RegularExpression(pattern)
        } catch {
            throw Fault(.invalid(expected: "a regular expression (\(error.message))", found: pattern))
        }
    }
}
