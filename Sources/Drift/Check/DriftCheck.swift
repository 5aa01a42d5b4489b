package import Judging
package import Manifests
package import Transport
import Trust

/// Judges the data that a canary is given against a reference.
package struct DriftCheck: Sendable {
    package var client: HTTPClient
    /// Reads a file of the environment's folder; nil where there is none.
    package var file: @Sendable (String) async -> [UInt8]?

    package init(client: HTTPClient, file: @escaping @Sendable (String) async -> [UInt8]?) {
        self.client = client
        self.file = file
    }

    /// The chance of a false alarm that a comparison may have.
    package struct Chance: Sendable {
        /// Of a check that sets none by itself.
        package var share: Double
        /// The part of the check's that this comparison has, of several that are made.
        package var part: Double

        package init(share: Double, part: Double = 1) {
            self.share = share
            self.part = part
        }
    }

    package struct Finding: Sendable {
        package var judgement: Judgement
        /// Whether data were held against chance.
        package var isTested = false
    }

    /// - Parameters:
    ///   - check: its name in the Release.
    ///   - values: what stands for `{{name}}` in texts.
    /// - Returns: `pass`, `fail` or `inconclusive` by the data; `noData` where there are none yet, `providerError`
    ///   where one side could not be had or not be compared. The evidence holds the digests of what was compared.
    package func finding(
        of spec: DriftCheckSpec, check: String, values: [String: String], chance: Chance
    ) async -> Finding {
        var comparison = spec.comparison
        comparison.falseAlarm = (spec.falseAlarm ?? chance.share) * chance.part
        do throws(DriftError) {
            let reference = try await load(spec.reference, values)
            let current = try await load(spec.current, values)
            if current.isEmpty {
                return Finding(
                    judgement: Judgement(
                        check: check, verdict: .noData, reason: "\(current.name) has no data yet",
                        evidence: ["current": current.encoded]))
            }
            let report = try Self.report(comparison, reference, current)
            var evidence = report.encoded.object ?? Object()
            evidence["reference"] = reference.encoded
            evidence["current"] = current.encoded
            return Finding(
                judgement: Judgement(
                    check: check, verdict: report.verdict, reason: Self.reason(report), evidence: .object(evidence)),
                isTested: report.columns.contains { $0.adjustedPValue != nil })
        } catch {
            let hint = error.hint.map { "; \($0)" } ?? ""
            return Finding(
                judgement: Judgement(
                    check: check, verdict: .providerError, reason: "\(error)\(hint)", evidence: .object(Object())))
        }
    }

    /// - Returns: an error with every fault of the specification in it where it cannot be read.
    package func finding(
        of specification: Value, check: String, values: [String: String], chance: Chance
    ) async -> Finding {
        var diagnostics: [Diagnostic] = []
        let place = SourceLocation(file: "check '\(check)'", line: 1, column: 1)
        guard let spec = DriftCheckSpec.read(specification, at: place, into: &diagnostics) else {
            let reason = diagnostics.map(\.message).joined(separator: "; ")
            return Finding(
                judgement: Judgement(
                    check: check, verdict: .providerError, reason: reason, evidence: .object(Object())))
        }
        return await finding(of: spec, check: check, values: values, chance: chance)
    }

    // MARK: Loading

    private enum Content: Sendable {
        case table(DataFile)
        case histogram(HistogramCounts)
    }

    private struct Loaded: Sendable {
        var name: String
        var digest: String?
        var content: Content

        var isEmpty: Bool {
            switch content {
            case .table(let file): file.text.allSatisfy { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }
            case .histogram(let histogram): histogram.total == 0
            }
        }

        var encoded: Value { ["source": .string(name), "digest": digest.map { .string($0) } ?? .null] }
    }

    private func load(_ side: DriftCheckSpec.Side, _ values: [String: String]) async throws(DriftError) -> Loaded {
        switch side {
        case .file(let path, let digest):
            guard let bytes = await file(path) else {
                throw .input(place: path, expected: "a file in the environment's folder", found: "none")
            }
            return try Self.table(path, bytes, digest)
        case .url(let template, let digest):
            let url = try Self.filled(template, values, encodes: true)
            return try Self.table(url, try await DataSource.url(url).bytes(client), digest)
        case .histogram(var query):
            query.selector = try Self.filled(query.selector, values, encodes: false)
            return Loaded(
                name: "\(query.server) \(query.selector)", digest: nil,
                content: .histogram(try await query.buckets(client)))
        }
    }

    private static func table(
        _ name: String, _ bytes: [UInt8], _ expected: String?
    ) throws(DriftError) -> Loaded {
        let digest = "sha256:" + SHA256Digest(of: bytes).hex
        if let expected, expected != digest {
            throw .input(place: name, expected: expected, found: digest, hint: "the data are not those agreed on")
        }
        return Loaded(name: name, digest: digest, content: .table(try DataFile(name: name, bytes: bytes)))
    }

    /// - Throws: `input` for a name that stands for nothing.
    private static func filled(
        _ template: String, _ values: [String: String], encodes: Bool
    ) throws(DriftError) -> String {
        var result = ""
        var rest = template[...]
        while let start = rest.firstRange(of: "{{") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else { break }
            let name = rest[start.upperBound..<end.lowerBound].filter { $0 != " " }
            guard let value = values[name] else {
                let known = values.keys.sorted().joined(separator: ", ")
                throw .input(place: template, expected: "one of \(known) between braces", found: "'\(name)'")
            }
            result += encodes ? value.percentEncoded : value
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    // MARK: Comparing

    private static func report(
        _ comparison: Comparison, _ reference: Loaded, _ current: Loaded
    ) throws(DriftError) -> DriftReport {
        switch (reference.content, current.content) {
        case (.table(let left), .table(let right)): return try comparison.report(left, right)
        case (.histogram(let left), .histogram(let right)):
            guard let counts = left.paired(with: right) else {
                throw .input(place: current.name, expected: "the reference's bucket bounds", found: "others")
            }
            return try comparison.report(counts, column: current.name)
        case (.table(let left), .histogram(let right)):
            let table = try left.table()
            let name = comparison.columns.first ?? ""
            guard let column = table[name], case .numbers(let sample) = column.values else {
                throw .input(place: left.name, expected: "a column '\(name)' of numbers", found: "none")
            }
            let binned = HistogramCounts(sample, bounds: right.bounds)
            return try comparison.report(PairedCounts(binned.counts, right.counts), column: name)
        case (.histogram, .table):
            throw .input(
                place: reference.name, expected: "a histogram as current data too", found: "a table",
                hint: "turn the two around, or take a table as the reference")
        }
    }

    private static func reason(_ report: DriftReport) -> String {
        let drifted = report.columns.filter { $0.finding == .drift }.prefix(5).map { "'\($0.column)'" }
        return drifted.isEmpty ? report.summary : "\(report.summary): \(drifted.joined(separator: ", "))"
    }
}
