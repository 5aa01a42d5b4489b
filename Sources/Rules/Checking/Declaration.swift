/// The place of a declaration in a ``Catalogue``.
struct DeclarationID: Hashable, Sendable {
    var index: Int
}

/// Something that a name can stand for: a function, a property, an initialiser, a constant.
struct Declaration: Sendable {
    struct Parameter: Sendable {
        var label: String?
        var type: SemanticType
        var hasDefault = false
        var isVariadic = false
        var isAutoclosure = false
        var isBuilder = false
    }

    enum Behaviour: Sendable {
        /// By the name of the standard library's table, as in `String.hasPrefix(_:)`.
        case intrinsic
        /// The n-th stored property of a struct.
        case field(Int)
        /// A member read from JSON by its own name.
        case jsonMember
        /// Makes a struct of its arguments; those left out take the property's default.
        case memberwise
        /// The case of an enum, which is its name when evaluated.
        case enumCase(String)
        /// A function of a policy.
        case function(Int)
        /// A constant of a bundle.
        case global(Int)
        /// A getter of one expression of a struct of a policy.
        case computed(ExpressionID)
    }

    var name: String
    var parameters: [Parameter]?
    var result: SemanticType
    var owner: NominalID?
    var isStatic = false
    /// How many type parameters it has, its owner's first.
    var genericCount = 0
    /// Protocols that type parameters conform to.
    var constraints: [(parameter: Int, name: String)] = []
    /// Type parameters that are one type only.
    var equalities: [(parameter: Int, type: SemanticType)] = []
    var isFailable = false
    var behaviour: Behaviour
    /// As in `Array.contains(where:)`.
    var symbol: String
}

/// A struct or an enum.
struct Nominal: Sendable {
    struct Field: Sendable {
        var name: String
        var type: SemanticType
        /// Whether it may be left out; its value is found when the bundle is compiled.
        var initial: ExpressionID?
        var isRequired: Bool
    }

    var name: String
    var parameterNames: [String]
    var conformances: Set<String>
    var members: [String: [DeclarationID]] = [:]
    var fields: [Field] = []
    /// Names of an enum's cases; nil for a struct.
    var cases: [String]?
    /// Raw values of the cases of an enum of strings.
    var rawValues: [String: String] = [:]
    var isJSON: Bool { conformances.contains("Fields") }
    /// The file's index in its bundle for those that policies declare.
    var file: Int?
    /// Literals of an array make it from elements of this type.
    var literalElement: SemanticType?
}
