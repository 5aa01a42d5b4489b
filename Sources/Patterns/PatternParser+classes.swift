extension PatternParser {
    mutating func escape(from start: Int) throws(PatternError) -> PatternNode {
        guard let scalar = peek else { throw PatternError("trailing backslash at end of expression") }
        switch scalar {
        case "A": return .assertion(take(scalar, .textStart))
        case "z": return .assertion(take(scalar, .textEnd))
        case "b": return .assertion(take(scalar, .wordBoundary))
        case "B": return .assertion(take(scalar, .notWordBoundary))
        case "Q":
            index += 1
            return quoted()
        default: break
        }
        if let set = try classEscape(from: start) { return .set(set) }
        return literal(try characterEscape(from: start))
    }

    private mutating func take(_ scalar: Unicode.Scalar, _ assertion: PatternNode.Assertion) -> PatternNode.Assertion {
        index += 1
        return assertion
    }

    /// `\Q…\E`: nothing within has a meaning.
    private mutating func quoted() -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = peek {
            index += 1
            if scalar == "\\", peek == "E" {
                index += 1
                break
            }
            parts.append(literal(scalar))
        }
        return .sequence(parts)
    }

    /// `\d`, `\W`, `\p{Lu}`; nil, with nothing read, for everything else.
    private mutating func classEscape(from start: Int) throws(PatternError) -> ScalarSet? {
        guard let scalar = peek else { return nil }
        let set: ScalarSet
        switch scalar {
        case "d", "D": set = .digits
        case "w", "W": set = .words
        case "s", "S": set = .spaces
        case "p", "P":
            index += 1
            return try category(isNegated: scalar == "P", from: start)
        default: return nil
        }
        index += 1
        return scalar.properties.isUppercase ? set.inverted : set
    }

    private mutating func category(isNegated: Bool, from start: Int) throws(PatternError) -> ScalarSet {
        var name = ""
        var isNegated = isNegated
        if peek == "{" {
            index += 1
            while let scalar = peek, scalar != "}" {
                name.unicodeScalars.append(scalar)
                index += 1
            }
            guard peek == "}" else { throw PatternError("invalid character class range", text(from: start)) }
            index += 1
        } else if let scalar = peek {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        if name.hasPrefix("^") {
            name.removeFirst()
            isNegated.toggle()
        }
        guard let set = ScalarSet.category(name) else {
            throw PatternError("invalid character class range", text(from: start))
        }
        return isNegated ? set.inverted : set
    }

    /// An escape that stands for one code point.
    private mutating func characterEscape(from start: Int) throws(PatternError) -> Unicode.Scalar {
        guard let scalar = peek else { throw PatternError("trailing backslash at end of expression") }
        index += 1
        switch scalar {
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "x": return try hexadecimal(from: start)
        case "0"..."7":
            // One digit but zero would be a back reference.
            guard scalar == "0" || peek.map({ ("0"..."7").contains($0) }) ?? false else { break }
            var value = scalar.value - 0x30
            var count = 1
            while count < 3, let digit = peek, ("0"..."7").contains(digit) {
                value = value * 8 + digit.value - 0x30
                index += 1
                count += 1
            }
            return Unicode.Scalar(value) ?? "\u{0}"
        default:
            if scalar.isASCII, !scalar.isDigit, !(scalar.isIdentifierStart && scalar != "_") { return scalar }
        }
        throw PatternError("invalid escape sequence", text(from: start))
    }

    private mutating func hexadecimal(from start: Int) throws(PatternError) -> Unicode.Scalar {
        var digits = ""
        if take("{") {
            while let digit = peek, digit.isHexDigit {
                digits.unicodeScalars.append(digit)
                index += 1
            }
            guard take("}") else { throw PatternError("invalid escape sequence", text(from: start)) }
        } else {
            while digits.count < 2, let digit = peek, digit.isHexDigit {
                digits.unicodeScalars.append(digit)
                index += 1
            }
            guard digits.count == 2 else { throw PatternError("invalid escape sequence", text(from: start)) }
        }
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw PatternError("invalid escape sequence", text(from: start))
        }
        return scalar
    }

    // MARK: Classes

    /// `[…]`, its bracket already read.
    mutating func characterClass(from start: Int) throws(PatternError) -> ScalarSet {
        let isNegated = take("^")
        var set = ScalarSet()
        var isFirst = true
        while isFirst || peek != "]" {
            guard peek != nil else { throw PatternError("missing closing ]", text(from: start)) }
            if let named = try namedClass() {
                set.insert(named.ranges)
            } else if peek == "\\", let escaped = try classEscapeInClass() {
                set.insert(escaped.ranges)
            } else {
                set.insert([try range(isFirst: isFirst, from: start)])
            }
            isFirst = false
        }
        index += 1
        if flags.ignoresCase { set = set.foldingCase }
        return isNegated ? set.inverted : set
    }

    private mutating func classEscapeInClass() throws(PatternError) -> ScalarSet? {
        let start = index
        index += 1
        if let set = try classEscape(from: start) { return set }
        index = start
        return nil
    }

    /// `[:alpha:]`
    private mutating func namedClass() throws(PatternError) -> ScalarSet? {
        let start = index
        guard take("["), take(":") else {
            index = start
            return nil
        }
        let isNegated = take("^")
        var name = ""
        while let scalar = peek, scalar.isIdentifierStart {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        guard take(":"), take("]") else {
            index = start
            return nil
        }
        guard let set = ScalarSet.named[name] else {
            throw PatternError("invalid character class range", text(from: start))
        }
        return isNegated ? set.inverted : set
    }

    private mutating func range(isFirst: Bool, from start: Int) throws(PatternError) -> ClosedRange<UInt32> {
        let rangeStart = index
        let low = try classCharacter(from: start)
        guard peek == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
            return low.value...low.value
        }
        index += 1
        let high = try classCharacter(from: start)
        guard low.value <= high.value else {
            throw PatternError("invalid character class range", text(from: rangeStart))
        }
        return low.value...high.value
    }

    private mutating func classCharacter(from start: Int) throws(PatternError) -> Unicode.Scalar {
        guard let scalar = peek else { throw PatternError("missing closing ]", text(from: start)) }
        index += 1
        return scalar == "\\" ? try characterEscape(from: index - 1) : scalar
    }
}
