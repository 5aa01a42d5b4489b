/// One metric of Amazon CloudWatch.
package struct CloudWatchMetric: Sendable, Hashable {
    package var namespace: String
    package var metric: String
    package var dimensions: [String: String]
    package var statistic: String

    package init(namespace: String, metric: String, dimensions: [String: String], statistic: String = "Sum") {
        self.namespace = namespace
        self.metric = metric
        self.dimensions = dimensions
        self.statistic = statistic
    }
}

extension CloudWatchMetric: CustomStringConvertible {
    package var description: String {
        let pairs = dimensions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return "\(statistic) of \(namespace) \(metric) {\(pairs.joined(separator: ","))}"
    }
}
