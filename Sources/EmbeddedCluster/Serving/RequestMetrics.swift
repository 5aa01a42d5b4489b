/// What requests to revisions came to, under the names that Knative's queue proxy gives them:
/// `revision_app_request_count` and `revision_app_request_latencies` (milliseconds).
struct RequestMetrics: Sendable {
    struct Key: Sendable, Hashable {
        var namespace: String
        var service: String
        var revision: String
        var code: Int
    }

    /// Upper bounds of the buckets, milliseconds.
    static let bounds: [Double] = [5, 10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000]

    private struct Series: Sendable {
        var buckets = Array(repeating: 0, count: RequestMetrics.bounds.count)
        var count = 0
        var sum = 0.0
    }

    private var series: [Key: Series] = [:]

    mutating func record(_ key: Key, milliseconds: Double) {
        var entry = series[key] ?? Series()
        if let first = Self.bounds.firstIndex(where: { milliseconds <= $0 }) {
            for index in entry.buckets.indices[first...] { entry.buckets[index] += 1 }
        }
        entry.count += 1
        entry.sum += milliseconds
        series[key] = entry
    }

    /// Prometheus' text format, version 0.0.4.
    var text: String {
        let keys = series.keys.sorted { ($0.namespace, $0.revision, $0.code) < ($1.namespace, $1.revision, $1.code) }
        var lines = ["# TYPE revision_app_request_count counter"]
        for key in keys { lines.append("revision_app_request_count{\(Self.labels(key))} \(series[key]?.count ?? 0)") }
        lines.append("# TYPE revision_app_request_latencies histogram")
        for key in keys {
            guard let entry = series[key] else { continue }
            let labels = Self.labels(key)
            for (bound, count) in zip(Self.bounds, entry.buckets) {
                lines.append("revision_app_request_latencies_bucket{\(labels),le=\"\(Int(bound))\"} \(count)")
            }
            lines.append("revision_app_request_latencies_bucket{\(labels),le=\"+Inf\"} \(entry.count)")
            lines.append("revision_app_request_latencies_sum{\(labels)} \(entry.sum)")
            lines.append("revision_app_request_latencies_count{\(labels)} \(entry.count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func labels(_ key: Key) -> String {
        "namespace_name=\"\(key.namespace)\",configuration_name=\"\(key.service)-predictor\","
            + "revision_name=\"\(key.revision)\",response_code=\"\(key.code)\","
            + "response_code_class=\"\(key.code / 100)xx\""
    }
}
