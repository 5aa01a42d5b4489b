/// A regular expression of RE2's syntax, whose every match takes time linear in the length of the text.
package struct RegularExpression: Sendable {
    private let program: PatternProgram

    package init(_ text: String) throws(PatternError) {
        program = try PatternProgram(PatternParser.parse(text))
    }

    /// What it takes to follow it past one code point, in instructions.
    package var size: Int { program.instructions.count }

    /// Whether the pattern occurs anywhere in the text.
    package func matches(_ text: String) -> Bool {
        var machine = PatternMachine(program)
        return machine.match(Array(text.unicodeScalars), from: 0, anyEnd: true) != nil
    }

    /// Where the leftmost match of a text lies, from a position on; of several the one that the pattern prefers.
    package func firstMatch(in scalars: [Unicode.Scalar], from start: Int = 0) -> Range<Int>? {
        var machine = PatternMachine(program)
        return machine.match(scalars, from: start, anyEnd: false)
    }
}
