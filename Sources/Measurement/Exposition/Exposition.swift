/// The samples of one answer of a metrics endpoint: Prometheus' text format 0.0.4 or OpenMetrics 1.0.
///
///     # TYPE requests counter
///     requests_total{code="200"} 17 # {trace_id="a"} 1 1700000000
///
/// Exemplars are left out. https://prometheus.io/docs/instrumenting/exposition_formats/
struct Exposition {
    /// In the order of the text, of the wanted names only.
    private(set) var samples: [(series: Series, value: Double, time: Double?)] = []
    private var types: [String: String] = [:]

    struct Fault: Error, Hashable {
        /// From 1.
        var line: Int
        var expected: String
        var found: String
    }

    /// Samples, lines and labels that are taken at most, whoever answers.
    static let mostSamples = 200_000
    static let mostLines = 2_000_000
    static let mostLabels = 128

    /// - Parameters:
    ///   - bytes: UTF-8; anything else in it becomes a replacement character.
    ///   - isOpenMetrics: timestamps are seconds then, milliseconds otherwise, and the text must end with `# EOF`.
    init(parsing bytes: [UInt8], isOpenMetrics: Bool, names: Set<String>) throws(Fault) {
        var (number, hasEnd) = (0, false)
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard number <= Self.mostLines else {
                throw Fault(line: number, expected: "at most \(Self.mostLines) lines", found: "more")
            }
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            guard let first = line.first else { continue }
            if first == UInt8(ascii: "#") {
                hasEnd = line.elementsEqual("# EOF".utf8) || hasEnd
                if line.starts(with: "# TYPE ".utf8) { takeType(String(decoding: line, as: UTF8.self)) }
                continue
            }
            let name = line.prefix { !"{ \t".utf8.contains($0) }
            guard names.contains(String(decoding: name, as: UTF8.self)) else { continue }
            var reader = LineReader(rest: String(decoding: line, as: UTF8.self)[...], number: number)
            samples.append(try reader.sample(timeScale: isOpenMetrics ? 1 : 0.001))
            guard samples.count <= Self.mostSamples else {
                throw Fault(line: number, expected: "at most \(Self.mostSamples) samples", found: "more")
            }
        }
        if isOpenMetrics, !hasEnd {
            throw Fault(line: number, expected: "'# EOF' at the end", found: "the end of a text that was cut off")
        }
    }

    /// The declared type of a sample's family: `counter`, `histogram`, `gauge`, …; nil where none is declared.
    func type(of name: String) -> String? {
        for suffix in ["", "_total", "_bucket", "_count", "_sum"] where name.hasSuffix(suffix) {
            if let type = types[String(name.dropLast(suffix.count))] { return type }
        }
        return nil
    }

    private mutating func takeType(_ line: String) {
        let words = line.split(separator: " ").dropFirst(2)
        if words.count == 2, let name = words.first, let type = words.last { types[String(name)] = String(type) }
    }
}

private struct LineReader {
    var rest: Substring
    let number: Int

    private func fault(_ expected: String) -> Exposition.Fault {
        Exposition.Fault(line: number, expected: expected, found: "'\(rest.prefix(40))'")
    }

    mutating func sample(
        timeScale: Double
    ) throws(Exposition.Fault) -> (series: Series, value: Double, time: Double?) {
        let name = String(rest.prefix { $0 != "{" && $0 != " " && $0 != "\t" })
        rest = rest.dropFirst(name.count)
        let labels = rest.first == "{" ? try labels() : []
        guard let series = Series(name: name, labels: labels) else {
            throw Exposition.Fault(line: number, expected: "each label once in '\(name)'", found: "one twice")
        }
        let words = rest.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
        guard (1...2).contains(words.count), let value = words.first.flatMap(MetricNumber.read) else {
            throw fault("a number and perhaps a time")
        }
        guard words.count == 2 else { return (series, value, nil) }
        guard let time = words.last.flatMap(MetricNumber.read), time.isFinite else { throw fault("a time") }
        return (series, value, time * timeScale)
    }

    private mutating func labels() throws(Exposition.Fault) -> [Series.Label] {
        var labels: [Series.Label] = []
        rest = rest.dropFirst()
        while true {
            rest = rest.drop { $0 == " " || $0 == "," }
            if rest.first == "}" { break }
            let name = rest.prefix { $0 != "=" && $0 != "}" && $0 != " " }
            rest = rest.dropFirst(name.count).drop { $0 == " " }
            guard !name.isEmpty, rest.first == "=" else { throw fault("'=' after a label's name") }
            rest = rest.dropFirst().drop { $0 == " " }
            labels.append(Series.Label(String(name), try string()))
            guard labels.count <= Exposition.mostLabels else {
                throw fault("at most \(Exposition.mostLabels) labels")
            }
        }
        rest = rest.dropFirst()
        return labels
    }

    /// A label's value in quotes, with `\\`, `\"` and `\n`.
    private mutating func string() throws(Exposition.Fault) -> String {
        guard rest.first == "\"" else { throw fault("a value in quotes") }
        rest = rest.dropFirst()
        let plain = rest.prefix { $0 != "\"" && $0 != "\\" }
        rest = rest.dropFirst(plain.count)
        var result = String(plain)
        while let character = rest.popFirst() {
            if character == "\"" { return result }
            guard character == "\\" else {
                result.append(character)
                continue
            }
            guard let escaped = rest.popFirst() else { break }
            switch escaped {
            case "n": result.append("\n")
            case "\\", "\"": result.append(escaped)
            default: result += "\\\(escaped)"
            }
        }
        throw fault("the end of a value in quotes")
    }
}
