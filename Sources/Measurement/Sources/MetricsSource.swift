/// Where numbers come from. Reads only; every failure is thrown, none is a number.
package protocol MetricsSource: Sendable {
    /// Its kind and address, without secrets.
    var name: String { get }
    /// How long after an instant the source knows of it, seconds: it is asked about that long ago.
    var lag: Double { get }
    /// Whether it gives samples from before a look, or only those of now.
    var remembers: Bool { get }

    /// The samples of every series that a selector selects. None is no error here.
    ///
    /// - Parameters:
    ///   - start: seconds since 1970. A source that remembers goes back to the sample before it.
    ///   - end: samples after it are left out.
    func samples(
        of selectors: [Selector], since start: Double, until end: Double
    ) async throws(MeasurementError) -> FoundSamples

    /// The value of one expression at one instant, or over a time that the source takes beside it.
    ///
    /// - Throws: `nothing` for no series, `severalSeries`, `notANumber`; what keeps the source from answering.
    func value(
        of query: FilledQuery, since start: Double, until end: Double
    ) async throws(MeasurementError) -> Double

    /// The values of an instant vector of any number of series, by PromQL.
    func vector(of query: String, until end: Double) async throws(MeasurementError) -> [Series: Double]
}

package struct FoundSamples: Sendable, Hashable {
    /// Ascending in time, each list with at least one sample.
    package var series: [Series: [Sample]]
    /// What was sent, as the user may send it again.
    package var queries: [String]

    package init(series: [Series: [Sample]], queries: [String]) {
        self.series = series
        self.queries = queries
    }
}

/// A query whose variables have values, in the language of its source.
package enum FilledQuery: Sendable, Hashable {
    case promQL(String)
    case datadog(String)
    case newRelic(String)
    case cloudWatch(CloudWatchMetric)
}

extension FilledQuery: CustomStringConvertible {
    package var description: String {
        switch self {
        case .promQL(let text), .datadog(let text), .newRelic(let text): text
        case .cloudWatch(let metric): "\(metric)"
        }
    }
}

extension MetricsSource {
    package var lag: Double { 0 }
    package var remembers: Bool { true }

    package func samples(
        of selectors: [Selector], since start: Double, until end: Double
    ) async throws(MeasurementError) -> FoundSamples {
        throw .unsupported(
            source: name, query: selectors.first.map { "\($0)" } ?? "", hint: "write the query in its own language")
    }

    package func value(
        of query: FilledQuery, since start: Double, until end: Double
    ) async throws(MeasurementError) -> Double {
        throw .unsupported(
            source: name, query: "\(query)", hint: "it reads counters by their selectors and computes no expression")
    }

    package func vector(of query: String, until end: Double) async throws(MeasurementError) -> [Series: Double] {
        throw .unsupported(source: name, query: query, hint: "it has no past to look back at")
    }
}
