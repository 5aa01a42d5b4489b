import Transport

/// The answers of metrics endpoints, each asked once a second however many checks look within it.
///
/// Checks look a second apart at least, so none meets its own last answer again.
package actor ScrapeCache {
    private typealias Answer = Result<HTTPResponse, MeasurementError>
    private typealias Reading = Result<Exposition, MeasurementError>

    private struct Scrape {
        let second: Double
        let answer: Task<Answer, Never>
        /// By the names that were read from it.
        var readings: [Set<String>: Reading] = [:]
    }

    private var scrapes: [MetricsEndpoint: Scrape] = [:]

    private static let accepted =
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

    package init() {}

    /// What an endpoint says of some metrics in the second of an instant; whoever asks meanwhile waits for the same
    /// answer.
    ///
    /// - Parameter instant: seconds since 1970.
    func exposition(
        of endpoint: MetricsEndpoint, names: Set<String>, at instant: Double, over client: HTTPClient
    ) async throws(MeasurementError) -> Exposition {
        let second = instant.rounded(.down)
        let answer = answer(of: endpoint, in: second, over: client)
        let found = await answer.value
        if let known = scrapes[endpoint], known.second == second, let reading = known.readings[names] {
            return try reading.get()
        }
        let reading = Self.read(found, of: endpoint, names: names)
        if scrapes[endpoint]?.second == second { scrapes[endpoint]?.readings[names] = reading }
        return try reading.get()
    }

    private func answer(of endpoint: MetricsEndpoint, in second: Double, over client: HTTPClient) -> Task<Answer, Never>
    {
        if let known = scrapes[endpoint], known.second == second { return known.answer }
        scrapes = scrapes.filter { $0.value.second == second }
        let answer = Task { () async -> Answer in
            do throws(MeasurementError) {
                return .success(try await endpoint.send(.get, "", headers: ["Accept": Self.accepted], over: client))
            } catch {
                return .failure(error)
            }
        }
        scrapes[endpoint] = Scrape(second: second, answer: answer)
        return answer
    }

    private static func read(_ answer: Answer, of endpoint: MetricsEndpoint, names: Set<String>) -> Reading {
        let response: HTTPResponse
        switch answer {
        case .success(let found): response = found
        case .failure(let error): return .failure(error)
        }
        guard response.status == 200 else {
            return .failure(
                .refused(source: endpoint.address, status: response.status, message: response.excerpt))
        }
        let type = response.headers["Content-Type"] ?? ""
        do throws(Exposition.Fault) {
            return .success(
                try Exposition(
                    parsing: response.body, isOpenMetrics: type.hasPrefix("application/openmetrics-text"),
                    names: names))
        } catch {
            return .failure(
                .malformed(
                    source: "\(endpoint.address), line \(error.line)", expected: error.expected, found: error.found))
        }
    }
}
