import StructuredMerge

/// The extended functions of texts. Positions are those of code points.
enum TextExtension {
    private typealias Scalars = [Unicode.Scalar]
    private static let walk = CallCost.traversal(argument: 0, factor: CallCost.text)
    private static let rewrite = CallCost.traversal(argument: 0, factor: 2 * CallCost.text)

    static let functions = [
        Function("charAt", [.member(.string, .int, to: .string)]) { (arguments) throws(EvaluationError) in
            let text = try scalars(arguments[0])
            let position = try integer(arguments[1])
            guard position >= 0, position <= Int64(text.count) else { throw .fault("index out of range: \(position)") }
            return position == Int64(text.count) ? .string("") : string(text[Int(position)...Int(position)])
        },
        search("indexOf", isLast: false), search("lastIndexOf", isLast: true),
        mapping("lowerAscii") { $0.value >= 0x41 && $0.value <= 0x5A ? Unicode.Scalar($0.value + 32) ?? $0 : $0 },
        mapping("upperAscii") { $0.value >= 0x61 && $0.value <= 0x7A ? Unicode.Scalar($0.value - 32) ?? $0 : $0 },
        Function(
            "replace",
            [.member(.string, .string, .string, to: .string), .member(.string, .string, .string, .int, to: .string)],
            cost: rewrite, body: replace),
        Function(
            "split",
            [.member(.string, .string, to: .list(.string)), .member(.string, .string, .int, to: .list(.string))],
            cost: rewrite, body: split),
        Function(
            "substring", [.member(.string, .int, to: .string), .member(.string, .int, .int, to: .string)], cost: walk,
            body: substring),
        Function("trim", [.member(.string, to: .string)], cost: walk) { (arguments) throws(EvaluationError) in
            let text = try scalars(arguments[0])
            guard let first = text.firstIndex(where: { !$0.properties.isWhitespace }),
                let last = text.lastIndex(where: { !$0.properties.isWhitespace })
            else { return .string("") }
            return string(text[first...last])
        },
        Function("reverse", [.member(.string, to: .string)], cost: walk) { (arguments) throws(EvaluationError) in
            string(try scalars(arguments[0]).reversed())
        },
        Function(
            "join", [.member(.list(.string), to: .string), .member(.list(.string), .string, to: .string)],
            cost: .result, body: join),
        Function("strings.quote", [.global(.string, to: .string)], cost: walk) { (arguments) throws(EvaluationError) in
            guard case .string(let text) = arguments[0] else { throw .noSuchOverload }
            return .string(GoText.quoted(text, keepsUnprintable: true))
        },
        Function("format", [.member(.string, .list(.dynamic), to: .string)], cost: walk) {
            (arguments) throws(EvaluationError) in
            guard case .string(let pattern) = arguments[0], case .list(let list) = arguments[1] else {
                throw .noSuchOverload
            }
            return .string(try TextFormat.format(pattern, try list.elements()))
        },
    ]

    private static func scalars(_ datum: Datum) throws(EvaluationError) -> Scalars {
        guard case .string(let text) = datum else { throw .noSuchOverload }
        return Array(text.unicodeScalars)
    }

