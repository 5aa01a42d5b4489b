import Judging
package import Manifests

/// A sketch as a document: canonical JSON (RFC 8785), the same bytes for the same sketch.
extension DataSketch {
    private static let apiVersion = "lockstep/v1"
    private static let kind = "DataSketch"

    package var encoded: Value {
        let members = columns.map { Object.Member(key: $0.key, value: Self.encode($0.value)) }
        return [
            "apiVersion": .string(Self.apiVersion), "kind": .string(Self.kind), "rows": .integer(Int64(rows)),
            "columns": .object(Object(members)),
        ]
    }

    /// Whether a text looks like a sketch rather than data.
    static func isSketch(_ bytes: ArraySlice<UInt8>) -> Bool {
        let start = String(decoding: bytes.prefix(256), as: UTF8.self).filter { !$0.isWhitespace }
        return start.hasPrefix("{\"apiVersion\":\"lockstep/")
    }

    /// - Throws: `input` for another version or kind, and for a state that no sketch can be in.
    package init(_ bytes: [UInt8], place: String) throws(DriftError) {
        let value: Value
        do throws(JSONError) { value = try JSON.parse(bytes) } catch {
            throw .input(place: place, expected: "a sketch as JSON", found: "\(error)")
        }
        for (name, expected) in [("apiVersion", Self.apiVersion), ("kind", Self.kind)] {
            let found = value[name]?.string
            guard found == expected else {
                throw .input(
                    place: place, expected: "\(name) '\(expected)'", found: found.map { "'\($0)'" } ?? "none")
            }
        }
        guard let rows = Self.count(value["rows"]), let members = value["columns"]?.object?.members else {
            throw .input(place: place, expected: "'rows' and 'columns'", found: "neither or one")
        }
        var columns: [String: Column] = [:]
        for member in members {
            guard let column = Self.decode(member.value) else {
                throw .input(
                    place: place, expected: "a sketch of column '\(member.key)'", found: "a state that none can be in")
            }
            columns[member.key] = column
        }
        self.init(rows: rows, columns: columns)
    }

    private static func encode(_ column: Column) -> Value {
        let missing = Value.integer(Int64(column.missing))
        switch column.content {
        case .numbers(let sketch): return ["missing": missing, "numbers": encode(sketch)]
        case .texts(let categories, let lengths):
            let counts = categories.counts.map { Object.Member(key: $0.key, value: .integer(Int64($0.value))) }
            return [
                "missing": missing, "lengths": encode(lengths),
                "categories": [
                    "k": .integer(Int64(categories.k)), "count": .integer(Int64(categories.count)),
                    "error": .integer(Int64(categories.error)), "counts": .object(Object(counts)),
                ],
            ]
        }
    }

    private static func decode(_ value: Value) -> Column? {
        guard let missing = count(value["missing"]) else { return nil }
        if let numbers = value["numbers"] {
            return quantiles(numbers).map { Column(content: .numbers($0), missing: missing) }
        }
        guard let lengths = value["lengths"].flatMap(quantiles), let categories = value["categories"],
            let k = count(categories["k"]), let all = count(categories["count"]),
            let error = count(categories["error"]),
            let members = categories["counts"]?.object?.members
        else { return nil }
        var counts: [String: Int] = [:]
        for member in members {
            guard let times = count(member.value) else { return nil }
            counts[member.key] = times
        }
        return CategorySketch(k: k, count: all, counts: counts, error: error)
            .map { Column(content: .texts($0, lengths: lengths), missing: missing) }
    }

    // MARK: Quantiles

    private static func encode(_ sketch: QuantileSketch) -> Value {
        let state = sketch.state
        let isEmpty = sketch.count == 0
        return [
            "k": .integer(Int64(state.k)), "integral": .bool(state.isIntegral),
            "least": isEmpty ? .null : .double(state.least), "greatest": isEmpty ? .null : .double(state.greatest),
            "variance": .double(state.variance), "coin": .string(String(state.coin, radix: 16)),
            "levels": .array(state.levels.map { level in .array(level.sorted().map { .double($0) }) }),
        ]
    }

    private static func quantiles(_ value: Value) -> QuantileSketch? {
        guard let k = count(value["k"]), let isIntegral = value["integral"]?.bool,
            let variance = value["variance"]?.number, let levels = value["levels"]?.array,
            let coin = value["coin"]?.string.flatMap({ UInt64($0, radix: 16) })
        else { return nil }
        var numbers: [[Double]] = []
        for level in levels {
            guard let elements = level.array else { return nil }
            let read = elements.compactMap(\.number)
            guard read.count == elements.count else { return nil }
            numbers.append(read)
        }
        return QuantileSketch(
            QuantileSketch.State(
                k: k, least: value["least"]?.number ?? .infinity, greatest: value["greatest"]?.number ?? -.infinity,
                isIntegral: isIntegral, levels: numbers, variance: variance, coin: coin))
    }

    private static func count(_ value: Value?) -> Int? {
        guard let number = value?.number, number >= 0, number <= Double(QuantileSketch.mostValues),
            number == number.rounded()
        else { return nil }
        return Int(number)
    }
}
