import Manifests
import Transport

/// A histogram of a Prometheus-compatible server, over the last while.
package struct HistogramQuery: Sendable, Hashable {
    /// The server's address, without `/api/v1`.
    package var server: String
    /// A selector of the metric that ends with `_bucket`.
    package var selector: String
    package var window: Duration

    static func read(_ reader: inout FieldReader) -> HistogramQuery? {
        let selector = reader.required("histogram", .nonEmptyString)
        let server = reader.required("prometheus", .nonEmptyString)
        let window = reader.value("window", .duration, default: .seconds(300))
        if window < .seconds(1) { reader.report("expected a window of at least 1s", at: "window") }
        guard let selector, let server else { return nil }
        let metric = selector.prefix { $0 != "{" && $0 != " " }
        if !metric.hasSuffix("_bucket") {
            reader.report("expected a metric that ends with '_bucket', found '\(metric)'", at: "histogram")
        }
        return HistogramQuery(server: server, selector: selector, window: window)
    }

    var query: String { "sum by (le) (increase(\(selector)[\(window.components.seconds)s]))" }

    /// - Throws: `unreachable` where the server does not answer, `input` where it answers something else.
    func buckets(_ client: HTTPClient) async throws(DriftError) -> HistogramCounts {
        let base = server.hasSuffix("/") ? String(server.dropLast()) : server
        let url = "\(base)/api/v1/query?query=\(query.percentEncoded)"
        let body = try await DataSource.url(url).bytes(client)
        let value: Value
        do throws(JSONError) { value = try JSON.parse(body) } catch {
            throw .input(place: server, expected: "JSON", found: "\(error)")
        }
        guard value["status"]?.string == "success", let result = value[path: "data", "result"]?.array else {
            throw .input(place: server, expected: "a result", found: value["error"]?.string ?? "none")
        }
        var pairs: [(bound: Double, count: Double)] = []
        for series in result {
            guard let text = series[path: "metric", "le"]?.string, let bound = Self.bound(text),
                let count = series["value"]?.array?.last?.string.flatMap(Double.init), count.isFinite
            else { throw .input(place: server, expected: "buckets with 'le' and a count", found: JSON.string(series)) }
            pairs.append((bound, count))
        }
        return try HistogramCounts(cumulative: pairs, place: server)
    }

    private static func bound(_ text: String) -> Double? {
        if text == "+Inf" { return .infinity }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
