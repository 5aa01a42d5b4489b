import Foundation

/// A recursive-descent parser over bytes.
///
/// Keys repeat in every object of a list, so they are kept in a small cache: a list of a thousand
/// Deployments holds `terminationMessagePath` once.
struct JSONParser {
    private let bytes: UnsafeRawBufferPointer
    private let limits: JSON.Limits
    private var index = 0
    private var depth = 0
    private let allowsRepeated: Bool
    /// The keys that an object has twice, from the container that is being read.
    private(set) var repeated: [String] = []
    private var keys = KeyCache()
    private var records = RepeatedTexts()
    private let openMembers = OpenItems<OpenMember>(capacity: 32)
    private let openElements = OpenItems<Value>(capacity: 16)

    private struct OpenMember {
        var member: Object.Member
        /// Where the key stands in the text; empty for a key that is written with escapes or beyond ASCII.
        var key: Range<Int>
    }

    /// Members of an object of more are sorted when it closes: putting each in its place takes quadratic time.
    private static let mostOrdered = 24

    init(_ bytes: UnsafeRawBufferPointer, limits: JSON.Limits, allowsRepeated: Bool = false) {
        self.bytes = bytes
        self.allowsRepeated = allowsRepeated
        self.limits = limits
    }

    mutating func parseDocument() throws(JSONError) -> Value {
        guard bytes.count <= limits.bytes else {
            throw failure("expected at most \(limits.bytes) bytes, found \(bytes.count)")
        }
        let value = try parseValue()
        skipWhitespace()
        guard index == bytes.count else { throw failure("expected the end of the text, found \(found)") }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> Value {
        skipWhitespace()
        guard index < bytes.count else { throw failure("expected a value, found the end of the text") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
        default: throw failure("expected a value, found \(found)")
        }
    }

    private mutating func parseObject() throws(JSONError) -> Value {
        try enter()
        let start = openMembers.count
        var isOrdered = true
        if !skip(UInt8(ascii: "}")) {
            repeat {
                skipWhitespace()
                guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                    throw failure("expected a key in double quotes, found \(found)")
                }
                let (key, place) = try parseKey()
                guard skip(UInt8(ascii: ":")) else { throw failure("expected ':' after a key, found \(found)") }
                let known = repeated.count
                let value = try isRecord(place) ? parseRecord() : parseValue()
                if repeated.count > known { placeRepeated(from: known, in: key) }
                openMembers.push(OpenMember(member: Object.Member(key: key, value: value), key: place))
                if isOrdered { isOrdered = orderLast(from: start) }
            } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "}")) else { throw failure("expected ',' or '}', found \(found)") }
        }
        depth -= 1
        let members = openMembers.take(from: start) { $0.member }
        // Strictly ascending keys cannot repeat.
        if isOrdered { return .object(Object(ascending: members)) }
        let object = Object(members)
        if object.count < members.count {
            let keys = Self.repeatedKeys(in: members)
            guard allowsRepeated else { throw failure("duplicate key '\(keys.first ?? "")'", at: index - 1) }
            repeated += keys
        }
        return .object(object)
    }

    /// Puts the container's key, or its index, before the keys found in it.
    private mutating func placeRepeated(from start: Int, in container: String) {
        for place in start..<repeated.count {
            let separator = repeated[place].hasPrefix("[") ? "" : "."
            repeated[place] = container + separator + repeated[place]
        }
    }

    /// Whether a key is `fieldsV1`: one manager's record of its fields is the same text in thousands of objects of a
    /// list, and a large part of it.
    private func isRecord(_ key: Range<Int>) -> Bool {
        guard key.count == 8, let base = bytes.baseAddress else { return false }
        return memcmp(base + key.lowerBound, "fieldsV1", 8) == 0
    }

    /// Parses an object, or takes one that was parsed already from the same text.
    private mutating func parseRecord() throws(JSONError) -> Value {
        skipWhitespace()
        if let known = records.find(in: bytes, at: index, depth: depth) {
            index += known.length
            return known.value
        }
        let start = index
        let value = try parseValue()
        if case .object = value { records.add(start..<index, value, depth: depth) }
        return value
    }

    /// Puts the last member in its place among those from `start` on, which ascend.
    ///
    /// - Returns: false where that is left for later: for many members, keys with escapes, and a key that repeats.
    private func orderLast(from start: Int) -> Bool {
        let last = openMembers.count - 1
        let key = openMembers.part({ $0.key }, at: last)
        if key.isEmpty { return last == start }
        var position = last
        while position > start {
            let order = compare(openMembers.part({ $0.key }, at: position - 1), key)
            if order < 0 { break }
            if order == 0 || last - start >= Self.mostOrdered { return false }
            position -= 1
        }
        if position < last { openMembers.moveLast(to: position) }
        return true
    }

    /// As `memcmp` of two parts of the text; a prefix precedes what it begins.
    @inline(__always)
    private func compare(_ left: Range<Int>, _ right: Range<Int>) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let order = memcmp(base + left.lowerBound, base + right.lowerBound, min(left.count, right.count))
        return order == 0 ? left.count - right.count : Int(order)
    }

    private static func repeatedKeys(in members: [Object.Member]) -> [String] {
        var seen: Set<String> = []
        return members.filter { !seen.insert($0.key).inserted }.map(\.key)
    }

    private mutating func parseArray() throws(JSONError) -> Value {
        try enter()
        let start = openElements.count
        if !skip(UInt8(ascii: "]")) {
            repeat {
                let known = repeated.count
                openElements.push(try parseValue())
                if repeated.count > known {
                    placeRepeated(from: known, in: "[\(openElements.count - 1 - start)]")
                }
            } while skip(UInt8(ascii: ","))
            guard skip(UInt8(ascii: "]")) else { throw failure("expected ',' or ']', found \(found)") }
        }
        depth -= 1
        return .array(openElements.take(from: start) { $0 })
    }

    /// Steps over the opening bracket.
    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= limits.depth else { throw failure("expected at most \(limits.depth) levels of nesting") }
        index += 1
    }

    private mutating func parseWord(_ word: StaticString, _ value: Value) throws(JSONError) -> Value {
        let length = word.utf8CodeUnitCount
        guard index + length <= bytes.count,
            (0..<length).allSatisfy({ bytes[index + $0] == word.utf8Start[$0] })
        else { throw failure("expected '\(word)', found \(found)") }
        index += length
        return value
    }
}

