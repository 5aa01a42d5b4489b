/// A piece of a pattern.
indirect enum PatternNode: Sendable {
    enum Assertion: Sendable {
        case textStart
        case textEnd
        case lineStart
        case lineEnd
        case wordBoundary
        case notWordBoundary
    }

    case empty
    case set(ScalarSet)
    case assertion(Assertion)
    case sequence([PatternNode])
    /// The first that leads to a match is taken.
    case choice([PatternNode])
    /// - most: nil for any number.
    case repetition(PatternNode, least: Int, most: Int?, isGreedy: Bool)

    /// Whether it can match without reading anything.
    var canBeEmpty: Bool {
        switch self {
        case .empty, .assertion: true
        case .set: false
        case .sequence(let parts): parts.allSatisfy(\.canBeEmpty)
        case .choice(let parts): parts.contains(where: \.canBeEmpty)
        case .repetition(let part, let least, _, _): least == 0 || part.canBeEmpty
        }
    }
}
