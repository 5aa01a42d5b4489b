import Manifests
import Patterns
import StructuredMerge

/// What the server refuses of the schema in a CustomResourceDefinition: what OpenAPI v3 allows and structural schemas do
/// not, and what contradicts itself (`ValidateCustomResourceDefinitionOpenAPISchema` and `ValidateStructural` of
/// k8s.io/apiextensions-apiserver).
struct DefinitionSchema {
    private static let types = ["array", "boolean", "integer", "number", "object", "string"]
    private static let unsupported = [
        ("additionalItems", "additionalItems is not supported"),
        ("patternProperties", "patternProperties is not supported"),
        ("definitions", "definitions is not supported"), ("dependencies", "dependencies is not supported"),
        ("id", "id is not supported"), ("$ref", "$ref is not supported"),
    ]

    private(set) var causes: [APIError.Cause] = []

    static func faults(of schema: Object, at place: String) -> [APIError.Cause] {
        var review = DefinitionSchema()
        if schema["nullable"] == true {
            review.causes.append(.forbidden("\(place).nullable", "nullable cannot be true at the root"))
        }
        review.check(schema, at: place, depth: 0)
        // What is wrong already is not looked at for its structure.
        if review.causes.isEmpty { review.causes = DefinitionStructure.faults(of: schema, at: place) }
        if review.causes.isEmpty { review.causes = DefinitionDefaults.faults(of: schema, at: place) }
        return review.causes
    }

    private mutating func check(_ schema: Object, at place: String, depth: Int) {
        guard depth < SchemaDepth.most else {
            causes.append(.forbidden(place, "must not have more than \(SchemaDepth.most) schemas within one another"))
            return
        }
        checkWords(schema, at: place)
        if schema["x-kubernetes-list-type"] != nil || schema["x-kubernetes-list-map-keys"] != nil {
            causes += DefinitionLists.faults(of: schema, at: place)
        }
        if let type = schema["x-kubernetes-map-type"] {
            requireType("object", "x-kubernetes-map-type", schema, at: place)
            if !["atomic", "granular"].contains(type) {
                causes.append(
                    .unsupported("\(place).x-kubernetes-map-type", type.string ?? "", ["atomic", "granular"]))
            }
        }
        for (below, nested) in Self.parts(of: schema, at: place) { check(nested, at: below, depth: depth + 1) }
    }

    private mutating func checkWords(_ schema: Object, at place: String) {
        for (field, why) in Self.unsupported {
            guard let value = schema[field], value != "", value != [:] else { continue }
            causes.append(.forbidden("\(place).\(field)", why))
        }
        if schema["items"]?.array != nil {
            causes.append(.forbidden("\(place).items", "items must be a schema object and not an array"))
        }
        if schema["uniqueItems"] == true {
            causes.append(
                .forbidden(
                    "\(place).uniqueItems",
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
        checkType(schema["type"]?.string ?? "", at: place)
        if let properties = schema["properties"]?.object, !properties.isEmpty,
            let additional = schema["additionalProperties"], additional != true
        {
            causes.append(
                .forbidden(
                    "\(place).additionalProperties", "additionalProperties and properties are mutual exclusive"))
        }
        if schema["x-kubernetes-preserve-unknown-fields"] == false {
            causes.append(
                .invalid("\(place).x-kubernetes-preserve-unknown-fields", "false", "must be true or undefined"))
        }
        guard let pattern = schema["pattern"]?.string else { return }
        do throws(PatternError) {
            _ = try RegularExpression(pattern)
        } catch {
            causes.append(
                .invalid(
                    "\(place).pattern", JSON.string(.string(pattern)),
                    "must be a valid regular expression, but isn't: \(error.message)"))
        }
    }

    private mutating func checkType(_ type: String, at place: String) {
        if type == "null" {
            causes.append(
                .forbidden("\(place).type", "type cannot be set to null, use nullable as an alternative"))
            return
        }
        guard !type.isEmpty, !Self.types.contains(type) else { return }
        causes.append(.unsupported("\(place).type", type, Self.types))
    }

    private mutating func requireType(_ type: String, _ field: String, _ schema: Object, at place: String) {
        let found = schema["type"]?.string ?? ""
        guard found != type else { return }
        let why = "must be \(type) if \(field) is specified"
        causes.append(
            found.isEmpty
                ? .required("\(place).type", why) : .invalid("\(place).type", JSON.string(.string(found)), why))
    }

    /// The schemas right below a schema, each with its place.
    private static func parts(of schema: Object, at place: String) -> [(String, Object)] {
        var parts: [(String, Object)] = []
        for member in schema["properties"]?.object ?? [:] {
            if let nested = member.value.object { parts.append(("\(place).properties[\(member.key)]", nested)) }
        }
        for field in ["items", "additionalProperties", "not"] {
            if let nested = schema[field]?.object { parts.append(("\(place).\(field)", nested)) }
        }
        for field in ["allOf", "oneOf", "anyOf"] {
            for (index, branch) in (schema[field]?.array ?? []).enumerated() {
                if let nested = branch.object { parts.append(("\(place).\(field)[\(index)]", nested)) }
            }
        }
        return parts
    }
}
