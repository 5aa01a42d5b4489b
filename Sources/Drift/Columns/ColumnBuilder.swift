import Manifests

/// Gathers one column's values: as numbers for as long as all are, or as texts where that is asked for.
struct ColumnBuilder {
    let name: String
    let asTexts: Bool
    private(set) var count = 0
    /// Whether a value was no number, so that the column has to be read again as texts.
    private(set) var holdsText = false
    private var numbers: [Double] = []
    private var isIntegral = true
    private var texts: [String: Int] = [:]

    init(name: String, asTexts: Bool) {
        self.name = name
        self.asTexts = asTexts
    }

    /// An infinite number counts as missing.
    mutating func append(_ number: Double, isIntegral: Bool) {
        guard number.isFinite else { return }
        numbers.append(number)
        self.isIntegral = self.isIntegral && isIntegral
        count += 1
    }

    mutating func append(_ text: String) {
        guard asTexts else {
            holdsText = true
            return
        }
        texts[text, default: 0] += 1
        count += 1
    }

    /// A cell of a JSON document; null is none.
    mutating func append(_ value: Value) {
        switch value {
        case .null: return
        case .integer(let integer) where !asTexts: append(Double(integer), isIntegral: true)
        case .double(let double) where !asTexts: append(double, isIntegral: false)
        case .string(let string): append(string)
        case .bool, .integer, .double, .array, .object: append(JSON.string(value))
        }
    }

    func column(rows: Int) -> Column {
        let values: Column.Values =
            asTexts ? .texts(texts) : .numbers(NumericSample(numbers, isIntegral: isIntegral && !numbers.isEmpty))
        return Column(name: name, values: values, missing: max(0, rows - count))
    }
}
