import Manifests

/// A row a line: an object, whose members are columns, or a list, whose elements are columns '0', '1', ….
///
/// What is nested becomes columns of its own: `{"a": {"b": 1}}` has the column 'a.b'.
struct JSONLinesReader {
    private static let mostColumns = 10_000

    let file: DataFile

    func read(asTexts texts: Set<String>) throws(DriftError) -> (builders: [ColumnBuilder], rows: Int) {
        var builders: [ColumnBuilder] = []
        var places: [String: Int] = [:]
        var rows = 0
        let lines = file.text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
            let place = "\(file.name):\(index + 1)"
            let value: Value
            do throws(JSONError) { value = try JSON.parse(Array(line)) } catch {
                throw .input(place: place, expected: "a JSON value", found: error.message)
            }
            guard value.object != nil || value.array != nil else {
                throw .input(place: place, expected: "an object or a list", found: value.kindInWords)
            }
            rows += 1
            try Self.visit(value, "") { name, value throws(DriftError) in
                let position: Int
                if let known = places[name] {
                    position = known
                } else {
                    guard builders.count < Self.mostColumns else {
                        throw .input(place: place, expected: "at most \(Self.mostColumns) columns", found: "more")
                    }
                    position = builders.count
                    places[name] = position
                    builders.append(ColumnBuilder(name: name, asTexts: texts.contains(name)))
                }
                builders[position].append(value)
            }
        }
        return (builders, rows)
    }

    private static func visit(
        _ value: Value, _ path: String, _ body: (String, Value) throws(DriftError) -> Void
    ) throws(DriftError) {
        let prefix = path.isEmpty ? "" : path + "."
        switch value {
        case .object(let object):
            for member in object.members { try visit(member.value, prefix + member.key, body) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { try visit(element, "\(prefix)\(index)", body) }
        default: try body(path, value)
        }
    }
}
