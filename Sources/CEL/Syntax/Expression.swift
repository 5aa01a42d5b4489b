/// A node of the syntax tree, macros already written out.
final class Expression: Sendable {
    enum Kind: Sendable {
        case literal(Datum)
        case identifier(String)
        case select(Expression, field: String)
        /// `has(operand.field)`
        case presence(Expression, field: String)
        /// Operators are calls too, under names that no identifier can have: `_+_`.
        case call(String, target: Expression?, [Expression])
        case list([Element])
        case map([Entry])
        case message(String, [Entry])
        case comprehension(Comprehension)
    }

    struct Element: Sendable {
        var value: Expression
        var isOptional = false
    }

    struct Entry: Sendable {
        var key: Expression
        var value: Expression
        var isOptional = false
    }

    /// A fold over a list or the keys of a map, which every macro that iterates becomes.
    struct Comprehension: Sendable {
        var range: Expression
        var variable: String
        /// Set in the forms with two variables: index and element, or key and value.
        var secondVariable: String?
        var accumulator: String
        var initial: Expression
        var condition: Expression
        var step: Expression
        var result: Expression
    }

    /// Unique within one parse, from 0.
    let id: Int
    /// Of the code point that errors point to.
    let offset: Int
    /// Levels of nodes, this one included.
    let depth: Int
    let kind: Kind

    init(id: Int, offset: Int, depth: Int, kind: Kind) {
        self.id = id
        self.offset = offset
        self.depth = depth
        self.kind = kind
    }

    var identifier: String? { if case .identifier(let name) = kind { name } else { nil } }

    /// `a.b.c` of a chain of plain names; nil for everything else.
    var qualifiedName: String? {
        switch kind {
        case .identifier(let name): name
        case .select(let operand, let field): operand.qualifiedName.map { "\($0).\(field)" }
        default: nil
        }
    }
}
