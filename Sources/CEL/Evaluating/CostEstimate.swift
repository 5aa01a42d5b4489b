/// What a rule can cost at most, told from its expression and from the sizes that its schema allows.
///
/// The API server refuses a definition whose rules could cost too much, before there is any object (KEP-2876,
/// "Resource constraints").
package struct CostEstimate: Sendable {
    /// Of one rule, for all the places where it stands.
    static let ruleLimit: UInt64 = 10_000_000
    /// Of all rules of a schema.
    static let schemaLimit: UInt64 = 100_000_000

    struct Input: Sendable {
        var expression: Expression
        var types: [Int: ValueType]
    }

    /// Of one evaluation.
    let most: UInt64

    init(_ input: Input, on schema: SchemaNode) {
        var estimator = CostEstimator(types: input.types, schema: schema)
        most = estimator.estimate(input.expression).cost
    }

    /// In the server's words.
    static func excess(_ name: String, _ cost: UInt64, over limit: UInt64) -> String {
        let factor = Double(cost) / Double(limit)
        let text: String
        if factor > 100 {
            text = "more than 100x"
        } else {
            let places = factor < 1.5 ? 6 : 1
            text = (try? TextFormat.format("%.\(places)f", [.double(factor)])).map { "\($0)x" } ?? ""
        }
        return
            "\(name) exceeds budget by factor of \(text) (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)"
    }
}
