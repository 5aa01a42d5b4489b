package import Manifests

/// What a Release writes under `drift`.
///
///     drift:
///       reference: { file: data/reference.csv, digest: "sha256:…" }
///       current: "http://…/inputs?revision={{revision}}"
///       method: psi
///       below: 0.2
///
/// In texts, `{{name}}` stands for a value of the canary: `revision`, `stable`, `namespace`, `service`, `environment`,
/// `release`.
package struct DriftCheckSpec: Sendable, Hashable {
    /// Where one side comes from.
    package enum Side: Sendable, Hashable {
        /// A file of the environment's folder; CSV, JSON Lines, or a sketch of them.
        case file(String, digest: String?)
        /// An address that answers with the same.
        case url(String, digest: String?)
        case histogram(HistogramQuery)

        var isHistogram: Bool { if case .histogram = self { true } else { false } }
    }

    package var reference: Side
    package var current: Side
    package var comparison: Comparison
    /// The chance of a false alarm that the check has by itself; nil: a part of the Release's.
    package var falseAlarm: Double?
}

extension DriftCheckSpec {
    /// Reads what stands under `drift`, strictly.
    ///
    /// - Returns: nil where something is at fault, which `diagnostics` then tells.
    package static func read(
        _ value: Value, at location: SourceLocation, into diagnostics: inout [Diagnostic]
    ) -> DriftCheckSpec? {
        var reader = FieldReader(Document(value: value, location: location))
        let spec = reader.isValid ? read(&reader) : nil
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        return reader.isValid ? spec : nil
    }

    package static func read(_ reader: inout FieldReader) -> DriftCheckSpec? {
        let reference = Side.read("reference", &reader)
        let current = Side.read("current", &reader)
        var comparison = Comparison()
        comparison.mode = reader.value("mode", .choice(DriftMode.self), default: .calibrated)
        comparison.test = reader.optional("method", .choice(DriftTest.self))
        comparison.threshold = reader.optional("below", .number(in: 0...1e9))
        comparison.columns = reader.value("columns", .list(of: .nonEmptyString), default: [])
        let falseAlarm = reader.optional("falseAlarm", .number(in: 1e-6...0.5))
        comparison.leastSample = reader.value("leastSample", .integer(in: 1...1_000_000_000), default: 30)
        for name in reader.value("text", .list(of: .nonEmptyString), default: []) { comparison.kinds[name] = .text }
        for name in reader.value("categorical", .list(of: .nonEmptyString), default: []) {
            comparison.kinds[name] = .categorical
        }
        comparison.report(to: &reader)
        guard let reference, let current else { return nil }
        if current.isHistogram, !reference.isHistogram, comparison.columns.count != 1 {
            reader.report("expected one column of the reference to hold against a histogram", at: "columns")
        }
        return DriftCheckSpec(
            reference: reference, current: current, comparison: comparison, falseAlarm: falseAlarm)
    }
}

extension Comparison {
    fileprivate func report(to reader: inout FieldReader) {
        guard threshold != nil else { return }
        guard let test else {
            reader.report("expected 'method' beside 'below', found none", at: "below")
            return
        }
        if !test.isDistance, mode == .calibrated {
            reader.report(
                "expected 'falseAlarm' for '\(test.rawValue)', whose score is a p-value, found 'below'", at: "below")
        }
    }
}

extension DriftCheckSpec.Side {
    fileprivate static func read(_ name: String, _ reader: inout FieldReader) -> Self? {
        let value = reader.required(name, .any)
        if let text = value?.string { return checked(Self.text(text, digest: nil), name, &reader) }
        let side = reader.object(name) { side -> Self? in
            let (file, url) = (side.optional("file", .nonEmptyString), side.optional("url", .nonEmptyString))
            let digest = side.optional("digest", .nonEmptyString)
            let histogram = side.has("histogram") ? HistogramQuery.read(&side) : nil
            guard [file != nil, url != nil, histogram != nil].count(where: { $0 }) == 1 else {
                if side.isValid { side.report("expected one of 'file', 'url', 'histogram'") }
                return nil
            }
            if let digest, !isDigest(digest) {
                side.report("expected 'sha256:' and 64 hexadecimal digits, found '\(digest)'", at: "digest")
            }
            if let histogram { return .histogram(histogram) }
            return file.map { .file($0, digest: digest) } ?? url.map { .url($0, digest: digest) }
        }
        return side.flatMap { checked($0, name, &reader) }
    }

    private static func text(_ text: String, digest: String?) -> Self {
        if case .url(let url) = DataSource(text) { return .url(url, digest: digest) }
        return .file(text, digest: digest)
    }

    private static func checked(_ side: Self, _ name: String, _ reader: inout FieldReader) -> Self? {
        switch side {
        case .file(let path, _):
            if path.hasPrefix("/") || path.split(separator: "/").contains("..") {
                reader.report("expected a path within the environment's folder, found '\(path)'", at: name)
            }
        case .url(let url, _):
            if !url.hasPrefix("http://"), !url.hasPrefix("https://") {
                reader.report("expected an address with http:// or https://, found '\(url)'", at: name)
            }
        case .histogram: break
        }
        return side
    }

    private static func isDigest(_ text: String) -> Bool {
        text.hasPrefix("sha256:") && text.utf8.count == 71
            && text.utf8.dropFirst(7).allSatisfy {
                ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9"))
                    || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "f"))
            }
    }
}
