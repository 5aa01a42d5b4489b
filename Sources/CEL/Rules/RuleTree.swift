package import Manifests
import StructuredMerge

/// The rules of a schema, in the shape of the schema; only the parts that have any.
package final class RuleTree: Sendable {
    let schema: Object
    let node: SchemaNode
    package let rules: [CompiledRule]
    package let properties: [String: RuleTree]
    package let items: RuleTree?
    package let additionalProperties: RuleTree?
    package let allOf: [RuleTree]

    /// - Returns: nil for a schema without rules.
    package static func make(of schema: Object) -> RuleTree? {
        guard hasRules(schema, depth: 0) else { return nil }
        return RuleTree(rulesOf: schema, schema, SchemaNode(schema, isResource: true), depth: 0)
    }

    /// Whether there is a rule anywhere; a look that is cheap enough for schemas without.
    private static func hasRules(_ schema: Object, depth: Int) -> Bool {
        guard depth < SchemaDepth.most else { return false }
        if schema[ValidationRule.key] != nil { return true }
        for part in [schema["items"], schema["additionalProperties"]] {
            if let below = part?.object, hasRules(below, depth: depth + 1) { return true }
        }
        for property in schema["properties"]?.object ?? [:] {
            if let below = property.value.object, hasRules(below, depth: depth + 1) { return true }
        }
        return (schema["allOf"]?.array ?? []).contains { part in
            part.object.map { hasRules($0, depth: depth + 1) } ?? false
        }
    }

    /// - Parameter rulesOf: where the rules stand: the schema itself, or a part of its `allOf`, which describes the
    ///   same value.
    private init?(rulesOf source: Object, _ schema: Object, _ node: SchemaNode, depth: Int) {
        guard depth < SchemaDepth.most else { return nil }
        self.schema = schema
        self.node = node
        func below(_ source: Object?, _ schema: Object?, _ node: SchemaNode?) -> RuleTree? {
            guard let source, let schema, let node, Self.hasRules(source, depth: depth + 1) else { return nil }
            return RuleTree(rulesOf: source, schema, node, depth: depth + 1)
        }
        rules = ValidationRule.all(of: source).map { CompiledRule($0, on: node, described: schema) }
        var properties: [String: RuleTree] = [:]
        for property in source["properties"]?.object ?? [:] {
            properties[property.key] = below(
                property.value.object, schema["properties"]?[property.key]?.object, node.child(property: property.key))
        }
        self.properties = properties
        items = below(source["items"]?.object, schema["items"]?.object, node.items)
        additionalProperties = below(
            source["additionalProperties"]?.object, schema["additionalProperties"]?.object,
            node.child(property: ""))
        allOf = (source["allOf"]?.array ?? []).compactMap { part in
            guard let part = part.object, Self.hasRules(part, depth: depth + 1) else { return nil }
            return RuleTree(rulesOf: part, schema, node, depth: depth + 1)
        }
    }

    /// The type that errors show as the value.
    var typeName: String { schema["type"]?.string ?? "" }
}
