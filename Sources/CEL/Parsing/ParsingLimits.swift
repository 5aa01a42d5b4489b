/// What keeps hostile text from exhausting the stack or the time; the API server's own limits.
enum ParsingLimits {
    /// Levels of nested expressions.
    static let depth = 250
    /// Code points of one expression.
    static let size = 100_000
}
