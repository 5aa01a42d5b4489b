import Judging
import Manifests

/// What one look counted, and how.
struct Tick: Sendable, Equatable {
    var canary: Outcomes
    var stable: Outcomes?
    /// Seconds since 1970.
    var start: Double
    var end: Double
    var source: String
    /// In the order in which they were sent.
    var queries: [AskedQuery]
    /// Bounds of the buckets that were read, in the histogram's unit.
    var bounds: Set<Double> = []

    struct AskedQuery: Sendable, Equatable {
        var text: String
        /// nil: the answer was samples.
        var value: Double?
    }

    var encoded: Value {
        var object: Object = [
            "from": .double(start), "until": .double(end), "source": .string(source),
            "queries": .array(queries.map(\.encoded)), "canary": canary.encoded,
        ]
        if let stable { object["stable"] = stable.encoded }
        if !bounds.isEmpty { object["buckets"] = .array(bounds.sorted().map { .double($0) }) }
        return .object(object)
    }
}

extension Tick.AskedQuery {
    var encoded: Value {
        var object: Object = ["query": .string(text)]
        if let value { object["value"] = .double(value) }
        return .object(object)
    }
}

extension Outcomes {
    fileprivate var encoded: Value { ["good": .double(good), "total": .double(total)] }

    /// - Throws: `moreGoodThanTotal`, beyond what rounding does; `notANumber`.
    static func counted(good: Double, total: Double, query: String) throws(MeasurementError) -> Outcomes {
        guard good.isFinite, good >= 0 else { throw .notANumber(query: query, found: "\(good)") }
        guard total.isFinite, total >= 0 else { throw .notANumber(query: query, found: "\(total)") }
        guard good <= total * (1 + 1e-6) + 1e-9 else { throw .moreGoodThanTotal(good: good, total: total) }
        guard let outcomes = Outcomes(good: min(good, total), total: total) else {
            throw .notANumber(query: query, found: "\(total)")
        }
        return outcomes
    }
}
