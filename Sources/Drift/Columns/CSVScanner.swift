/// Cuts comma-separated values into fields.
struct CSVScanner {
    struct Field {
        /// Without quotes, their escapes undone.
        var bytes: ArraySlice<UInt8>
        /// From 0, the header being row 0; lines without anything do not count.
        var row: Int
        var column: Int
        /// From 1, where the field begins.
        var line: Int
        var isLastOfRow: Bool
        var isEmptyLine: Bool
    }

    struct Fault: Error {
        var line: Int
        var expected: String
        var found: String
    }

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private let bytes: ArraySlice<UInt8>
    private let delimiter: UInt8
    private var index: Int
    private var line = 1
    private var row = 0
    private var column = 0
    /// A delimiter at the very end still opens an empty field.
    private var isAfterDelimiter = false

    init(_ bytes: ArraySlice<UInt8>, delimiter: UInt8) {
        self.bytes = bytes
        self.delimiter = delimiter
        index = bytes.startIndex
    }

    /// - Returns: nil at the end.
    mutating func next() throws(Fault) -> Field? {
        guard index < bytes.endIndex || isAfterDelimiter else { return nil }
        let start = line
        let content: ArraySlice<UInt8>
        let isQuoted = index < bytes.endIndex && bytes[index] == Self.quote
        if isQuoted {
            content = try quoted()
        } else {
            let begin = index
            while index < bytes.endIndex, bytes[index] != delimiter, bytes[index] != Self.newline { index += 1 }
            var end = index
            // The carriage return belongs to the line break.
            if end > begin, bytes[end - 1] == Self.carriageReturn,
                index == bytes.endIndex || bytes[index] == Self.newline
            {
                end -= 1
            }
            content = bytes[begin..<end]
        }
        var field = Field(
            bytes: content, row: row, column: column, line: start, isLastOfRow: true, isEmptyLine: false)
        finish(&field, isQuoted: isQuoted)
        return field
    }

    /// Steps over the delimiter or the line break behind a field.
    private mutating func finish(_ field: inout Field, isQuoted: Bool) {
        isAfterDelimiter = false
        if index < bytes.endIndex, bytes[index] == delimiter {
            field.isLastOfRow = false
            isAfterDelimiter = true
            index += 1
            column += 1
            return
        }
        if index < bytes.endIndex {
            index += 1
            line += 1
        }
        field.isEmptyLine = column == 0 && field.bytes.isEmpty && !isQuoted
        column = 0
        if !field.isEmptyLine { row += 1 }
    }

    private mutating func quoted() throws(Fault) -> ArraySlice<UInt8> {
        let start = line
        index += 1
        let begin = index
        var unescaped: [UInt8]?
        var copied = begin
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == Self.newline { line += 1 }
            guard byte == Self.quote else {
                index += 1
                continue
            }
            if index + 1 < bytes.endIndex, bytes[index + 1] == Self.quote {
                unescaped = (unescaped ?? []) + bytes[copied...index]
                index += 2
                copied = index
                continue
            }
            let content = unescaped.map { ($0 + bytes[copied..<index])[...] } ?? bytes[begin..<index]
            index += 1
            if index < bytes.endIndex, bytes[index] == Self.carriageReturn { index += 1 }
            guard index == bytes.endIndex || bytes[index] == delimiter || bytes[index] == Self.newline else {
                throw Fault(line: line, expected: "a delimiter behind the closing quote", found: "more text")
            }
            return content
        }
        throw Fault(line: start, expected: "a closing quote", found: "the end of the file")
    }
}
