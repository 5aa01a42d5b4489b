import CEL
import Manifests

/// What the server refuses of a CustomResourceDefinition, and of a change of one that is served.
enum DefinitionValidation {
    private static let scopes = ["Cluster", "Namespaced"]

    static func faults(of object: Value, live: Value?) -> [APIError.Cause] {
        let spec = object["spec"]
        let name = object.objectName
        let expected = "\(spec?[path: "names", "plural"]?.string ?? "").\(spec?["group"]?.string ?? "")"
        var causes: [APIError.Cause] = []
        if name != expected {
            causes.append(.invalid("metadata.name", "\"\(name)\"", "must be spec.names.plural+\".\"+spec.group"))
        }
        let scope = spec?["scope"]?.string ?? ""
        if scope.isEmpty {
            causes.append(.required("spec.scope"))
        } else if !scopes.contains(scope) {
            causes.append(.unsupported("spec.scope", scope, scopes))
        }
        causes += DefinitionNames.faults(of: spec)
        let versions = spec?["versions"]?.array ?? []
        for (index, version) in versions.enumerated() where version[path: "schema", "openAPIV3Schema"] == nil {
            causes.append(.required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required"))
        }
        if live?[path: "spec", "versions"] != spec?["versions"] {
            let parts = DefinitionParts.faults(of: versions) + schemaFaults(versions)
            // Rules are read only where there is a schema to read them in.
            causes += parts.isEmpty ? ruleFaults(versions) : parts
        }
        return causes + (live.map { changeFaults(from: $0, to: object) } ?? [])
    }

    private static func schemaFaults(_ versions: [Value]) -> [APIError.Cause] {
        schemas(versions).flatMap { schema, place in DefinitionSchema.faults(of: schema, at: place) }
    }

    /// Rules in CEL that cannot be read, or that name what the schema does not have.
    private static func ruleFaults(_ versions: [Value]) -> [APIError.Cause] {
        schemas(versions).flatMap { schema, place in
            RuleReview.failures(of: schema, at: place).map { APIError.Cause($0) }
        }
    }

    /// The schemas, and where the server says that they are.
    private static func schemas(_ versions: [Value]) -> [(Object, String)] {
        let schemas = versions.map { $0[path: "schema", "openAPIV3Schema"]?.object }
        // Versions with one schema are one to the server, which then names no version.
        let isShared = Set(schemas).count == 1
        return schemas.enumerated().prefix(isShared ? 1 : schemas.count).compactMap { index, schema in
            schema.map {
                ($0, isShared ? "spec.validation.openAPIV3Schema" : "spec.versions[\(index)].schema.openAPIV3Schema")
            }
        }
    }

    private static func changeFaults(from live: Value, to object: Value) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for path in [["scope"], ["names", "kind"], ["group"], ["names", "plural"]] {
            func value(_ object: Value) -> Value? { path.reduce(object["spec"]) { $0?[$1] } }
            guard value(live) != value(object) else { continue }
            causes.append(
                .invalid(
                    "spec.\(path.joined(separator: "."))", JSON.string(value(object) ?? ""), "field is immutable"))
        }
        let names = Set((object[path: "spec", "versions"]?.array ?? []).compactMap { $0["name"]?.string })
        for (index, stored) in (live[path: "status", "storedVersions"]?.array ?? []).enumerated() {
            guard let stored = stored.string, !names.contains(stored) else { continue }
            causes.append(
                .invalid(
                    "status.storedVersions[\(index)]", "\"\(stored)\"",
                    "missing from spec.versions; \(stored) was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in \(stored) and removes \(stored) from status.storedVersions"
                ))
        }
        return causes
    }
}
