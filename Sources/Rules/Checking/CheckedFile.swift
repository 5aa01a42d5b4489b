import Manifests

/// What the checker makes of a file: everything that can be compiled, or nothing but diagnostics.
struct CheckedFile: Sendable {
    struct Function: Sendable {
        var name: String
        var parameters: [Int]
        var body: [TypedStatement]
        var slotCount: Int
        var offset: Int
        var callees: Set<Int>
        /// Its own: a module's functions are seen by the files that import it.
        var file: SourceFile
    }

    struct Global: Sendable {
        var name: String
        var type: SemanticType
        var value: Typed
        /// Whether the bundle's data may replace it.
        var isData: Bool
        /// Its own, as a function's.
        var file: SourceFile
    }

    struct Admission: Sendable {
        var id: String
        var arguments: [String: Typed]
        var parameters: NominalID?
        var body: TypedClosure
        var slotCount: Int
        var offset: Int
        var documentation: String
    }

    struct Rule: Sendable {
        var id: String
        var isForbid: Bool
        var conditions: TypedClosure
        var unless: TypedClosure?
        var offset: Int
        /// The conditions as written, each on one line.
        var texts: [String]
        var unlessTexts: [String]
    }

    struct Access: Sendable {
        var id: String
        var actions: Typed
        var resource: SemanticType
        var requestSlot: Int
        var bindings: [TypedStatement]
        var rules: [Rule]
        var slotCount: Int
        var offset: Int
    }

    struct Test: Sendable {
        var name: String
        var body: TypedClosure
        var slotCount: Int
        var offset: Int
        /// The type of the generated input of a property; nil for a test.
        var input: SemanticType?
    }

    var file: SourceFile
    var catalogue: Catalogue
    var functions: [Function] = []
    var globals: [Global] = []
    /// Defaults of fields of structs that policies declare.
    var defaults: [NominalID: [Typed?]] = [:]
    var admissions: [Admission] = []
    var accesses: [Access] = []
    var tests: [Test] = []
    var diagnostics: [Diagnostic] = []

    var isValid: Bool { !diagnostics.contains { $0.severity == .error } }
}
