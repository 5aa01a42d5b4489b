import Manifests
package import Transport

/// Datadog: the counts of a query over a time, by the points of one series.
///
/// https://docs.datadoghq.com/api/latest/metrics/#query-timeseries-points
package struct DatadogSource: MetricsSource {
    private let endpoint: MetricsEndpoint
    private let client: HTTPClient
    private let apiKeyFile: String
    private let applicationKeyFile: String
    package var name: String { "datadog \(endpoint.address)" }
    /// Points of less than an hour are of at most 20 s; a minute later each is whole.
    package var lag: Double { 60 }

    package init(
        endpoint: MetricsEndpoint, client: HTTPClient, apiKeyFile: String, applicationKeyFile: String
    ) {
        self.endpoint = endpoint
        self.client = client
        self.apiKeyFile = apiKeyFile
        self.applicationKeyFile = applicationKeyFile
    }

    package func value(
        of query: FilledQuery, since start: Double, until end: Double
    ) async throws(MeasurementError) -> Double {
        guard case .datadog(let text) = query else {
            throw .unsupported(source: name, query: "\(query)", hint: "write it under 'datadog'")
        }
        let (from, to) = (start.rounded(.down), (end + lag).rounded(.down))
        let path =
            "/api/v1/query?from=\(Int64(from))&to=\(Int64(to))&query=\(text.percentEncoded)"
        let keys = [
            "DD-API-KEY": try MetricsEndpoint.secret(apiKeyFile).exposedText,
            "DD-APPLICATION-KEY": try MetricsEndpoint.secret(applicationKeyFile).exposedText,
        ]
        let answer = try await endpoint.json(.get, path, headers: keys, over: client, source: name)
        if let error = answer["error"]?.string ?? (answer["status"]?.string == "error" ? "error" : nil) {
            throw .refused(source: name, status: 200, message: error)
        }
        guard let series = answer["series"]?.array else {
            throw .malformed(source: name, expected: "'series'", found: "none")
        }
        guard series.count <= 1 else { throw .severalSeries(query: text, count: series.count) }
        guard let points = series.first?["pointlist"]?.array else { throw .nothing(query: text) }
        return try sum(points, of: text, since: start, until: end)
    }

    /// A point belongs to the look in whose time it begins.
    private func sum(
        _ points: [Value], of query: String, since start: Double, until end: Double
    ) throws(MeasurementError) -> Double {
        var (sum, count) = (0.0, 0)
        for point in points {
            guard let pair = point.array, pair.count == 2, let time = pair.first?.asDouble, let last = pair.last else {
                throw .malformed(source: name, expected: "points of a time and a value", found: point.kindInWords)
            }
            guard !last.isNull, time / 1_000 >= start, time / 1_000 < end else { continue }
            guard let value = last.asDouble, value.isFinite, value >= 0 else {
                throw .notANumber(query: query, found: JSON.string(last))
            }
            sum += value
            count += 1
        }
        guard count > 0 else { throw .nothing(query: query) }
        return sum
    }
}

extension MetricsEndpoint {
    /// The JSON of an answer.
    ///
    /// - Throws: `refused` for a status other than 200, `malformed` for what is no JSON.
    func json(
        _ method: HTTPMethod, _ path: String, headers: [String: String], body: Value? = nil, over client: HTTPClient,
        source: String, sign: (HTTPRequest) -> HTTPRequest = { $0 }
    ) async throws(MeasurementError) -> Value {
        let response = try await send(
            method, path, headers: headers, body: body.map { JSON.write($0) }, over: client, sign: sign)
        guard response.status == 200 else {
            throw .refused(source: source, status: response.status, message: response.excerpt)
        }
        do throws(JSONError) {
            return try JSON.parse(response.body)
        } catch {
            throw .malformed(source: source, expected: "JSON", found: "\(error)")
        }
    }
}
