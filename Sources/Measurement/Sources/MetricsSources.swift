package import Transport

/// Every source that checks may name.
package struct MetricsSources: Sendable {
    package var named: [String: any MetricsSource]
    /// The name of an environment's default.
    package var environments: [String: String]
    /// Where a check names none and its environment neither.
    package var fallback: (any MetricsSource)?
    /// For addresses that a Release names.
    package var client: HTTPClient
    /// What all of them have scraped.
    package let scrapes = ScrapeCache()

    package init(
        named: [String: any MetricsSource] = [:], environments: [String: String] = [:],
        fallback: (any MetricsSource)? = nil, client: HTTPClient
    ) {
        self.named = named
        self.environments = environments
        self.fallback = fallback
        self.client = client
    }

    /// - Throws: `noSource`.
    package func source(
        for reference: ProviderReference?, environment: String
    ) throws(MeasurementError) -> any MetricsSource {
        switch reference {
        case .named(let name):
            guard let source = named[name] else { throw .noSource(name: name) }
            return source
        case .prometheus(let address):
            return PrometheusSource(endpoint: MetricsEndpoint(address: address), client: client)
        case .scrape(let addresses):
            return ScrapeSource(
                endpoints: addresses.map { MetricsEndpoint(address: $0) }, client: client, scrapes: scrapes)
        case nil:
            if let name = environments[environment] {
                guard let source = named[name] else { throw .noSource(name: name) }
                return source
            }
            guard let fallback else { throw .noSource(name: nil) }
            return fallback
        }
    }
}
