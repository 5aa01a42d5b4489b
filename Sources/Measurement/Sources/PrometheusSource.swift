import Foundation
import Manifests
package import Transport

/// A server with the HTTP API of Prometheus: Prometheus, Thanos, Mimir, VictoriaMetrics.
///
/// https://prometheus.io/docs/prometheus/latest/querying/api/
package struct PrometheusSource: MetricsSource {
    private let endpoint: MetricsEndpoint
    private let client: HTTPClient
    /// Seconds; a scrape's samples bear the time of its beginning and are there only at its end.
    package let lag: Double
    package var name: String { "prometheus \(endpoint.address)" }

    /// How far before a look the sample before it is searched, seconds: Prometheus' own look-back.
    static let lookBack = 300.0
    private static let mostSamples = 1_000_000

    package init(endpoint: MetricsEndpoint, client: HTTPClient, lag: Double = 5) {
        self.endpoint = endpoint
        self.client = client
        self.lag = lag
    }

    package func samples(
        of selectors: [Selector], since start: Double, until end: Double
    ) async throws(MeasurementError) -> FoundSamples {
        var found = FoundSamples(series: [:], queries: [])
        let reach = Self.milliseconds(max(end - start, 0) + Self.lookBack)
        for selector in selectors {
            let query = "\(selector)[\(reach)ms]"
            found.queries.append(query)
            let answer = try await ask(query, at: end)
            for (series, samples) in try answer.matrix(of: query, most: Self.mostSamples) {
                found.series[series] = samples
            }
        }
        return found
    }

    package func value(
        of query: FilledQuery, since start: Double, until end: Double
    ) async throws(MeasurementError) -> Double {
        guard case .promQL(let text) = query else {
            throw .unsupported(source: name, query: "\(query)", hint: "write it in PromQL")
        }
        return try await ask(text, at: end).single(of: text)
    }

    package func vector(of query: String, until end: Double) async throws(MeasurementError) -> [Series: Double] {
        try await ask(query, at: end).vector(of: query)
    }

    private func ask(_ query: String, at end: Double) async throws(MeasurementError) -> PrometheusAnswer {
        let fields = [("query", query), ("time", "\((end * 1_000).rounded() / 1_000)"), ("timeout", timeout)]
        let form = fields.map { "\($0.0)=\($0.1.percentEncoded)" }.joined(separator: "&")
        let response = try await endpoint.send(
            .post, "/api/v1/query", headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array(form.utf8), over: client)
        return try PrometheusAnswer(response, of: name)
    }

    private var timeout: String { "\(Self.milliseconds(endpoint.timeout / .seconds(1)))ms" }

    static func milliseconds(_ seconds: Double) -> Int { Int(min(max((seconds * 1_000).rounded(), 1), 1e12)) }
}
