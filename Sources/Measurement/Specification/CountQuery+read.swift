package import Manifests

extension FieldKind where T == CountQuery {
    private static var expected: String { "a query" }

    /// PromQL as a string; the languages of other sources under their names.
    package static var countQuery: FieldKind {
        FieldKind(expected) { value in
            if let object = value.object { return foreign(object) }
            return FieldKind<QueryTemplate>.template.read(value).mapError(Self.mismatch).flatMap { template in
                if let query = CountQuery(template) { return .success(query) }
                return .failure(
                    Mismatch(
                        expected: "a selector of counters, or an expression with '{{interval}}'",
                        found: "'\(template.text)'",
                        hint: "write requests_total{…}, or sum(increase(requests_total{…}[{{interval}}]))"))
            }
        }
    }

    private static func mismatch(_ other: FieldKind<QueryTemplate>.Mismatch) -> Mismatch {
        Mismatch(expected: other.expected, found: other.found, hint: other.hint)
    }

    private static func foreign(_ object: Object) -> Result<CountQuery, Mismatch> {
        guard let member = object.first(where: { _ in true }), object.count == 1 else {
            return .failure(
                Mismatch(expected: "one of 'datadog', 'newRelic', 'cloudWatch'", found: "\(object.count) fields"))
        }
        let template = FieldKind<QueryTemplate>.template
        switch member.key {
        case "datadog": return template.read(member.value).mapError(mismatch).map { .datadog($0) }
        case "newRelic":
            return template.read(member.value).mapError(mismatch).flatMap { query in
                let words = query.text.uppercased().split(separator: " ")
                guard !words.contains("SINCE"), !words.contains("UNTIL") else {
                    return .failure(
                        Mismatch(expected: "NRQL without SINCE and UNTIL, which are added", found: "'\(query.text)'"))
                }
                return .success(.newRelic(query))
            }
        case "cloudWatch": return cloudWatch(member.value)
        default:
            return .failure(
                Mismatch(expected: "one of 'datadog', 'newRelic', 'cloudWatch'", found: "'\(member.key)'"))
        }
    }

    private static func cloudWatch(_ value: Value) -> Result<CountQuery, Mismatch> {
        var reader = FieldReader(
            Document(value: value, location: SourceLocation(file: "", line: 1, column: 1)))
        let namespace = reader.required("namespace", .nonEmptyString)
        let metric = reader.required("metric", .nonEmptyString)
        let dimensions = reader.value("dimensions", .dictionary(of: .template), default: [:])
        reader.rejectUnknownFields()
        guard reader.isValid, let namespace, let metric else {
            let fault = reader.diagnostics.first?.message ?? value.kindInWords
            return .failure(
                Mismatch(
                    expected: "'cloudWatch' with 'namespace', 'metric' and 'dimensions'", found: "a fault: \(fault)"))
        }
        return .success(.cloudWatch(.init(namespace: namespace, metric: metric, dimensions: dimensions)))
    }
}
