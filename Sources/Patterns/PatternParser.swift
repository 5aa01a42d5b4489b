/// Reads RE2's syntax, which has neither back references nor look-around.
struct PatternParser {
    struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
        var isUngreedy = false
    }

    private static let deepest = 200
    static let mostRepetitions = 1_000

    let scalars: [Unicode.Scalar]
    var index = 0
    var flags = Flags()
    private var depth = 0

    private init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    static func parse(_ pattern: String) throws(PatternError) -> PatternNode {
        var parser = PatternParser(pattern)
        let node = try parser.choice()
        guard parser.peek == nil else { throw PatternError("unexpected )", pattern) }
        return node
    }

    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        index += 1
        return true
    }

    func text(from start: Int) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<min(index, scalars.count)])
        return String(view)
    }

    // MARK: Structure

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw PatternError("expression nests too deeply") }
        var parts = [try sequence()]
        while take("|") { parts.append(try sequence()) }
        return parts.count == 1 ? parts[0] : .choice(parts)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            guard var part = try atom() else { continue }
            let start = index
            var isRepeated = false
            while let bounds = try quantifier() {
                guard !isRepeated else { throw PatternError("invalid nested repetition operator", text(from: start)) }
                isRepeated = true
                let isGreedy = take("?") == flags.isUngreedy
                part = .repetition(part, least: bounds.least, most: bounds.most, isGreedy: isGreedy)
            }
            parts.append(part)
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func quantifier() throws(PatternError) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = index
        guard take("{"), let least = number() else {
            index = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = peek == "}" ? nil : number() ?? -1 }
        guard take("}"), most != -1 else {
            index = start
            return nil
        }
        guard least <= Self.mostRepetitions, (most ?? least) <= Self.mostRepetitions, (most ?? least) >= least else {
            throw PatternError("invalid repeat count", text(from: start))
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek, digit.isDigit, (value ?? 0) < 100_000 {
            value = (value ?? 0) * 10 + Int(digit.value - 0x30)
            index += 1
        }
        return value
    }

    // MARK: Atoms

    /// - Returns: nil for a group that only sets flags.
    private mutating func atom() throws(PatternError) -> PatternNode? {
        let start = index
        guard let scalar = peek else { return nil }
        index += 1
        switch scalar {
        case "(": return try group(from: start)
        case "[": return .set(try characterClass(from: start))
        case ".":
            return .set(flags.dotMatchesNewline ? ScalarSet([0...0x10FFFF]) : ScalarSet([0x0A...0x0A]).inverted)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape(from: start)
        case "*", "+", "?": throw PatternError("missing argument to repetition operator", text(from: start))
        default: return literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        let set = ScalarSet([scalar.value...scalar.value])
        return .set(flags.ignoresCase ? set.foldingCase : set)
    }

    private mutating func group(from start: Int) throws(PatternError) -> PatternNode? {
        let outer = flags
        if take("?") {
            if take("P")
                || (peek == "<" && !(index + 1 < scalars.count && "=!".unicodeScalars.contains(scalars[index + 1])))
            {
                try groupName(from: start)
            } else if try setFlags(from: start) {
                return nil
            }
        }
        let node = try choice()
        guard take(")") else { throw PatternError("missing closing )", text(from: 0)) }
        flags = outer
        return node
    }

    private mutating func groupName(from start: Int) throws(PatternError) {
        guard take("<") else { throw PatternError("invalid or unsupported Perl syntax", text(from: start)) }
        let nameStart = index
        while let scalar = peek, scalar.isIdentifierStart || scalar.isDigit { index += 1 }
        guard index > nameStart, take(">") else {
            throw PatternError("invalid named capture", text(from: start))
        }
    }

    /// - Returns: whether the group ends with its flags: `(?i)`.
    private mutating func setFlags(from start: Int) throws(PatternError) -> Bool {
        var isOn = true
        while let scalar = peek {
            index += 1
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "U": flags.isUngreedy = isOn
            case "-" where isOn: isOn = false
            case ":": return false
            case ")": return true
            default: throw PatternError("invalid or unsupported Perl syntax", text(from: start))
            }
        }
        throw PatternError("missing closing )", text(from: 0))
    }
}
