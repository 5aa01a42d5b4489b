/// Why a pattern is refused.
struct RegexError: Error {
    var message: String
}

/// Reads a pattern and writes its program; recursion is bounded by the nesting of groups.
struct RegexParser {
    private typealias Code = [RegexProgram.Instruction]
    private let scalars: [UInt32]
    private var index = 0
    private var depth = 0
    private var ignoresCase = false
    private var dotMatchesAll = false

    private init(_ pattern: String) { scalars = pattern.unicodeScalars.map(\.value) }

    static func parse(_ pattern: String) -> Result<RegexProgram, RegexError> {
        do throws(RegexError) {
            var parser = RegexParser(pattern)
            guard parser.scalars.count <= 1_000 else {
                throw RegexError(message: "a pattern of more than 1,000 characters")
            }
            let code = try parser.alternation()
            guard parser.index == parser.scalars.count else { throw RegexError(message: "')' that opens nowhere") }
            return .success(RegexProgram(code + [.match]))
        } catch { return .failure(error) }
    }

    private var peek: UInt32? { index < scalars.count ? scalars[index] : nil }
    private func at(_ character: Unicode.Scalar) -> Bool { peek == character.value }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at(character) else { return false }
        index += 1
        return true
    }

    private func bounded(_ code: Code) throws(RegexError) -> Code {
        guard code.count <= RegexProgram.longestProgram else {
            throw RegexError(message: "repetitions that are too many")
        }
        return code
    }

    /// Jumps within a piece of code are relative to its own beginning until it is put in its place.
    private func shifted(_ code: Code, by offset: Int) -> Code {
        code.map {
            switch $0 {
            case .split(let a, let b): .split(a + offset, b + offset)
            case .jump(let a): .jump(a + offset)
            default: $0
            }
        }
    }

    private mutating func alternation() throws(RegexError) -> Code {
        var code = try sequence()
        while take("|") {
            let other = try sequence()
            let left: Code = [.split(1, code.count + 2)] + shifted(code, by: 1) + [.jump(code.count + 2 + other.count)]
            code = try bounded(left + shifted(other, by: left.count))
        }
        return code
    }

    private mutating func sequence() throws(RegexError) -> Code {
        var code: Code = []
        while peek != nil, !at("|"), !at(")") {
            let piece = try repetition()
            code = try bounded(code + shifted(piece, by: code.count))
        }
        return code
    }

    private mutating func repetition() throws(RegexError) -> Code {
        var code = try atom()
        var count = 0
        while let (low, high) = try quantifier() {
            count += 1
            if count > 1 { throw RegexError(message: "a repetition of a repetition") }
            code = try repeated(code, low, high)
        }
        return code
    }

    private mutating func quantifier() throws(RegexError) -> (Int, Int?)? {
        let bounds: (Int, Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if at("{"), let counted = counted() {
            bounds = counted
        } else {
            return nil
        }
        _ = take("?")  // Lazy or greedy: whether it matches is the same.
        if let high = bounds.1, high < bounds.0 || high > 1_000 {
            throw RegexError(message: "a repetition out of range")
        }
        guard bounds.0 <= 1_000 else { throw RegexError(message: "a repetition of more than 1,000") }
        return bounds
    }

    /// `{2}`, `{2,}`, `{2,5}`; anything else is a plain brace, as in RE2.
    private mutating func counted() -> (Int, Int?)? {
        let start = index
        index += 1
        guard let low = number() else {
            index = start
            return nil
        }
        var high: Int? = low
        if take(",") { high = at("}") ? nil : number() ?? -1 }
        guard take("}"), high != -1 else {
            index = start
            return nil
        }
        return (low, high)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek, (0x30...0x39).contains(digit), (value ?? 0) < 100_000 {
            value = (value ?? 0) * 10 + Int(digit - 0x30)
            index += 1
        }
        return value
    }

    private func repeated(_ code: Code, _ low: Int, _ high: Int?) throws(RegexError) -> Code {
        var result: Code = []
        guard code.count * max(low, high ?? 1) <= RegexProgram.longestProgram else {
            throw RegexError(message: "repetitions that are too many")
        }
        for _ in 0..<low { result += shifted(code, by: result.count) }
        guard let high else {
            let start = result.count
            return try bounded(
                result + [.split(start + 1, start + code.count + 2)] + shifted(code, by: start + 1) + [.jump(start)])
        }
        for _ in low..<max(low, high) {
            let start = result.count
            result += [.split(start + 1, start + code.count + 1)] + shifted(code, by: start + 1)
        }
        return try bounded(result)
    }

    private mutating func atom() throws(RegexError) -> Code {
        guard let scalar = peek else { return [] }
        index += 1
        switch Unicode.Scalar(scalar) {
        case "(": return try group()
        case "[": return [try set()]
        case ".": return [dotMatchesAll ? .any : .anyButLineFeed]
        case "^": return [.start]
        case "$": return [.end]
        case "\\": return [try escape()]
        case "*", "+", "?": throw RegexError(message: "a repetition of nothing")
        default: return [literal(scalar)]
        }
    }

    private func literal(_ scalar: UInt32) -> RegexProgram.Instruction {
        guard ignoresCase, let other = Self.otherCase(scalar) else { return .scalar(scalar) }
        return .set([scalar...scalar, other...other], isNegated: false)
    }

    private static func otherCase(_ scalar: UInt32) -> UInt32? {
        switch scalar {
        case 0x41...0x5A: scalar + 32
        case 0x61...0x7A: scalar - 32
        default: nil
        }
    }

    private mutating func group() throws(RegexError) -> Code {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 40 else { throw RegexError(message: "more than 40 groups inside one another") }
        let flags = (ignoresCase, dotMatchesAll)
        if take("?") {
            if take("P") || at("<") {
                guard take("<") else { throw RegexError(message: "a group that is not known") }
                if at("=") || at("!") { throw RegexError(message: "look-around") }
                while let next = peek, next != 0x3E { index += 1; _ = next }
                _ = take(">")
            } else if at("=") || at("!") {
                throw RegexError(message: "look-around")
            } else {
                while let flag = peek, flag != 0x3A, flag != 0x29 {
                    if flag == 0x69 { ignoresCase = true }
                    if flag == 0x73 { dotMatchesAll = true }
                    guard flag == 0x69 || flag == 0x73 else { throw RegexError(message: "a flag that is not known") }
                    index += 1
                }
                if take(")") { return [] }
                _ = take(":")
            }
        }
        let code = try alternation()
        guard take(")") else { throw RegexError(message: "'(' without ')'") }
        (ignoresCase, dotMatchesAll) = flags
        return code
    }

    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let words: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    private static let spaces: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20]

    private mutating func escape() throws(RegexError) -> RegexProgram.Instruction {
        guard let scalar = peek else { throw RegexError(message: "'\\' at the end") }
        index += 1
        switch Unicode.Scalar(scalar) {
        case "d": return .set(Self.digits, isNegated: false)
        case "D": return .set(Self.digits, isNegated: true)
        case "w": return .set(Self.words, isNegated: false)
        case "W": return .set(Self.words, isNegated: true)
        case "s": return .set(Self.spaces, isNegated: false)
        case "S": return .set(Self.spaces, isNegated: true)
        case "b": return .wordBoundary(isNegated: false)
        case "B": return .wordBoundary(isNegated: true)
        case "A": return .start
        case "z": return .end
        default: return literal(try plainEscape(scalar))
        }
    }

    private func plainEscape(_ scalar: UInt32) throws(RegexError) -> UInt32 {
        switch Unicode.Scalar(scalar) {
        case "n": return 0x0A
        case "t": return 0x09
        case "r": return 0x0D
        default:
            let isPlain = scalar >= 128 || !Lexer.isNameByte(UInt8(scalar)) || scalar == 0x5F
            guard isPlain else { throw RegexError(message: "an escape that is not known, or a back reference") }
            return scalar
        }
    }

    private mutating func set() throws(RegexError) -> RegexProgram.Instruction {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while !at("]") || isFirst {
            isFirst = false
            guard let low = peek else { throw RegexError(message: "'[' without ']'") }
            index += 1
            if low == 0x5B, at(":") {
                ranges += try named()
                continue
            }
            var start = low
            if low == 0x5C {
                let escaped = try escape()
                if case .set(let inner, false) = escaped {
                    ranges += inner
                    continue
                }
                guard case .scalar(let plain) = escaped else {
                    throw RegexError(message: "an escape that has no place in '[…]'")
                }
                start = plain
            }
            guard at("-"), index + 1 < scalars.count, scalars[index + 1] != 0x5D else {
                ranges.append(start...start)
                continue
            }
            index += 1
            var end = scalars[index]
            index += 1
            if end == 0x5C, let next = peek {
                index += 1
                end = try plainEscape(next)
            }
            guard start <= end else { throw RegexError(message: "a range that runs backwards") }
            ranges.append(start...end)
        }
        index += 1
        if ignoresCase {
            for range in ranges where range.upperBound < 128 {
                for scalar in range { if let other = Self.otherCase(scalar) { ranges.append(other...other) } }
            }
        }
        return .set(ranges, isNegated: isNegated)
    }

    private mutating func named() throws(RegexError) -> [ClosedRange<UInt32>] {
        for (name, ranges) in [
            (":alpha:]", [0x41...0x5A, 0x61...0x7A]), (":digit:]", Self.digits),
            (":alnum:]", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]),
            (":lower:]", [0x61...0x7A]), (":upper:]", [0x41...0x5A]), (":space:]", Self.spaces),
        ] as [(String, [ClosedRange<UInt32>])] {
            let expected = name.unicodeScalars.map(\.value)
            if scalars[index...].starts(with: expected) {
                index += expected.count
                return ranges
            }
        }
        throw RegexError(message: "a class that is not known")
    }
}
