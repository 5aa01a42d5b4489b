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
}
