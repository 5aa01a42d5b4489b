struct Block: Sendable {
    var statements: [Statement] = []
    /// The bytes from one brace to the other.
    var offset = 0
    var end = 0
}

struct Binding: Sendable {
    var name: String
    var type: TypeSyntax?
    var value: ExpressionID
    var offset: Int
}

enum Condition: Sendable {
    case boolean(ExpressionID)
    /// `let name = value`; without a value, the constant of the same name.
    case unwrapping(name: String, value: ExpressionID?, offset: Int)
}

enum Pattern: Sendable {
    case wildcard
    case absent
    case binding(String, offset: Int)
    /// `let name?`.
    case present(String, offset: Int)
    case expression(ExpressionID)
}

indirect enum Statement: Sendable {
    struct If: Sendable {
        var conditions: [Condition]
        var then: Block
        /// An `else if` is a block of one statement.
        var otherwise: Block?
        var offset: Int
    }

    struct Guard: Sendable {
        var conditions: [Condition]
        var otherwise: Block
        var offset: Int
    }

    struct For: Sendable {
        /// Two for pairs: `(key, value)`.
        var names: [String]
        var sequence: ExpressionID
        var filter: ExpressionID?
        var body: Block
        var offset: Int
    }

    struct Case: Sendable {
        /// Empty for `default`.
        var patterns: [(pattern: Pattern, filter: ExpressionID?)]
        var body: Block
        var offset: Int
    }

    struct Switch: Sendable {
        var subject: ExpressionID
        var cases: [Case]
        var offset: Int
    }

    case binding(Binding)
    case expression(ExpressionID)
    case condition(If)
    case guarded(Guard)
    case loop(For)
    case selection(Switch)
    case returning(ExpressionID?, offset: Int)
    case leaving(isContinue: Bool, offset: Int)
}
