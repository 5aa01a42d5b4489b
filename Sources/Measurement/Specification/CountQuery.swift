package import Manifests

/// How requests are counted.
package enum CountQuery: Sendable, Hashable {
    /// A plain selector of counters, `requests_total{code="200"}`: its samples are read as they are and their
    /// increases added up, over any number of series and through resets.
    case counter(QueryTemplate)
    /// An expression that gives the count of the time since the look before, by `{{interval}}`:
    /// `sum(increase(requests_total[{{interval}}]))`. It must give one series.
    case window(QueryTemplate)

    package var template: QueryTemplate {
        switch self {
        case .counter(let template), .window(let template): template
        }
    }

    /// Whether it is asked for the canary and for the stable version.
    var isPerRevision: Bool { template.variables.contains(.revision) }

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
}

extension FieldKind where T == CountQuery {
    package static var countQuery: FieldKind {
        FieldKind("a query") { value in
            FieldKind<QueryTemplate>.template.read(value).mapError {
                Mismatch(expected: $0.expected, found: $0.found, hint: $0.hint)
            }.flatMap { template in
                if let query = CountQuery(template) { return .success(query) }
                return .failure(
                    Mismatch(
                        expected: "a selector of counters, or an expression with '{{interval}}'",
                        found: "'\(template.text)'",
                        hint: "write requests_total{…}, or sum(increase(requests_total{…}[{{interval}}]))"))
            }
        }
    }
}

extension CountQuery {
    func filled(_ values: [QueryTemplate.Variable: String]) throws(MeasurementError) -> FilledQuery {
        switch self {
        case .counter(let template), .window(let template):
            .promQL(try template.filled(values, escape: QueryTemplate.quoted))
        }
    }
}
