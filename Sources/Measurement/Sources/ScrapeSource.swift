package import Transport

/// Metrics endpoints, read without a Prometheus between. Each address must be one process: behind a balancer the
/// counters of several would be taken for those of one that begins again.
package struct ScrapeSource: MetricsSource {
    private let endpoints: [MetricsEndpoint]
    private let client: HTTPClient
    package var remembers: Bool { false }
    package var name: String { "metrics of \(endpoints.map(\.address).joined(separator: ", "))" }

    /// A sample that bears a time further back is one of a process that is gone, seconds.
    private static let stale = 300.0
    private static let accepted =
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

    package init(endpoints: [MetricsEndpoint], client: HTTPClient) {
        self.endpoints = endpoints
        self.client = client
    }

    package func samples(
        of selectors: [Selector], since start: Double, until end: Double
    ) async throws(MeasurementError) -> FoundSamples {
        var found = FoundSamples(series: [:], queries: selectors.map { "\($0)" })
        let predicates = selectors.map(\.predicate)
        let names = Set(selectors.map(\.name))
        for endpoint in endpoints {
            let exposition = try await scrape(endpoint, names: names)
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

    private func scrape(
        _ endpoint: MetricsEndpoint, names: Set<String>
    ) async throws(MeasurementError) -> Exposition {
        let response = try await endpoint.send(.get, "", headers: ["Accept": Self.accepted], over: client)
        guard response.status == 200 else {
            throw .refused(source: endpoint.address, status: response.status, message: response.excerpt)
        }
        let type = response.headers["Content-Type"] ?? ""
        do throws(Exposition.Fault) {
            return try Exposition(
                parsing: response.body, isOpenMetrics: type.hasPrefix("application/openmetrics-text"), names: names)
        } catch {
            throw .malformed(
                source: "\(endpoint.address), line \(error.line)", expected: error.expected, found: error.found)
        }
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
