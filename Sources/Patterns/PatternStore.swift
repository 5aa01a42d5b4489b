import Synchronization

/// Patterns read once, as most rules use the same few again and again.
package final class PatternStore: Sendable {
    package static let shared = PatternStore()

    /// More patterns than this are not kept: they come from rules that make them up.
    private static let capacity = 1_000

    private let patterns = Mutex<[[UInt8]: Result<RegularExpression, PatternError>]>([:])

    package func pattern(_ text: String) throws(PatternError) -> RegularExpression {
        let key = Array(text.utf8)
        if let known = patterns.withLock({ $0[key] }) { return try known.get() }
        let result: Result<RegularExpression, PatternError>
        do throws(PatternError) {
            result = .success(try RegularExpression(text))
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
