import Judging
import Manifests

/// Many small comparisons, a JSON line each.
///
///     {"kind": "num", "test": "psi", "threshold": 0.1, "reference": [1, 2], "current": [2, 3]}
///     → {"drift":true,"score":18.42…,"test":"psi","threshold":0.1}
///
/// `kind` is `num`, `cat` or `text`; nulls are missing values. Without `test` and `threshold` they are Evidently's own
/// choice. An `id` comes back as it is. A line is compared as it says, with Evidently's numbers and rules; `calibrated`
/// adds a p-value, and calls drift only what chance does not explain.
package struct Batch: Sendable {
    package var mode = DriftMode.evidently
    package var falseAlarm = 0.05
    package var seed: UInt64 = 1

    package init() {}

    /// Some answers, in the order of their lines.
    package struct Answers: Sendable {
        /// Each ends with a line break.
        package var lines: [UInt8] = []
        /// Whether none of them is an error.
        package var isComplete = true
    }

    /// Lines that are answered before any is handed out.
    private static let chunk = 4_096

    /// - Parameters:
    ///   - bytes: JSON Lines; empty lines have no answer.
    ///   - name: of the file, as messages name it.
    /// - Returns: the answers of so many lines at a time, made when they are asked for.
    package func answers(_ bytes: [UInt8], name: String) -> some Sequence<Answers> {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return stride(from: 0, to: lines.count, by: Self.chunk).lazy.map { start in
            var answers = Answers()
            for index in start..<min(start + Self.chunk, lines.count) {
                let line = lines[index]
                guard line.contains(where: { $0 != 0x20 && $0 != 0x0D && $0 != 0x09 }) else { continue }
                do throws(DriftError) {
                    JSON.write(try compare(Array(line), "\(name):\(index + 1)"), into: &answers.lines)
                } catch {
                    JSON.write(["error": .string("\(error)")], into: &answers.lines)
                    answers.isComplete = false
                }
                answers.lines.append(UInt8(ascii: "\n"))
            }
            return answers
        }
    }

    private func compare(_ line: [UInt8], _ place: String) throws(DriftError) -> Value {
        let value: Value
        do throws(JSONError) { value = try JSON.parse(line) } catch {
            throw .input(place: place, expected: "a JSON object", found: error.message)
        }
        let reader = BatchLine(value: value, place: place)
        let kind = try reader.kind()
        let (reference, current) = (try reader.sample("reference", kind), try reader.sample("current", kind))
        let test = try reader.test() ?? EvidentlyMode.standardTest(reference, current)
        let threshold = try reader.threshold() ?? test.standardThreshold
        let score: Double
        var drift: Bool
        var chance: Double?
        do throws(DriftError) {
            score = try EvidentlyMode.score(test, reference, current)
            drift = test.isDrift(score, threshold: threshold)
            if mode == .calibrated {
                var calibrated = CalibratedMode()
                calibrated.seed = seed
                let found = try calibrated.score(test, reference, current)
                chance = found.pValue
                drift = test.isDistance ? drift && found.pValue <= falseAlarm : found.pValue <= threshold
            }
        } catch {
            guard case .sample(let expected, let found) = error else { throw error }
            throw .input(place: place, expected: expected, found: found)
        }
        return encoded(test, score, threshold, drift, chance, id: value["id"])
    }

    private func encoded(
        _ test: DriftTest, _ score: Double, _ threshold: Double, _ drift: Bool, _ chance: Double?, id: Value?
    ) -> Value {
        var members: [Object.Member] = [
            .init(key: "drift", value: .bool(drift)),
            .init(key: "score", value: score.isFinite ? .double(score) : .null),
            .init(key: "test", value: .string(test.rawValue)), .init(key: "threshold", value: .double(threshold)),
        ]
        if let id { members.append(.init(key: "id", value: id)) }
        if let chance { members.append(.init(key: "pValue", value: .double(chance))) }
        return .object(Object(members))
    }
}

/// The fields of a line.
private struct BatchLine {
    let value: Value
    let place: String

    func kind() throws(DriftError) -> Sample.Kind {
        guard let kind = value["kind"]?.string.flatMap(Sample.Kind.init) else {
            throw .input(place: place, expected: "'kind' num, cat or text", found: found("kind"))
        }
        return kind
    }

    func test() throws(DriftError) -> DriftTest? {
        guard let field = value["test"], !field.isNull else { return nil }
        guard let test = field.string.flatMap(DriftTest.init) else {
            let names = DriftTest.allCases.map(\.rawValue).joined(separator: ", ")
            throw .input(place: place, expected: "'test' as one of \(names)", found: found("test"))
        }
        return test
    }

    func threshold() throws(DriftError) -> Double? {
        guard let field = value["threshold"], !field.isNull else { return nil }
        guard let threshold = field.number, threshold >= 0 else {
            throw .input(place: place, expected: "'threshold' of at least 0", found: found("threshold"))
        }
        return threshold
    }

    func sample(_ name: String, _ kind: Sample.Kind) throws(DriftError) -> Sample {
        guard let elements = value[name]?.array else {
            throw .input(place: place, expected: "'\(name)' as a list", found: found(name))
        }
        switch kind {
        case .numeric:
            var numbers: [Double] = []
            numbers.reserveCapacity(elements.count)
            var isIntegral = true
            for element in elements where !element.isNull {
                guard let number = element.number else {
                    throw .input(place: place, expected: "numbers in '\(name)'", found: element.kindInWords)
                }
                if case .double = element { isIntegral = false }
                numbers.append(number)
            }
            return .numeric(NumericSample(numbers, isIntegral: isIntegral))
        case .categorical: return Sample(categories: elements.lazy.filter { !$0.isNull }.map(Self.text))
        case .text: return Sample(texts: elements.lazy.filter { !$0.isNull }.map(Self.text))
        }
    }

    private static func text(_ value: Value) -> String { value.string ?? JSON.string(value) }

    private func found(_ name: String) -> String {
        value[name].map { $0.string.map { "'\($0)'" } ?? $0.kindInWords } ?? "nothing"
    }
}
