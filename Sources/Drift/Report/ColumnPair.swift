/// One column on both sides, with its kind decided.
struct ColumnPair: Sendable {
    let name: String
    let reference: Sample
    let current: Sample
    private let missing: (reference: Int, current: Int)

    /// Different texts, from which on they are text rather than categories.
    private static let fewestTexts = 50

    /// - Parameter kind: nil decides by the values: numbers where all are, text where more than half of the values
    ///   are different, else categories.
    /// - Throws: `input` for a numeric column with texts.
    init(_ reference: Column, _ current: Column, _ kind: Sample.Kind?) throws(DriftError) {
        name = reference.name
        missing = (reference.missing, current.missing)
        switch (reference.values, current.values) {
        case (.numbers(let left), .numbers(let right)) where kind == nil || kind == .numeric:
            (self.reference, self.current) = (.numeric(left), .numeric(right))
        default:
            guard kind != .numeric else {
                throw .input(place: "column '\(reference.name)'", expected: "numbers", found: "texts")
            }
            let (left, right) = (reference.texts, current.texts)
            if kind == .text || (kind == nil && Self.isText(left, right)) {
                (self.reference, self.current) = (Self.lengths(left), Self.lengths(right))
            } else {
                (self.reference, self.current) = (.categorical(left), .categorical(right))
            }
        }
    }

    private static func isText(_ left: [String: Int], _ right: [String: Int]) -> Bool {
        let distinct = Set(left.keys).union(right.keys).count
        let all = left.values.reduce(0, +) + right.values.reduce(0, +)
        return distinct > fewestTexts && distinct > all / 2
    }

    private static func lengths(_ texts: [String: Int]) -> Sample {
        let lengths = texts.flatMap { repeatElement(Double($0.key.unicodeScalars.count), count: $0.value) }
        return .text(NumericSample(lengths, isIntegral: true))
    }

    /// Not yet judged.
    func drift(_ test: DriftTest, _ score: Double?) -> ColumnDrift {
        ColumnDrift(
            column: name, kind: reference.kind, test: test, score: score, threshold: nil, adjustedPValue: nil,
            finding: .inconclusive, referenceCount: reference.count, referenceMissing: missing.reference,
            currentCount: current.count, currentMissing: missing.current)
    }

    /// Puts the column's name before an error about its values.
    func naming<T>(_ body: () throws(DriftError) -> T) throws(DriftError) -> T {
        do throws(DriftError) { return try body() } catch {
            guard case .sample(let expected, let found) = error else { throw error }
            throw .input(place: "column '\(name)'", expected: expected, found: found)
        }
    }
}

extension Column {
    fileprivate var texts: [String: Int] { if case .texts(let texts) = values { texts } else { [:] } }
}
