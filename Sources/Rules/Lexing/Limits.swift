/// What a policy file may be at most: it comes in by pull request, so it is hostile until it is checked.
package enum Limits {
    /// Bytes of one file.
    package static let sourceBytes = 512 << 10
    /// Tokens of one file.
    package static let tokens = 100_000
    /// Brackets, braces, strings and types inside one another.
    package static let nesting = 48
    /// Operators, members and calls of one expression on top of one another.
    package static let expressionDepth = 160
    /// Constants that can be seen at one place of a function, a rule or a test.
    package static let locals = 1_000
    /// Properties of one struct.
    package static let properties = 500
    /// Messages about one file.
    package static let diagnostics = 40
    /// Steps that one policy may take for one decision.
    package static let fuel = 2_000_000
    /// Steps of a policy when every function it calls is written out.
    package static let staticCost = 2_000_000
    /// Bytes of one string that a policy makes.
    package static let stringBytes = 256 << 10
    /// Elements of one list that a policy makes.
    package static let listElements = 200_000
}
