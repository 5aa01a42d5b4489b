package import Manifests

extension CheckSpec {
    /// Reads one check of a Release, strictly. What is at fault is told in the reader's diagnostics.
    ///
    /// - Returns: nil where something is missing that the check cannot be without.
    package static func read(_ reader: inout FieldReader) -> CheckSpec? {
        let name = reader.required("name", .nonEmptyString)
        let kinds = ["slo", "threshold", "web", "job", "drift"]
        let named = kinds.filter { reader.has($0) }
        guard named.count == 1, let kind = named.first else {
            let found = named.isEmpty ? "none" : named.joined(separator: ", ")
            reader.report("expected one of \(kinds.map { "'\($0)'" }.joined(separator: ", ")), found \(found)")
            return nil
        }
        let measure: Measure? =
            switch kind {
            case "slo": reader.object("slo", ServiceLevel.read).map { .slo($0) }
            case "threshold": reader.object("threshold", Threshold.read).map { .threshold($0) }
            case "web": reader.object("web", WebMetric.read).map { .web($0) }
            case "job": reader.object("job", JobCheck.read).map { .job($0) }
            default: reader.optional("drift", .any).map { .drift($0) }
            }
        let provider = ProviderReference.read(&reader)
        let interval = reader.optional("interval", .duration)
        if let interval, interval < .seconds(1) { reader.report("expected an interval of at least 1s", at: "interval") }
        let judge = reader.object("judge", JudgeSettings.read) ?? JudgeSettings()
        guard let name, let measure else { return nil }
        let check = CheckSpec(name: name, measure: measure, provider: provider, interval: interval, judge: judge)
        check.report(to: &reader)
        return check
    }

    /// Reads a check that stands in a document by itself, as a Release keeps it.
    ///
    /// - Returns: nil where something is at fault, which `diagnostics` then tells.
    package static func read(
        _ value: Value, at location: SourceLocation, into diagnostics: inout [Diagnostic]
    ) -> CheckSpec? {
        var reader = FieldReader(Document(value: value, location: location))
        var check = reader.isValid ? read(&reader) : nil
        let measured = value.object?.filter { !["name", "interval", "judge"].contains($0.key) } ?? []
        check?.definition = String(decoding: JSON.canonical(.object(Object(measured))), as: UTF8.self)
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        return reader.isValid ? check : nil
    }

    /// What the fields say of one another.
    private func report(to reader: inout FieldReader) {
        switch measure {
        case .slo(let level):
            do { _ = try judge.parameters(falseAlarm: 0.01, budget: level.budget) } catch {
                reader.report("\(error)", at: "judge")
            }
        case .web(let web):
            if case .counts(_, _, let objective) = web.reading {
                do { _ = try judge.parameters(falseAlarm: 0.01, budget: 1 - objective / 100) } catch {
                    reader.report("\(error)", at: "judge")
                }
            } else if judge != JudgeSettings() {
                reader.report("expected 'judge' beside counts only", at: "judge")
            }
            if provider != nil {
                reader.report("expected no provider for 'web', which names its address", at: "provider")
            }
        case .threshold, .job, .drift:
            if judge != JudgeSettings() { reader.report("expected 'judge' beside counts only", at: "judge") }
        }
    }
}

extension ServiceLevel {
    static func read(_ reader: inout FieldReader) -> ServiceLevel? {
        let objective = reader.required("objective", .percentBelowAll)
        let burnRate = reader.object("burnRate", BurnRateSpec.read)
        let isHistogram = reader.has("histogram")
        if isHistogram, reader.has("good") || reader.has("total") {
            reader.report("expected 'histogram' or 'good' and 'total', found both")
            return nil
        }
        if isHistogram {
            guard let histogram = Histogram.read(&reader), let objective else { return nil }
            return ServiceLevel(objective: objective, indicator: .histogram(histogram), burnRate: burnRate)
        }
        let counts = Counts.read(&reader)
        let stable = reader.object("stable", Counts.read)
        guard let counts, let objective else { return nil }
        if stable != nil, counts.total.isPerRevision {
            reader.report("expected either '{{revision}}' in the queries or 'stable', found both", at: "stable")
        }
        if counts.good.isPerRevision != counts.total.isPerRevision {
            reader.report("expected '{{revision}}' in both of 'good' and 'total', found it in one", at: "good")
        }
        return ServiceLevel(objective: objective, indicator: .counts(counts), stable: stable, burnRate: burnRate)
    }
}

extension ServiceLevel.Counts {
    static func read(_ reader: inout FieldReader) -> Self? {
        let good = reader.required("good", .countQuery)
        let total = reader.required("total", .countQuery)
        guard let good, let total else { return nil }
        if !good.isLike(total) {
            reader.report("expected 'good' and 'total' to be queries of one form, found two", at: "good")
        }
        return Self(good: good, total: total)
    }
}

extension ServiceLevel.Histogram {
    private enum Unit: String, CaseIterable {
        case seconds, milliseconds
    }

