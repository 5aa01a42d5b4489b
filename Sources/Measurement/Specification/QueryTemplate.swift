package import Manifests

/// A query with variables in double braces, as Flagger and Argo Rollouts write them.
///
///     QueryTemplate("requests_total{revision=\"{{revision}}\"}")
///
/// Blanks within the braces do not count.
package struct QueryTemplate: Sendable, Hashable {
    package enum Variable: String, Sendable, Hashable, CaseIterable {
        /// The canary's, then the stable one: the query is asked once for each.
        case revision
        case canary
        case stable
        case namespace
        /// The workload's name.
        case service
        /// The same, as Flagger calls it.
        case target
        case environment
        case release
        /// The time since the look before, as PromQL writes it: `30s`, `12500ms`.
        case interval
    }

    /// What cannot be read as a template.
    package struct Fault: Error, Sendable, Hashable {
        package var expected: String
        package var found: String
        package var hint: String?
    }

    private enum Part: Sendable, Hashable {
        case text(String)
        case variable(Variable)
    }

    package let text: String
    private let parts: [Part]
    package let variables: Set<Variable>

    package init(_ text: String) throws(Fault) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            parts.append(.text(String(rest[..<open.lowerBound])))
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Fault(expected: "'}}' after '{{'", found: "the end of '\(text)'")
            }
            let name = rest[open.upperBound..<close.lowerBound].filter { $0 != " " }
            guard let variable = Variable(rawValue: name) else {
                let names = Variable.allCases.map(\.rawValue)
                throw Fault(
                    expected: "a variable", found: "'{{\(name)}}'",
                    hint: NearestName.suggest(name, among: names).map { "did you mean '{{\($0)}}'?" }
                        ?? "the variables are \(names.joined(separator: ", "))")
            }
            parts.append(.variable(variable))
            rest = rest[close.upperBound...]
        }
        parts.append(.text(String(rest)))
        self.text = text
        self.parts = parts
        variables = Set(parts.compactMap { if case .variable(let variable) = $0 { variable } else { nil } })
    }

    /// - Parameters:
    ///   - values: as they stand in the cluster.
    ///   - escape: makes a value safe where the query puts it.
    /// - Throws: `noVariable` for one that has no value.
    package func filled(
        _ values: [Variable: String], escape: (String) -> String
    ) throws(MeasurementError) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .variable(let variable):
                guard let value = values[variable] else { throw .noVariable(name: variable.rawValue) }
                result += escape(value)
            }
        }
        return result
    }

    /// Within the quotes of a PromQL, JSON or NRQL string.
    package static func quoted(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}

extension FieldKind where T == QueryTemplate {
    package static var template: FieldKind {
        FieldKind("a query") { value in
            guard let text = value.string, !text.isEmpty else { return .failure(Mismatch(expected: "a query")) }
            do throws(QueryTemplate.Fault) {
                return .success(try QueryTemplate(text))
            } catch {
                return .failure(Mismatch(expected: error.expected, found: error.found, hint: error.hint))
            }
        }
    }
}
