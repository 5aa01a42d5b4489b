import Manifests
import Transport

/// The `data` of an answer of the query API, of which all is there.
struct PrometheusAnswer {
    private let source: String
    private let type: String
    private let result: Value

    /// - Throws: `refused` for an error, `partial` for one with warnings, `malformed`.
    init(_ response: HTTPResponse, of source: String) throws(MeasurementError) {
        self.source = source
        let value: Value
        do throws(JSONError) { value = try JSON.parse(response.body) } catch {
            guard response.status == 200 else {
                throw .refused(source: source, status: response.status, message: response.excerpt)
            }
            throw .malformed(source: source, expected: "JSON", found: "'\(response.excerpt)'")
        }
        guard response.status == 200, value["status"]?.string == "success" else {
            let words = [value["errorType"]?.string, value["error"]?.string].compactMap(\.self)
            throw .refused(
                source: source, status: response.status,
                message: words.isEmpty ? response.excerpt : words.joined(separator: ": "))
        }
        let warnings = value["warnings"]?.array?.compactMap(\.string) ?? []
        guard warnings.isEmpty else { throw .partial(source: source, warnings: Array(warnings.prefix(3))) }
        guard let type = value[path: "data", "resultType"]?.string, let result = value[path: "data", "result"] else {
            throw .malformed(source: source, expected: "'data.resultType' and 'data.result'", found: "none")
        }
        self.type = type
        self.result = result
    }

    /// The one value of a scalar or of a vector of one series.
    func single(of query: String) throws(MeasurementError) -> Double {
        let number: Double
        if type == "scalar" {
            number = try sample(result).value
        } else {
            let all = try vector(of: query)
            guard all.count <= 1 else { throw .severalSeries(query: query, count: all.count) }
            guard let only = all.values.first else { throw .nothing(query: query) }
            number = only
        }
        guard number.isFinite else { throw .notANumber(query: query, found: "\(number)") }
        return number
    }

    func vector(of query: String) throws(MeasurementError) -> [Series: Double] {
        guard type == "vector" else { throw wrongType("one number", query) }
        var values: [Series: Double] = [:]
        for element in try elements() {
            guard let pair = element["value"] else {
                throw .malformed(source: source, expected: "a number", found: "a native histogram")
            }
            values[try series(element)] = try sample(pair).value
        }
        return values
    }

    func matrix(of query: String, most: Int) throws(MeasurementError) -> [Series: [Sample]] {
        guard type == "matrix" else { throw wrongType("samples", query) }
        var (all, count): ([Series: [Sample]], Int) = ([:], 0)
        for element in try elements() {
            guard let pairs = element["values"]?.array else {
                throw .malformed(source: source, expected: "numbers", found: "a native histogram")
            }
            var samples: [Sample] = []
            samples.reserveCapacity(pairs.count)
            for pair in pairs { samples.append(try sample(pair)) }
            count += samples.count
            guard count <= most else { throw .tooMuch(source: source, limit: "\(most) samples") }
            // INVARIANT of the API: ascending in time; a server that breaks it is not believed.
            for (left, right) in zip(samples, samples.dropFirst()) where left.time >= right.time {
                throw .malformed(source: source, expected: "samples ascending in time", found: "\(right.time)")
            }
            if !samples.isEmpty { all[try series(element)] = samples }
        }
        return all
    }

    private func elements() throws(MeasurementError) -> [Value] {
        guard let elements = result.array else {
            throw .malformed(source: source, expected: "a list of series", found: result.kindInWords)
        }
        return elements
    }

    private func wrongType(_ expected: String, _ query: String) -> MeasurementError {
        .malformed(source: source, expected: "\(expected) for '\(query)'", found: "a \(type)")
    }

    private func series(_ element: Value) throws(MeasurementError) -> Series {
        guard let metric = element["metric"]?.object else {
            throw .malformed(source: source, expected: "'metric'", found: "none")
        }
        var (name, labels): (String, [Series.Label]) = ("", [])
        for member in metric {
            guard let text = member.value.string else {
                throw .malformed(source: source, expected: "labels of strings", found: member.value.kindInWords)
            }
            if member.key == "__name__" { name = text } else { labels.append(Series.Label(member.key, text)) }
        }
        guard let series = Series(name: name, labels: labels) else {
            throw .malformed(source: source, expected: "each label once", found: "one twice")
        }
        return series
    }

    /// `[1700000000.5, "12"]`
    private func sample(_ value: Value) throws(MeasurementError) -> Sample {
        guard let pair = value.array, pair.count == 2, let time = pair.first?.asDouble,
            let number = pair.last?.string.flatMap(MetricNumber.read)
        else {
            throw .malformed(
                source: source, expected: "a time and a number in quotes",
                found: String(JSON.string(value).prefix(80)))
        }
        return Sample(time: time, value: number)
    }
}
