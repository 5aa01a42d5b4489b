/// Why a pattern is refused, in Go's words.
package struct PatternError: Error, Hashable {
    package var message: String

    init(_ reason: String, _ part: String = "") {
        message = "error parsing regexp: \(reason)" + (part.isEmpty ? "" : ": `\(part)`")
    }
}
