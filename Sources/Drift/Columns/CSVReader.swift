/// Comma-separated values (RFC 4180): a header line, quotes, line breaks inside them, CRLF or LF.
///
/// An empty field and the usual words (`NA`, `NaN`, `null`, …) are missing values, as pandas reads them. A column
/// without a name, such as an index that pandas wrote, is left out; an empty line is none.
struct CSVReader {
    private let file: DataFile
    private let bytes: ArraySlice<UInt8>
    private let delimiter: UInt8

    init(_ file: DataFile, delimiter: UInt8?) {
        self.file = file
        bytes = file.text
        self.delimiter = delimiter ?? Self.delimiter(of: bytes)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")

    /// The one of `,`, `;`, tab and `|` that the header has most of.
    private static func delimiter(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            if byte == newline, !isQuoted { break }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let candidates = [",", ";", "\t", "|"] as [Unicode.Scalar]
        return candidates.map { UInt8(ascii: $0) }.max { (counts[$0] ?? 0) < (counts[$1] ?? 0) } ?? UInt8(ascii: ",")
    }

    func read(asTexts texts: Set<String>) throws(DriftError) -> (builders: [ColumnBuilder], rows: Int) {
        var scanner = CSVScanner(bytes, delimiter: delimiter)
        var header: [String] = []
        var builders: [ColumnBuilder] = []
        var rows = 0
        while let field = try next(&scanner) {
            if field.isEmptyLine { continue }
            if field.row == 0 {
                header.append(try text(field))
                if field.isLastOfRow { builders = try Self.builders(header, texts, file.name) }
                continue
            }
            guard field.column < builders.count, !field.isLastOfRow || field.column == builders.count - 1 else {
                let found = field.isLastOfRow ? "\(field.column + 1)" : "more"
                throw .input(
                    place: "\(file.name):\(field.line)", expected: "\(builders.count) fields as in the header",
                    found: found, hint: "name the delimiter with --delimiter, or quote the fields that hold it")
            }
            if field.isLastOfRow { rows += 1 }
            if header[field.column].isEmpty { continue }
            try append(field, to: &builders[field.column])
        }
        return (builders.filter { !$0.name.isEmpty }, rows)
    }

    private func next(_ scanner: inout CSVScanner) throws(DriftError) -> CSVScanner.Field? {
        do throws(CSVScanner.Fault) { return try scanner.next() } catch {
            throw .input(place: "\(file.name):\(error.line)", expected: error.expected, found: error.found)
        }
    }

    private static func builders(
        _ header: [String], _ texts: Set<String>, _ file: String
    ) throws(DriftError) -> [ColumnBuilder] {
        var seen: Set<String> = []
        for name in header where !name.isEmpty && !seen.insert(name).inserted {
            throw .input(place: "\(file):1", expected: "each column once", found: "'\(name)' twice")
        }
        return header.map { ColumnBuilder(name: $0, asTexts: texts.contains($0)) }
    }

    private func append(_ field: CSVScanner.Field, to builder: inout ColumnBuilder) throws(DriftError) {
        if MissingValue.isMissing(field.bytes) { return }
        if !builder.asTexts {
            if builder.holdsText { return }
            if let (number, isIntegral) = DecimalText.parse(field.bytes) {
                builder.append(number, isIntegral: isIntegral)
                return
            }
        }
        builder.append(try text(field))
    }

    private func text(_ field: CSVScanner.Field) throws(DriftError) -> String {
        guard let text = String(validating: field.bytes, as: UTF8.self) else {
            throw .input(
                place: "\(file.name):\(field.line)", expected: "UTF-8", found: "other bytes",
                hint: "convert it first: iconv -f LATIN1 -t UTF-8")
        }
        return text
    }
}
