import Synchronization

/// The compiled patterns of one schema, each made once.
final class PatternCache: Sendable {
    private struct Pattern {
        /// Nil where Swift cannot read what Go's RE2 can: such a pattern refuses nothing.
        var regex: Regex<AnyRegexOutput>?
    }

    private let patterns = Mutex<[String: Pattern]>([:])

    /// Whether a part of the text matches, as `regexp.MatchString` looks for it.
    func matches(_ pattern: String, _ text: String) -> Bool {
        patterns.withLock { patterns in
            let known = patterns[pattern] ?? Pattern(regex: try? Regex(pattern).matchingSemantics(.unicodeScalar))
            patterns[pattern] = known
            guard let regex = known.regex else { return true }
            return (try? regex.firstMatch(in: text)) != nil
        }
    }
}
