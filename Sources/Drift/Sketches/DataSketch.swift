import Trust

/// The distributions of a table's columns in a few kilobytes: what is kept of a day of predictions.
package struct DataSketch: Sendable, Hashable {
    /// Numbers, or texts by their categories and their lengths.
    package enum Content: Sendable, Hashable {
        case numbers(QuantileSketch)
        case texts(CategorySketch, lengths: QuantileSketch)
    }

    package struct Column: Sendable, Hashable {
        package var content: Content
        package var missing: Int
    }

    package private(set) var rows = 0
    package private(set) var columns: [String: Column] = [:]

    /// Columns of which one sketch holds numbers and the other texts.
    package struct Mismatch: Error, Hashable {
        package var column: String
    }

    init(rows: Int, columns: [String: Column]) {
        self.rows = rows
        self.columns = columns
    }

    /// - Parameter k: how many numbers or categories a column keeps; errors are about 1.7 / k.
    ///
    /// The coins of the sketches come from the data, so that sketches of different data can be merged: they must not
    /// err together.
    package init(_ table: Table, of bytes: [UInt8], k: Int = QuantileSketch.standardK) {
        let digest = SHA256Digest(of: bytes).bytes
        var seed = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        rows = table.rows
        for column in table.columns {
            seed &+= 0x9E37_79B9_7F4A_7C15
            switch column.values {
            case .numbers(let sample):
                var sketch = QuantileSketch(k: k, seed: seed)
                for number in sample.sorted { sketch.insert(number, isIntegral: sample.isIntegral) }
                columns[column.name] = Column(content: .numbers(sketch), missing: column.missing)
            case .texts(let counts):
                var categories = CategorySketch(k: k)
                var lengths = QuantileSketch(k: k, seed: seed)
                for (text, count) in counts.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                    categories.insert(text, times: count)
                    let length = Double(text.unicodeScalars.count)
                    for _ in 0..<count { lengths.insert(length, isIntegral: true) }
                }
                categories.shrink()
                columns[column.name] = Column(content: .texts(categories, lengths: lengths), missing: column.missing)
            }
        }
    }

    /// Reads a sketch, or makes one of data.
    ///
    /// - Throws: `input` for what is neither.
    package init(reading file: DataFile, k: Int = QuantileSketch.standardK) throws(DriftError) {
        if Self.isSketch(file.text) {
            try self.init(Array(file.text), place: file.name)
        } else {
            self.init(try file.table(), of: file.bytes, k: k)
        }
    }

    /// Takes in the sketch of other rows; a column that one of them lacks is missing there.
    package mutating func merge(_ other: DataSketch) throws(Mismatch) {
        for (name, theirs) in other.columns {
            guard var ours = columns[name] else {
                columns[name] = Column(content: theirs.content, missing: theirs.missing + rows)
                continue
            }
            switch (ours.content, theirs.content) {
            case (.numbers(var left), .numbers(let right)):
                left.merge(right)
                ours.content = .numbers(left)
            case (.texts(var left, var lengths), .texts(let right, let otherLengths)):
                left.merge(right)
                lengths.merge(otherLengths)
                ours.content = .texts(left, lengths: lengths)
            default: throw Mismatch(column: name)
            }
            ours.missing += theirs.missing
            columns[name] = ours
        }
        for name in columns.keys where other.columns[name] == nil { columns[name]?.missing += other.rows }
        rows += other.rows
    }
}
