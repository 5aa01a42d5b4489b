/// How requests are counted.
package enum CountQuery: Sendable, Hashable {
    /// A plain selector of counters, `requests_total{code="200"}`: its samples are read as they are and their
    /// increases added up, over any number of series and through resets.
    case counter(QueryTemplate)
    /// An expression that gives the count of the time since the look before, by `{{interval}}`:
    /// `sum(increase(requests_total[{{interval}}]))`. It must give one series.
    case window(QueryTemplate)
    /// Queries to which the time is given beside.
    case datadog(QueryTemplate)
    case newRelic(QueryTemplate)
    case cloudWatch(CloudWatchTemplate)

    /// One metric of CloudWatch, with variables in its dimensions.
    package struct CloudWatchTemplate: Sendable, Hashable {
        package var namespace: String
        package var metric: String
        package var dimensions: [String: QueryTemplate]
    }

    package var text: String {
        switch self {
        case .counter(let template), .window(let template), .datadog(let template), .newRelic(let template):
            template.text
        case .cloudWatch(let template): "\(template.namespace) \(template.metric)"
        }
    }

    /// Whether it is asked for the canary and for the stable version.
    var isPerRevision: Bool {
        switch self {
        case .counter(let template), .window(let template), .datadog(let template), .newRelic(let template):
            template.variables.contains(.revision)
        case .cloudWatch(let template): template.dimensions.values.contains { $0.variables.contains(.revision) }
        }
    }

    /// Whether two queries are asked in the same way, and so may be compared.
    func isLike(_ other: CountQuery) -> Bool {
        switch (self, other) {
        case (.counter, .counter), (.window, .window), (.datadog, .datadog), (.newRelic, .newRelic),
            (.cloudWatch, .cloudWatch):
            true
        default: false
        }
    }

    /// - Returns: nil for an expression that does not say over which time it counts.
    init?(_ template: QueryTemplate) {
        if template.variables.contains(.interval) {
            self = .window(template)
        } else if (try? template.filled(Self.anything, escape: \.self)).flatMap(Selector.init(parsing:)) != nil {
            self = .counter(template)
        } else {
            return nil
        }
    }

    private static let anything = Dictionary(
        uniqueKeysWithValues: QueryTemplate.Variable.allCases.map { ($0, "x") })

    func filled(_ values: [QueryTemplate.Variable: String]) throws(MeasurementError) -> FilledQuery {
        switch self {
        case .counter(let template), .window(let template):
            return .promQL(try template.filled(values, escape: QueryTemplate.quoted))
        case .datadog(let template): return .datadog(try template.filled(values, escape: \.self))
        case .newRelic(let template): return .newRelic(try template.filled(values, escape: QueryTemplate.quoted))
        case .cloudWatch(let template):
            var metric = CloudWatchMetric(namespace: template.namespace, metric: template.metric, dimensions: [:])
            for (name, value) in template.dimensions {
                metric.dimensions[name] = try value.filled(values, escape: \.self)
            }
            return .cloudWatch(metric)
        }
    }
}
