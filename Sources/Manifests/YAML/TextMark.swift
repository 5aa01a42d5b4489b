/// A place in a text as libyaml counts it.
struct TextMark: Sendable {
    /// Unicode scalars from the beginning of the text, from 0.
    var character: Int
    /// From 0.
    var line: Int
    /// Unicode scalars, from 0.
    var column: Int
}
