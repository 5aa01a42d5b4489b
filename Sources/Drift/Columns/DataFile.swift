/// A table as bytes: comma-separated values or JSON Lines.
package struct DataFile: Sendable {
    package enum Format: Sendable, Hashable {
        /// - Parameter delimiter: one ASCII character; nil takes the one that the header line has most of.
        case csv(delimiter: UInt8?)
        case jsonLines
    }

    /// As messages name it.
    package var name: String
    package var bytes: [UInt8]
    package var format: Format

    /// - Throws: `input` for Parquet and text that is not UTF-8, which are told by their first bytes.
    package init(name: String, bytes: [UInt8], format: Format? = nil) throws(DriftError) {
        self.name = name
        self.bytes = bytes
        self.format = format ?? Self.format(of: bytes)
        if bytes.starts(with: Array("PAR1".utf8)) {
            throw .input(
                place: name, expected: "CSV or JSON Lines", found: "Parquet",
                hint: "convert it first, as with DuckDB: duckdb -c \"COPY 'data.parquet' TO 'data.csv'\"")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw .input(
                place: name, expected: "UTF-8", found: "UTF-16", hint: "convert it first: iconv -f UTF-16 -t UTF-8")
        }
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func format(of bytes: [UInt8]) -> Format {
        let start = bytes.starts(with: byteOrderMark) ? 3 : 0
        let first = bytes.dropFirst(start).first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .jsonLines : .csv(delimiter: nil)
    }

    /// The bytes without a byte-order mark.
    var text: ArraySlice<UInt8> { bytes.starts(with: Self.byteOrderMark) ? bytes.dropFirst(3) : bytes[...] }

    /// - Parameter texts: columns that are read as texts even where they hold numbers.
    /// - Throws: `input` at the first line that cannot be read, and for a file without columns or rows.
    package func table(asTexts texts: Set<String> = []) throws(DriftError) -> Table {
        let builders: [ColumnBuilder]
        let rows: Int
        switch format {
        case .csv(let delimiter): (builders, rows) = try CSVReader(self, delimiter: delimiter).read(asTexts: texts)
        case .jsonLines: (builders, rows) = try JSONLinesReader(file: self).read(asTexts: texts)
        }
        let mixed = Set(builders.filter(\.holdsText).map(\.name)).subtracting(texts)
        if !mixed.isEmpty { return try table(asTexts: texts.union(mixed)) }
        guard rows > 0, !builders.isEmpty else {
            throw .input(place: name, expected: "columns and rows", found: "none")
        }
        return Table(name: name, columns: builders.map { $0.column(rows: rows) }, rows: rows)
    }
}