// MARK: - Strings

extension JSONParser {
    /// - Returns: the key, and where it stands; an empty range where its text is not the key itself.
    private mutating func parseKey() throws(JSONError) -> (String, Range<Int>) {
        let start = index + 1
        let end = endOfPlain(from: start)
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return (try parseString(), 0..<0) }
        let text = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        index = end + 1
        return (keys.string(text) ?? string(text), start..<end)
    }

    /// The index of the first byte, from `start` on, that is no printable ASCII, or is a quote or a backslash.
    ///
    /// Eight bytes at a time: a byte is below 0x20, zero after the exclusive or, or beyond ASCII where subtraction
    /// leaves its top bit set. A borrow can only reach bytes after the first of these.
    @inline(__always)
    private func endOfPlain(from start: Int) -> Int {
        var end = start
        while end + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self))
            let quotes = (word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
            let backslashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
            let controls = word &- 0x2020_2020_2020_2020
            let marks = (quotes | backslashes | controls | word) & 0x8080_8080_8080_8080
            if marks != 0 { return end + marks.trailingZeroBitCount / 8 }
            end += 8
        }
        while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
        return end
    }

    /// Printable ASCII that needs no attention inside a string.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Text that is known to be ASCII.
    @inline(__always)
    private func string(_ text: UnsafeRawBufferPointer) -> String {
        String(decoding: text.assumingMemoryBound(to: UInt8.self), as: UTF8.self)
    }

    private mutating func parseString() throws(JSONError) -> String {
        let start = index + 1
        var end = endOfPlain(from: start)
        if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
            index = end + 1
            return string(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        }
        while end < bytes.count, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\")
        {
            end += 1
        }
        guard end < bytes.count, bytes[end] != UInt8(ascii: "\\") else { return try parseEscapedString() }
        guard bytes[end] == UInt8(ascii: "\"") else {
            throw failure("expected control character \(bytes[end]) to be escaped in a string", at: end)
        }
        let string = try decode(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), at: start)
        index = end + 1
        return string
    }

    private func decode(_ text: some Sequence<UInt8>, at offset: Int) throws(JSONError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw failure("expected UTF-8 in a string", at: offset)
        }
        return string
    }

    private mutating func parseEscapedString() throws(JSONError) -> String {
        let start = index
        var text: [UInt8] = []
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return try decode(text, at: start)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &text)
            case 0..<0x20:
                throw failure("expected control character \(byte) to be escaped in a string")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw failure("expected the end of the string, found the end of the text")
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
        guard index + 1 < bytes.count else { throw failure("expected an escape, found the end of the text") }
        let escaped = bytes[index + 1]
        switch escaped {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): return try parseUnicodeEscape(into: &text)
        default: throw failure("expected an escape such as \\n or \\u0041, found \(found)")
        }
        index += 2
    }

    private mutating func parseUnicodeEscape(into text: inout [UInt8]) throws(JSONError) {
        let start = index
        var code = UInt32(try parseCodeUnit())
        if (0xD800..<0xDC00).contains(code), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        {
            let low = UInt32(try parseCodeUnit())
            guard (0xDC00..<0xE000).contains(low) else {
                throw failure("expected the second half of a surrogate pair", at: start)
            }
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw failure("expected a surrogate pair", at: start) }
        text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// Reads `\uXXXX` at the index and steps over it.
    private mutating func parseCodeUnit() throws(JSONError) -> UInt16 {
        guard index + 6 <= bytes.count else { throw failure("expected four hexadecimal digits after \\u") }
        var unit: UInt16 = 0
        for position in index + 2..<index + 6 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw failure("expected four hexadecimal digits after \\u", at: position)
            }
            unit = unit << 4 | UInt16(digit)
        }
        index += 6
        return unit
    }
}

