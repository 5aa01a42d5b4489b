package import Manifests

/// A check of a Release: what is measured, where, and what it is held to.
package struct CheckSpec: Sendable, Hashable {
    package enum Measure: Sendable, Hashable {
        case slo(ServiceLevel)
        case threshold(Threshold)
        case web(WebMetric)
        case job(JobCheck)
        /// As it is written: what it holds is read by who judges drift.
        case drift(Value)
    }

    /// As the Release names it; once in a Release.
    package var name: String
    package var measure: Measure
    /// nil: the default of the environment.
    package var provider: ProviderReference?
    /// Between two looks; nil: the Release's.
    package var interval: Duration?
    package var judge: JudgeSettings
    /// What is measured, as it is written, in canonical JSON; not how it is judged, or how often.
    package var definition = ""

    package init(
        name: String, measure: Measure, provider: ProviderReference? = nil, interval: Duration? = nil,
        judge: JudgeSettings = JudgeSettings()
    ) {
        self.name = name
        self.measure = measure
        self.provider = provider
        self.interval = interval
        self.judge = judge
    }
}

/// Requests that are good, of all.
package struct ServiceLevel: Sendable, Hashable {
    package enum Indicator: Sendable, Hashable {
        case counts(Counts)
        case histogram(Histogram)
    }

    package struct Counts: Sendable, Hashable {
        package var good: CountQuery
        package var total: CountQuery
    }

    /// Requests under a bound of their duration.
    package struct Histogram: Sendable, Hashable {
        /// Selects a histogram by its name without `_bucket`.
        package var selector: QueryTemplate
        package var below: Duration
        /// Seconds of the histogram's unit.
        package var unit: Double
    }

    /// The share of requests that ought to be good, in percent: above 0, below 100.
    package var objective: Double
    package var indicator: Indicator
    /// Where the stable version is counted by other queries than the canary's.
    package var stable: Counts?
    /// Whether a canary waits while the error budget burns.
    package var burnRate: BurnRateSpec?

    /// The share of requests that may fail, 0…1.
    package var budget: Double { 1 - objective / 100 }
}

/// A value that must stay within bounds: a queue's length, a memory's size, a share that somebody else computes.
package struct Threshold: Sendable, Hashable {
    package var query: QueryTemplate
    package var bounds: ValueBounds
}

/// What a value is held to, look by look. It has no false-alarm guarantee: prefer counts.
package struct ValueBounds: Sendable, Hashable {
    package var above: Double?
    package var below: Double?
    /// Looks in a row out of bounds that fail the canary.
    package var failures = 3
    /// Looks in a row within bounds, since the step began, that pass it.
    package var passes = 3

    package func holds(_ value: Double) -> Bool {
        value.isFinite && (above.map { value > $0 } ?? true) && (below.map { value < $0 } ?? true)
    }

    var inWords: String {
        [above.map { "above \($0)" }, below.map { "below \($0)" }].compactMap(\.self).joined(separator: " and ")
    }
}

/// A number or two in the JSON of any address.
package struct WebMetric: Sendable, Hashable {
    package enum Reading: Sendable, Hashable {
        /// With `{{interval}}` in the address or body the counts of that time, else counters that only rise.
        case counts(good: JSONPath, total: JSONPath, objective: Double)
        case value(JSONPath, ValueBounds)
    }

    package var url: QueryTemplate
    package var method: String
    package var body: QueryTemplate?
    package var headers: [String: String]
    package var timeout: Duration
    package var reading: Reading

    var isWindow: Bool {
        url.variables.contains(.interval) || body?.variables.contains(.interval) ?? false
    }

    var isPerRevision: Bool {
        url.variables.contains(.revision) || body?.variables.contains(.revision) ?? false
    }
}

/// A Job whose success is the pass and whose failure is the fail.
package struct JobCheck: Sendable, Hashable {
    /// The `spec` of a `batch/v1` Job; variables in its strings are filled.
    package var spec: Value
    /// How long it may run before it counts as no answer.
    package var timeout: Duration
}
