import Manifests

/// What the parser makes of a file.
struct SyntaxTree: Sendable {
    var file: SourceFile
    var expressions: [Expression] = []
    var items: [Item] = []
    var diagnostics: [Diagnostic] = []
    /// Tokens looked at, for tests of linearity.
    var steps = 0

    subscript(id: ExpressionID) -> Expression { expressions[Int(id.index)] }

    /// An expression as written, white space joined to one line.
    func text(of id: ExpressionID) -> String {
        let start = min(start(of: id), file.bytes.count)
        let end = max(start, min(self[id].end, file.bytes.count))
        return String(decoding: file.bytes[start..<end], as: UTF8.self).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    /// Where an expression begins; its own offset is where messages about it point.
    private func start(of id: ExpressionID) -> Int {
        let expression = self[id]
        switch expression.kind {
        case .member(let first, _, _), .call(let first, _), .element(let first, _), .unwrapped(let first),
            .chain(let first), .infix(_, let first, _), .conditional(let first, _, _):
            return min(expression.offset, start(of: first))
        default: return expression.offset
        }
    }
}

/// What stands at the top of a file.
enum Item: Sendable {
    case module(String, offset: Int)
    case structure(StructureSyntax)
    case enumeration(EnumerationSyntax)
    case function(FunctionSyntax)
    case constant(Binding)
    /// `public var name: T { … }`: data that the bundle may fill in.
    case computed(PropertySyntax)
    case expression(ExpressionID)
    // Only in interfaces:
    case extended(ExtensionSyntax)
    case protocolNamed(String)
}

struct GenericSyntax: Sendable {
    var name: String
    var constraint: String?
}

struct ParameterSyntax: Sendable {
    /// Nil for `_`.
    var label: String?
    var name: String
    var type: TypeSyntax
    var hasDefault: Bool
    var isVariadic: Bool
    var isAutoclosure: Bool
    /// `@AllOf`: the closure is a list of conditions.
    var isBuilder: Bool
    var offset: Int
}

struct FunctionSyntax: Sendable {
    /// `init` and `subscript` for those.
    var name: String
    var generics: [GenericSyntax]
    var parameters: [ParameterSyntax]
    var result: TypeSyntax?
    var body: Block?
    var isStatic: Bool
    /// `init?`.
    var isFailable = false
    var offset: Int
}

struct PropertySyntax: Sendable {
    var name: String
    var type: TypeSyntax
    /// The value of `= value`, or of a getter of one expression.
    var value: ExpressionID?
    var isStored: Bool
    var isStatic: Bool
    var offset: Int
}

struct StructureSyntax: Sendable {
    var name: String
    var generics: [GenericSyntax]
    var conformances: [String]
    var properties: [PropertySyntax]
    var functions: [FunctionSyntax]
    var offset: Int
}

struct EnumerationSyntax: Sendable {
    var name: String
    var conformances: [String]
    var cases: [(name: String, raw: String?)]
    var offset: Int
}

struct ExtensionSyntax: Sendable {
    enum Requirement: Sendable {
        case conforms(String, to: String)
        case equals(String, TypeSyntax)
    }

    var name: String
    var requirements: [Requirement]
    var properties: [PropertySyntax]
    var functions: [FunctionSyntax]
    var offset: Int
}
