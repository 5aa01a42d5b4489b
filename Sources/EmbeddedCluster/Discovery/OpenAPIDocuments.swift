import Manifests
import StructuredMerge

/// What the server tells of the shapes of its objects: OpenAPI v3, one document for each group and version (KEP-2896).
struct OpenAPIDocuments: Sendable {
    let registry: KindRegistry

    var index: Value {
        var paths = Object()
        for (group, versions) in registry.groupVersions {
            for version in versions {
                let path = group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash(group, version))")]
            }
        }
        return ["paths": .object(paths)]
    }

    /// Changes with what the document says, so that a client's cache follows.
    private func hash(_ group: String, _ version: String) -> String {
        let parts = kinds(group, version).map { "\($0.kind.kind) \($0.schemaHash) " } + [Self.builtInDigest]
        return String(TemplateHash.number(of: parts.joined().utf8), radix: 16, uppercase: true)
    }

    /// Changes with what the program knows of the built-in types, which clients keep between its versions.
    private static let builtInDigest = String(
        TemplateHash.number(of: (APITypes.texts + Descriptions.texts).joined().utf8))

    /// - Returns: nil for a group and version without objects.
    func document(group: String, version: String) -> Value? {
        let kinds = kinds(group, version)
        guard !kinds.isEmpty else { return nil }
        var paths = Object()
        var schemas = TypeSchemas()
        let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        for kind in kinds {
            let collection = root + (kind.isNamespaced ? "/namespaces/{namespace}" : "") + "/\(kind.plural)"
            for path in Self.paths(of: kind, collection: collection) { paths[path.key] = path.value }
            if kind.isCustom {
                schemas.add(definedSchema(kind) ?? ["type": "object"], of: kind)
            } else {
                schemas.add(kind)
            }
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1.36.0-lockstep"], "paths": .object(paths),
            "components": ["schemas": .object(schemas.components)],
        ]
    }

    private func kinds(_ group: String, _ version: String) -> [ServedKind] {
        registry.kinds.filter { $0.kind.group == group && $0.kind.version == version }
    }

    private func definedSchema(_ kind: ServedKind) -> Value? {
        let versions = registry.definitions[kind.resource]?[path: "spec", "versions"]?.array ?? []
        return versions.first { $0["name"]?.string == kind.kind.version }?[path: "schema", "openAPIV3Schema"]
    }

    // MARK: Operations

    /// The operations that `kubectl` looks for: to find the kind of a resource, and to see that the server validates
    /// fields.
    private static func paths(of kind: ServedKind, collection: String) -> Object {
        func operation(_ action: String, _ parameters: [String]) -> Value {
            [
                "x-kubernetes-action": .string(action), "x-kubernetes-group-version-kind": identity(kind),
                "parameters": .array(parameters.map(parameter)), "responses": ["200": ["description": "OK"]],
            ]
        }
        let write = ["dryRun", "fieldManager", "fieldValidation"]
        var paths: Object = [collection: ["post": operation("post", write)]]
        if !kind.isReview {
            paths["\(collection)/{name}"] = [
                "get": operation("get", []), "put": operation("put", write),
                "patch": operation("patch", write + ["force"]), "delete": operation("delete", ["dryRun"]),
            ]
        }
        return paths
    }

    private static func parameter(_ name: String) -> Value {
        ["name": .string(name), "in": "query", "schema": ["type": "string", "uniqueItems": true]]
    }

    static func identity(_ kind: ServedKind) -> Value {
        [
            "group": .string(kind.kind.group), "version": .string(kind.kind.version), "kind": .string(kind.kind.kind),
        ]
    }
}
