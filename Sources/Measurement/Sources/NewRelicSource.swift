import Manifests
package import Transport

/// New Relic: NRQL over NerdGraph; `SINCE` and `UNTIL` are added.
///
/// https://docs.newrelic.com/docs/apis/nerdgraph/examples/nerdgraph-nrql-tutorial/
package struct NewRelicSource: MetricsSource {
    private let endpoint: MetricsEndpoint
    private let client: HTTPClient
    private let account: Int64
    private let apiKeyFile: String
    package var name: String { "new relic \(endpoint.address)" }
    package var lag: Double { 60 }

    private static let document =
        "query($account: Int!, $nrql: Nrql!) "
        + "{ actor { account(id: $account) { nrql(query: $nrql) { results } } } }"

    package init(endpoint: MetricsEndpoint, client: HTTPClient, account: Int64, apiKeyFile: String) {
        self.endpoint = endpoint
        self.client = client
        self.account = account
        self.apiKeyFile = apiKeyFile
    }

    package func value(
        of query: FilledQuery, since start: Double, until end: Double
    ) async throws(MeasurementError) -> Double {
        guard case .newRelic(let text) = query else {
            throw .unsupported(source: name, query: "\(query)", hint: "write it under 'newRelic'")
        }
        let nrql = "\(text) SINCE \(Int64(start * 1_000)) UNTIL \(Int64(end * 1_000))"
        let body: Value = [
            "query": .string(Self.document), "variables": ["account": .integer(account), "nrql": .string(nrql)],
        ]
        let headers = [
            "API-Key": try MetricsEndpoint.secret(apiKeyFile).exposedText, "Content-Type": "application/json",
        ]
        let answer = try await endpoint.json(
            .post, "/graphql", headers: headers, body: body, over: client, source: name)
        if let errors = answer["errors"]?.array, !errors.isEmpty {
            let words = errors.compactMap { $0["message"]?.string }.joined(separator: "; ")
            throw .refused(source: name, status: 200, message: String(words.prefix(300)))
        }
        guard let results = answer[path: "data", "actor", "account", "nrql", "results"]?.array else {
            throw .malformed(source: name, expected: "'data.actor.account.nrql.results'", found: "none")
        }
        guard results.count <= 1 else { throw .severalSeries(query: text, count: results.count) }
        guard let row = results.first?.object else { throw .nothing(query: text) }
        let numbers = row.compactMap(\.value.asDouble)
        guard let number = numbers.first, numbers.count == 1, row.count == 1 else {
            throw .malformed(source: name, expected: "one number for '\(text)'", found: "\(row.count) columns")
        }
        return number
    }
}
