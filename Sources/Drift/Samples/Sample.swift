/// The values of one column, without the missing ones.
package enum Sample: Sendable, Hashable {
    case numeric(NumericSample)
    /// How often each category occurs; every count is positive.
    case categorical([String: Int])
    /// The lengths of texts, in characters: compared as numbers.
    case text(NumericSample)

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case numeric = "num"
        case categorical = "cat"
        case text
    }

    package var kind: Kind {
        switch self {
        case .numeric: .numeric
        case .categorical: .categorical
        case .text: .text
        }
    }

    package var count: Int {
        switch self {
        case .numeric(let sample), .text(let sample): sample.count
        case .categorical(let counts): counts.values.reduce(0, +)
        }
    }

    /// The numbers of a numeric or text column; nil for categories.
    package var numbers: NumericSample? {
        switch self {
        case .numeric(let sample), .text(let sample): sample
        case .categorical: nil
        }
    }

    package init(categories: some Sequence<String>) {
        var counts: [String: Int] = [:]
        for category in categories { counts[category, default: 0] += 1 }
        self = .categorical(counts)
    }

    package init(texts: some Sequence<String>) {
        self = .text(NumericSample(texts.map { Double($0.unicodeScalars.count) }, isIntegral: true))
    }
}

extension Sample.Kind {
    package var inWords: String {
        switch self {
        case .numeric: "numeric"
        case .categorical: "categorical"
        case .text: "text"
        }
    }
}