    private static func integer(_ datum: Datum) throws(EvaluationError) -> Int64 {
        guard case .int(let value) = datum else { throw .noSuchOverload }
        return value
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> Datum {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return .string(String(view))
    }

    private static func mapping(
        _ name: String, _ map: @escaping @Sendable (Unicode.Scalar) -> Unicode.Scalar
    ) -> Function {
        Function(name, [.member(.string, to: .string)], cost: walk) { (arguments) throws(EvaluationError) in
            string(try scalars(arguments[0]).map(map))
        }
    }

    // MARK: Search

    private static func search(_ name: String, isLast: Bool) -> Function {
        Function(
            name, [.member(.string, .string, to: .int), .member(.string, .string, .int, to: .int)], cost: .elements
        ) { (arguments) throws(EvaluationError) in
            let (text, part) = (try scalars(arguments[0]), try scalars(arguments[1]))
            guard arguments.count > 2 else {
                return .int(isLast ? last(part, in: text, before: text.count) : first(part, in: text, from: 0))
            }
            let offset = try integer(arguments[2])
            guard offset >= 0, isLast || offset <= Int64(text.count), offset <= Int64(Int32.max) else {
                throw .fault("index out of range: \(offset)")
            }
            if part.isEmpty { return .int(min(offset, Int64(text.count))) }
            return .int(isLast ? last(part, in: text, before: Int(offset)) : first(part, in: text, from: Int(offset)))
        }
    }

    private static func first(_ part: Scalars, in text: Scalars, from start: Int) -> Int64 {
        if part.isEmpty { return Int64(start) }
        return text[start...].firstRange(of: part).map { Int64($0.lowerBound) } ?? -1
    }

    private static func last(_ part: Scalars, in text: Scalars, before limit: Int) -> Int64 {
        guard part.count <= text.count else { return -1 }
        var position = min(limit, text.count - part.count)
        while position >= 0 {
            if text[position..<position + part.count].elementsEqual(part) { return Int64(position) }
            position -= 1
        }
        return -1
    }

    // MARK: Parts

    private static let substring: Function.Body = { (arguments) throws(EvaluationError) in
        let text = try scalars(arguments[0])
        let start = try integer(arguments[1])
        let end = arguments.count > 2 ? try integer(arguments[2]) : Int64(text.count)
        guard start >= 0, start <= Int64(text.count) else { throw .fault("index out of range: \(start)") }
        guard end >= 0, end <= Int64(text.count) else { throw .fault("index out of range: \(end)") }
        guard start <= end else { throw .fault("invalid substring range. start: \(start), end: \(end)") }
        return string(text[Int(start)..<Int(end)])
    }

    /// - Parameter most: pieces at most; nil for all.
    private static func pieces(_ text: Scalars, _ separator: Scalars, most: Int?) -> [ArraySlice<Unicode.Scalar>] {
        var pieces: [ArraySlice<Unicode.Scalar>] = []
        var rest = text[...]
        if separator.isEmpty {
            while let _ = rest.first, most.map({ pieces.count < $0 - 1 }) ?? true {
                pieces.append([rest.removeFirst()])
            }
            return rest.isEmpty ? pieces : pieces + [rest]
        }
        while most.map({ pieces.count < $0 - 1 }) ?? true, let range = rest.firstRange(of: separator) {
            pieces.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return pieces + [rest]
    }

    private static let split: Function.Body = { (arguments) throws(EvaluationError) in
        let (text, separator) = (try scalars(arguments[0]), try scalars(arguments[1]))
        let limit = arguments.count > 2 ? try integer(arguments[2]) : -1
        if limit == 0 { return .list([]) }
        return .list(pieces(text, separator, most: limit < 0 ? nil : Int(limit)).map { string($0) })
    }

    private static let replace: Function.Body = { (arguments) throws(EvaluationError) in
        let (text, old, new) = (try scalars(arguments[0]), try scalars(arguments[1]), try scalars(arguments[2]))
        let limit = arguments.count > 3 ? try integer(arguments[3]) : -1
        if limit == 0 { return arguments[0] }
        let most = limit < 0 ? nil : Int(limit)
        if old.isEmpty { return try surrounded(text, by: new, most: most) }
        let parts = pieces(text, old, most: most.map { $0 == .max ? $0 : $0 + 1 })
        guard (parts.count - 1) * new.count <= EvaluationLimits.bytes else { throw .costExceeded }
        return string(parts.joined(separator: new))
    }

    /// What replacing nothing does: the new text before each code point, and at the end.
    private static func surrounded(_ text: Scalars, by new: Scalars, most: Int?) throws(EvaluationError) -> Datum {
        let count = min(most ?? .max, text.count + 1)
        guard count * new.count <= EvaluationLimits.bytes else { throw .costExceeded }
        var result: Scalars = []
        for (index, scalar) in text.enumerated() {
            if index < count { result += new }
            result.append(scalar)
        }
        if count > text.count { result += new }
        return string(result)
    }

    private static let join: Function.Body = { (arguments) throws(EvaluationError) in
        guard case .list(let list) = arguments[0] else { throw .noSuchOverload }
        let separator = arguments.count > 1 ? try scalars(arguments[1]) : []
        var result: Scalars = []
        for (index, element) in try list.elements().enumerated() {
            if index > 0 { result += separator }
            result += try scalars(element)
            guard result.count <= EvaluationLimits.bytes else { throw .costExceeded }
        }
        return string(result)
    }
}