    static func read(_ reader: inout FieldReader) -> Self? {
        let query = reader.required("histogram", .countQuery)
        let below = reader.required("below", .duration)
        let named = reader.optional("unit", .choice(Unit.self))
        guard let query, let below else { return nil }
        guard case .counter(let selector) = query else {
            reader.report("expected a selector of a histogram, found '\(query.text)'", at: "histogram")
            return nil
        }
        if below <= .zero { reader.report("expected a time above 0s", at: "below") }
        let metric = String(selector.text.prefix { $0 != "{" && $0 != " " })
        if metric.hasSuffix("_bucket") {
            reader.report(
                "expected the histogram's name without '_bucket', found '\(metric)'", at: "histogram",
                hint: "write '\(metric.dropLast("_bucket".count))'")
        }
        guard let unit = named ?? unit(of: metric) else {
            reader.report(
                "expected 'unit' for '\(metric)', whose name does not say it, found none",
                hint: "write unit: seconds, or unit: milliseconds")
            return nil
        }
        return Self(selector: selector, below: below, unit: unit == .seconds ? 1 : 0.001)
    }

    /// Prometheus asks for the base unit in the name; Knative's queue proxy counts milliseconds without saying so.
    private static func unit(of metric: String) -> Unit? {
        if metric.hasSuffix("_seconds") { return .seconds }
        if metric.hasSuffix("_milliseconds") || metric.hasSuffix("_ms") { return .milliseconds }
        return ["revision_app_request_latencies", "revision_request_latencies"].contains(metric) ? .milliseconds : nil
    }
}

extension Threshold {
    static func read(_ reader: inout FieldReader) -> Threshold? {
        let query = reader.required("query", .template)
        let bounds = ValueBounds.read(&reader)
        guard let query, let bounds else { return nil }
        return Threshold(query: query, bounds: bounds)
    }
}

extension ValueBounds {
    static func read(_ reader: inout FieldReader) -> ValueBounds? {
        var bounds = ValueBounds()
        bounds.above = reader.optional("above", .number())
        bounds.below = reader.optional("below", .number())
        bounds.failures = reader.value("failures", .integer(in: 1...10_000), default: bounds.failures)
        bounds.passes = reader.value("passes", .integer(in: 1...10_000), default: bounds.passes)
        if bounds.above == nil, bounds.below == nil {
            reader.report("expected 'above' or 'below', found neither")
            return nil
        }
        if let above = bounds.above, let below = bounds.below, above >= below {
            reader.report("expected 'above' to be less than 'below', found \(above) and \(below)", at: "above")
        }
        return bounds
    }
}

extension WebMetric {
    private enum Method: String, CaseIterable {
        case get = "GET"
        case post = "POST"
    }

    static func read(_ reader: inout FieldReader) -> WebMetric? {
        let url = reader.required("url", .template)
        if let url, !url.text.hasPrefix("http://"), !url.text.hasPrefix("https://") {
            reader.report("expected an http or https address, found '\(url.text)'", at: "url")
        }
        let body = reader.optional("body", .template)
        let method = reader.value("method", .choice(Method.self), default: body == nil ? .get : .post)
        let headers = reader.value("headers", .dictionary(of: .string), default: [:])
        let timeout = reader.value("timeout", .duration, default: .seconds(10))
        guard let reading = readReading(&reader), let url else { return nil }
        return WebMetric(
            url: url, method: method.rawValue, body: body, headers: headers, timeout: timeout, reading: reading)
    }

    private static func readReading(_ reader: inout FieldReader) -> Reading? {
        let isValue = reader.has("value")
        guard isValue != (reader.has("good") || reader.has("total")) else {
            reader.report("expected 'value', or 'good' and 'total', found \(isValue ? "all" : "none")")
            return nil
        }
        if isValue {
            let path = reader.required("value", .jsonPath)
            let bounds = ValueBounds.read(&reader)
            guard let path, let bounds else { return nil }
            return .value(path, bounds)
        }
        let good = reader.required("good", .jsonPath)
        let total = reader.required("total", .jsonPath)
        let objective = reader.required("objective", .percentBelowAll)
        guard let good, let total, let objective else { return nil }
        return .counts(good: good, total: total, objective: objective)
    }
}

extension JobCheck {
    static func read(_ reader: inout FieldReader) -> JobCheck? {
        let spec = reader.required("spec", .any)
        let timeout = reader.value("timeout", .duration, default: .seconds(600))
        guard let spec else { return nil }
        guard spec[path: "template", "spec", "containers"]?.array?.isEmpty == false else {
            reader.report("expected the spec of a Job, with 'template.spec.containers'", at: "spec")
            return nil
        }
        return JobCheck(spec: spec, timeout: timeout)
    }
}

extension FieldKind where T == Double {
    /// A percentage above 0 and below 100.
    fileprivate static var percentBelowAll: FieldKind {
        FieldKind("a percentage above 0 and below 100") { value in
            FieldKind<Double>.number(in: 0...100).read(value).flatMap {
                $0 > 0 && $0 < 100
                    ? .success($0)
                    : .failure(Mismatch(expected: "a percentage above 0 and below 100", found: "\($0)"))
            }
        }
    }
}
