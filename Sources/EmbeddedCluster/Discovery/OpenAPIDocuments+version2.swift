import Manifests

extension OpenAPIDocuments {
    /// All groups and versions in one document of OpenAPI v2, for clients from before v3.
    var inVersionTwo: Value {
        var (paths, definitions) = (Object(), Object())
        for (group, versions) in registry.groupVersions {
            for version in versions {
                guard let document = document(group: group, version: version) else { continue }
                for path in document["paths"]?.object ?? [:] { paths[path.key] = Self.path(path.value) }
                for schema in document[path: "components", "schemas"]?.object ?? [:] {
                    definitions[schema.key] = Self.schema(schema.value)
                }
            }
        }
        return [
            "swagger": "2.0", "info": ["title": "Kubernetes", "version": "v1.36.0-lockstep"], "paths": .object(paths),
            "definitions": .object(definitions),
        ]
    }

    private static func path(_ path: Value) -> Value {
        .object(
            Object(
                (path.object ?? [:]).map { operation in
                    var members = operation.value.object ?? [:]
                    members["parameters"] = .array((members["parameters"]?.array ?? []).map(parameter))
                    return Object.Member(key: operation.key, value: .object(members))
                }))
    }

    /// The parameter's schema is a part of it.
    private static func parameter(_ parameter: Value) -> Value {
        var members = parameter.object ?? [:]
        for member in members["schema"]?.object ?? [:] { members[member.key] = member.value }
        members["schema"] = nil
        return .object(members)
    }

    /// Without what version two does not have: choices and nulls.
    private static func schema(_ value: Value) -> Value {
        guard case .object(var members) = value else { return value }
        if let reference = members["allOf"]?.array?.first?["$ref"]?.string {
            members["$ref"] = .string(reference.replacing("#/components/schemas/", with: "#/definitions/"))
        }
        // A number or a text is a text to it.
        if members["type"] == nil, members["oneOf"] != nil { members["type"] = "string" }
        for field in ["allOf", "anyOf", "oneOf", "not", "nullable"] { members[field] = nil }
        for field in ["properties", "definitions"] {
            members.edit(field) { properties in
                for property in properties { properties[property.key] = schema(property.value) }
            }
        }
        for field in ["items", "additionalProperties"] {
            if let nested = members[field] { members[field] = schema(nested) }
        }
        return .object(members)
    }
}
