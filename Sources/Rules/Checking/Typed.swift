/// An expression whose every name and type is settled.
final class Typed: Sendable {
    enum Arithmetic: Sendable { case add, subtract, multiply, divide, remainder }
    enum Comparison: Sendable { case less, lessOrEqual, greater, greaterOrEqual }
    enum Piece: Sendable {
        case text(String)
        case value(Typed)
    }

    indirect enum Kind: Sendable {
        case constant(Datum)
        case slot(Int)
        case global(Int)
        case list([Typed])
        case set([Typed])
        case dictionary([(key: Typed, value: Typed)])
        case text([Piece])
        /// A field, a JSON member or an intrinsic property of a value.
        case member(Typed, Declaration)
        /// An intrinsic; the receiver is the first argument, nil stands for an argument left out.
        case call(Declaration, [Typed?])
        case function(Int, [Typed])
        case closure(TypedClosure)
        case record(NominalID, [Typed])
        case keyPath([Int])
        case metatype(SemanticType)
        case not(Typed)
        case negated(Typed)
        case and(Typed, Typed)
        case or(Typed, Typed)
        case coalesced(Typed, Typed)
        case conditional(Typed, Typed, Typed)
        case equality(Typed, Typed, isNegated: Bool)
        case comparison(Comparison, Typed, Typed)
        case arithmetic(Arithmetic, Typed, Typed)
        case range(Typed, Typed, isClosed: Bool)
        case faulty
    }

    let kind: Kind
    let type: SemanticType
    let offset: Int
    /// Whether `?` stands somewhere to the left: then absence goes through.
    let isChained: Bool

    init(_ kind: Kind, _ type: SemanticType, at offset: Int, isChained: Bool = false) {
        self.kind = kind
        self.type = type
        self.offset = offset
        self.isChained = isChained
    }
}

final class TypedClosure: Sendable {
    /// The slots of its parameters.
    let parameters: [Int]
    let body: [TypedStatement]
    let result: SemanticType
    let offset: Int
    /// A list of conditions that must all hold.
    let isBuilder: Bool

    init(parameters: [Int], body: [TypedStatement], result: SemanticType, offset: Int, isBuilder: Bool) {
        self.parameters = parameters
        self.body = body
        self.result = result
        self.offset = offset
        self.isBuilder = isBuilder
    }

    /// The one expression that is all of the body.
    var expression: Typed? {
        guard body.count == 1 else { return nil }
        switch body[0] {
        case .evaluate(let typed): return typed
        case .returning(let typed?, _): return typed
        default: return nil
        }
    }
}

enum TypedCondition: Sendable {
    case boolean(Typed)
    case unwrapping(Int, Typed)
}

indirect enum TypedStatement: Sendable {
    struct Loop: Sendable {
        var slots: [Int]
        var isPair: Bool
        var sequence: Typed
        var filter: Typed?
        var body: [TypedStatement]
        var offset: Int
    }

    enum Test: Sendable {
        case always
        case absent
        /// Binds the subject when it is present.
        case present(Int)
        case bind(Int)
        case equal(Typed)
        case within(Typed)
    }

    struct Case: Sendable {
        /// Empty for `default`.
        var tests: [(test: Test, filter: Typed?)]
        var body: [TypedStatement]
        var offset: Int
    }

    case bind(Int, Typed)
    case evaluate(Typed)
    case condition([TypedCondition], then: [TypedStatement], otherwise: [TypedStatement], at: Int)
    case loop(Loop)
    case selection(Typed, [Case], at: Int)
    case returning(Typed?, at: Int)
    case leaving(isContinue: Bool)
}
