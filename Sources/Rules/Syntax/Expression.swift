/// The place of an expression in its file's ``SyntaxTree``.
struct ExpressionID: Hashable, Sendable {
    var index: Int32
}

/// One expression; its parts are other entries of the same tree, so that no depth of text makes deep recursion of
/// destructors, and each is one step from its parent.
struct Expression: Sendable {
    indirect enum Kind: Sendable {
        case integer(Int)
        case double(Double)
        case boolean(Bool)
        case absent
        case string([Piece])
        case array([ExpressionID])
        case dictionary([(key: ExpressionID, value: ExpressionID)])
        case name(String)
        case closureArgument(Int)
        /// `.production`.
        case implicitMember(String)
        case member(ExpressionID, String, at: Int)
        case call(ExpressionID, [Argument])
        case element(ExpressionID, [Argument])
        /// `x?` within a chain.
        case unwrapped(ExpressionID)
        /// A whole chain that holds an ``unwrapped(_:)``.
        case chain(ExpressionID)
        case prefix(String, ExpressionID)
        case infix(String, ExpressionID, ExpressionID)
        case conditional(ExpressionID, ExpressionID, ExpressionID)
        case closure(Closure)
        case keyPath([String])
        /// `Registries.self`.
        case metatype(TypeSyntax)
        case parenthesised(ExpressionID)
    }

    enum Piece: Sendable {
        case text(String)
        case value(ExpressionID)
    }

    struct Argument: Sendable {
        var label: String?
        var value: ExpressionID
        var offset: Int
        var isTrailing = false
    }

    struct Closure: Sendable {
        struct Parameter: Sendable {
            var name: String
            var type: TypeSyntax?
            var offset: Int
        }

        /// Nil where the closure names no parameters.
        var parameters: [Parameter]?
        var body: Block
        var highestArgument: Int
    }

    var kind: Kind
    /// Where a message about it points, in bytes.
    var offset: Int
    var end: Int
    /// Expressions on top of one another, itself included.
    var depth: Int
}

indirect enum TypeSyntax: Sendable {
    case named(String, [TypeSyntax], at: Int)
    case optional(TypeSyntax)
    case array(TypeSyntax)
    case dictionary(TypeSyntax, TypeSyntax)
    case function([TypeSyntax], TypeSyntax)

    var offset: Int {
        switch self {
        case .named(_, _, let offset): offset
        case .optional(let type), .array(let type), .dictionary(let type, _), .function(_, let type): type.offset
        }
    }
}