// MARK: - Numbers

extension JSONParser {
    private mutating func parseNumber() throws(JSONError) -> Value {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index += 1 }
        let firstDigit = index
        var magnitude: UInt64 = 0
        var fits = true
        while index < bytes.count, let digit = digit(at: index) {
            let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(UInt64(digit))
            fits = fits && !overflow && !carry
            magnitude = sum
            index += 1
        }
        guard index > firstDigit else { throw failure("expected a digit, found \(found)") }
        guard index == firstDigit + 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
            throw failure("expected no leading zero in a number", at: firstDigit)
        }
        let isInteger = try !skipFraction()
        if isInteger, fits {
            if start == firstDigit, let integer = Int64(exactly: magnitude) { return .integer(integer) }
            if start != firstDigit, magnitude <= UInt64(Int64.max) + 1, magnitude > 0 {
                return .integer(Int64(truncatingIfNeeded: 0 &- magnitude))
            }
            if start != firstDigit, magnitude == 0 { return .integer(0) }
        }
        return try parseDouble(bytes[start..<index], at: start)
    }

    private func parseDouble(_ text: Slice<UnsafeRawBufferPointer>, at offset: Int) throws(JSONError) -> Value {
        guard let double = Double(String(decoding: text, as: UTF8.self)), double.isFinite else {
            throw failure("expected a number within the range of a 64-bit float", at: offset)
        }
        return .double(double)
    }

    /// - Returns: whether there was a fraction or an exponent.
    private mutating func skipFraction() throws(JSONError) -> Bool {
        let start = index
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            try skipDigits()
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") {
                index += 1
            }
            try skipDigits()
        }
        return index > start
    }

    private mutating func skipDigits() throws(JSONError) {
        guard index < bytes.count, digit(at: index) != nil else { throw failure("expected a digit, found \(found)") }
        while index < bytes.count, digit(at: index) != nil { index += 1 }
    }

    @inline(__always)
    private func digit(at index: Int) -> UInt8? {
        let digit = bytes[index] &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }
}

// MARK: - Tokens

extension JSONParser {
    @inline(__always)
    private mutating func skipWhitespace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    /// Steps over white space and the byte, if it comes next.
    private mutating func skip(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    /// What stands at the index, in the words of an error.
    private var found: String {
        guard index < bytes.count else { return "the end of the text" }
        let byte = bytes[index]
        return byte > 0x20 && byte < 0x7F ? "'\(Unicode.Scalar(byte))'" : "byte 0x\(String(byte, radix: 16))"
    }

    private func failure(_ message: String, at offset: Int? = nil) -> JSONError {
        let offset = offset ?? index
        var line = 1
        var lineStart = 0
        for position in 0..<min(offset, bytes.count) where bytes[position] == 0x0A {
            line += 1
            lineStart = position + 1
        }
        return JSONError(offset: offset, line: line, column: offset - lineStart + 1, message: message)
    }
}
