import Manifests
import Testing

@testable import CEL

/// An expression and what becomes of it.
struct Evaluated {
    let result: Result<Datum, EvaluationError>
    let cost: UInt64

    /// - Parameter schema: of `self`, as JSON.
    /// - Parameter value: of `self`, as JSON.
    init(_ expression: String, schema: String? = nil, value: String? = nil) throws {
        var variables: [(name: String, type: ValueType)] = []
        var values: [Datum?] = []
        if let schema, let value {
            let node = SchemaNode(try #require(try JSON.parse(schema).object), isResource: false)
            variables = [("self", try #require(node.type))]
            values = [try node.datum(try JSON.parse(value))]
        }
        let made = try Program.compile(expression, variables: variables).get()
        (result, cost) = made.program.evaluate(values)
    }

    var isTrue: Bool { if case .success(.bool(true)) = result { true } else { false } }

    /// Why there is no value; nil where there is one.
    var fault: String? { if case .failure(let error) = result { error.message } else { nil } }

    /// What the checker or the parser says of an expression; nil where it is kept.
    static func refusal(_ expression: String, self type: ValueType? = nil) -> String? {
        let variables = type.map { [(name: "self", type: $0)] } ?? []
        if case .failure(let error) = Program.compile(expression, variables: variables) { return error.message }
        return nil
    }
}
