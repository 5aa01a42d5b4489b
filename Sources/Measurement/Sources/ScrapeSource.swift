package import Transport

/// Metrics endpoints, read without a Prometheus between. Each address must be one process: behind a balancer the
/// counters of several would be taken for those of one that begins again.
package struct ScrapeSource: MetricsSource {
    private let endpoints: [MetricsEndpoint]
    private let client: HTTPClient
    private let scrapes: ScrapeCache
    package var remembers: Bool { false }
    package var name: String { "metrics of \(endpoints.map(\.address).joined(separator: ", "))" }

    /// A sample that bears a time further back is one of a process that is gone, seconds.
    private static let stale = 300.0

    /// - Parameter scrapes: shared by all sources whose endpoints may be the same.
    package init(endpoints: [MetricsEndpoint], client: HTTPClient, scrapes: ScrapeCache = ScrapeCache()) {
        self.endpoints = endpoints
        self.client = client
        self.scrapes = scrapes
    }

    package func samples(
        of selectors: [Selector], since start: Double, until end: Double
    ) async throws(MeasurementError) -> FoundSamples {
        var found = FoundSamples(series: [:], queries: selectors.map { "\($0)" })
        let predicates = selectors.map(\.predicate)
        let names = Set(selectors.map(\.name))
        for endpoint in endpoints {
            let exposition = try await scrapes.exposition(of: endpoint, names: names, at: end, over: client)
            for sample in exposition.samples where predicates.contains(where: { $0(sample.series) }) {
                if let time = sample.time, time < end - Self.stale { continue }
                try requireCounter(sample.series, exposition)
                let series = endpoints.count == 1 ? sample.series : sample.series.adding(address: endpoint.address)
                guard found.series.updateValue([Sample(time: end, value: sample.value)], forKey: series) == nil else {
                    throw .malformed(source: endpoint.address, expected: "each series once", found: "'\(series)' twice")
                }
            }
        }
        return found
    }

    private func requireCounter(_ series: Series, _ exposition: Exposition) throws(MeasurementError) {
        guard let type = exposition.type(of: series.name),
            ["gauge", "gaugehistogram", "info", "stateset"].contains(type)
        else { return }
        throw .notACounter(series: series.name, found: "a \(type)")
    }
}

extension Series {
    /// Tells the processes of several addresses apart.
    fileprivate func adding(address: String) -> Series {
        Series(name: name, labels: labels.filter { $0.name != "instance" } + [Label("instance", address)]) ?? self
    }
}
