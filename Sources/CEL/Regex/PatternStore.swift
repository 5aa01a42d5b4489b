import Synchronization

/// Patterns read once, as most rules use the same few again and again.
package final class PatternStore: Sendable {
    package static let shared = PatternStore()

    /// More patterns than this are not kept: they come from rules that make them up.
    private static let capacity = 1_000

    private let patterns = Mutex<[ByteString: Result<Pattern, PatternError>]>([:])

    package func pattern(_ text: String) throws(PatternError) -> Pattern {
        let key = ByteString(text)
        if let known = patterns.withLock({ $0[key] }) { return try known.get() }
        let result: Result<Pattern, PatternError>
        do throws(PatternError) {
            result = .success(try Pattern(text))
        } catch {
            result = .failure(error)
        }
        patterns.withLock { patterns in
            if patterns.count >= Self.capacity { patterns.removeAll() }
            patterns[key] = result
        }
        return try result.get()
    }
}
