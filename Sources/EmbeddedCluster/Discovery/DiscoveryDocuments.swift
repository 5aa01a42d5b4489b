import Manifests

/// What the server tells of itself: groups, versions and resources, plain and aggregated, and a short OpenAPI.
struct DiscoveryDocuments: Sendable {
    static let aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    private static let verbs: [Value] = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]
    private static let subresourceVerbs: [Value] = ["get", "patch", "update"]

    let registry: KindRegistry

    static let version: Value = [
        "major": "1", "minor": "36", "gitVersion": "v1.36.0-lockstep", "gitCommit": "", "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "swift", "platform": "linux/amd64",
    ]

    var coreVersions: Value { ["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []] }

    var groups: Value {
        let groups = registry.groupVersions.filter { !$0.group.isEmpty }.map(Self.group)
        return ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups)]
    }

    /// - Returns: nil for a group that there is not.
    func group(_ name: String) -> Value? {
        guard let group = registry.groupVersions.first(where: { $0.group == name }),
            var value = Self.group(group).object
        else { return nil }
        value["kind"] = "APIGroup"
        value["apiVersion"] = "v1"
        return .object(value)
    }

    private static func group(_ group: (group: String, versions: [String])) -> Value {
        let versions = group.versions.map { version -> Value in
            ["groupVersion": .string("\(group.group)/\(version)"), "version": .string(version)]
        }
        return [
            "name": .string(group.group), "versions": .array(versions), "preferredVersion": versions.first ?? .null,
        ]
    }

    /// The resources of a group and version; nil where there are none.
    func resources(group: String, version: String) -> Value? {
        let kinds = kinds(group, version)
        guard !kinds.isEmpty else { return nil }
        let list = kinds.flatMap { kind in
            [Self.resource(kind)] + kind.subresources.sorted().map { Self.subresource($0, of: kind) }
        }
        var resources: Object = [
            "kind": "APIResourceList", "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
            "resources": .array(list),
        ]
        if !group.isEmpty { resources["apiVersion"] = "v1" }
        return .object(resources)
    }

    private func kinds(_ group: String, _ version: String) -> [ServedKind] {
        registry.kinds.filter { $0.kind.group == group && $0.kind.version == version }.sorted { $0.plural < $1.plural }
    }

    private static func resource(_ kind: ServedKind) -> Value {
        var resource: Object = [
            "name": .string(kind.plural), "singularName": .string(kind.singular),
            "namespaced": .bool(kind.isNamespaced),
            "kind": .string(kind.kind.kind), "verbs": .array(verbs),
        ]
        addNames(of: kind, to: &resource)
        return .object(resource)
    }

    private static func addNames(of kind: ServedKind, to resource: inout Object) {
        if !kind.shortNames.isEmpty { resource["shortNames"] = .array(kind.shortNames.map(Value.string)) }
        if !kind.categories.isEmpty { resource["categories"] = .array(kind.categories.map(Value.string)) }
    }

    private static func subresource(_ name: String, of kind: ServedKind) -> Value {
        var resource: Object = [
            "name": .string("\(kind.plural)/\(name)"), "singularName": "", "namespaced": .bool(kind.isNamespaced),
            "kind": .string(name == "scale" ? "Scale" : kind.kind.kind), "verbs": .array(subresourceVerbs),
        ]
        if name == "scale" {
            resource["group"] = "autoscaling"
            resource["version"] = "v1"
        }
        return .object(resource)
    }

    // MARK: Aggregated (KEP-3352)

    /// - Parameter core: the group without a name alone, or all the others.
    func aggregated(core: Bool) -> Value {
        let groups = registry.groupVersions.filter { $0.group.isEmpty == core }
        let items = groups.map { group -> Value in
            [
                "metadata": group.group.isEmpty ? [:] : ["name": .string(group.group)],
                "versions": .array(
                    group.versions.map { version -> Value in
                        [
                            "version": .string(version), "freshness": "Current",
                            "resources": .array(kinds(group.group, version).map(Self.aggregatedResource)),
                        ]
                    }),
            ]
        }
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
            "items": .array(items),
        ]
    }

    private static func aggregatedResource(_ kind: ServedKind) -> Value {
        var resource: Object = [
            "resource": .string(kind.plural), "singularResource": .string(kind.singular),
            "scope": kind.isNamespaced ? "Namespaced" : "Cluster", "verbs": .array(verbs),
            "responseKind": responseKind(kind.kind),
        ]
        addNames(of: kind, to: &resource)
        if !kind.subresources.isEmpty {
            resource["subresources"] = .array(
                kind.subresources.sorted().map { name -> Value in
                    let shown =
                        name == "scale"
                        ? GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale") : kind.kind
                    return [
                        "subresource": .string(name), "responseKind": responseKind(shown),
                        "verbs": .array(subresourceVerbs),
                    ]
                })
        }
        return .object(resource)
    }

    private static func responseKind(_ kind: GroupVersionKind) -> Value {
        ["group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind)]
    }
}

// MARK: - OpenAPI v3

extension DiscoveryDocuments {
    var openAPIIndex: Value {
        var paths = Object()
        for (group, versions) in registry.groupVersions {
            for version in versions {
                let path = group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
                let hash = registry.kinds.count { $0.kind.group == group && $0.kind.version == version }
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash)")]
            }
        }
        return ["paths": .object(paths)]
    }

    /// The operations of a group and version, enough for `kubectl` to see that fields are validated by the server. The
    /// schemas of definitions are as their authors wrote them.
    func openAPI(group: String, version: String) -> Value? {
        let kinds = kinds(group, version)
        guard !kinds.isEmpty else { return nil }
        var paths = Object()
        var schemas = Object()
        let root = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        for kind in kinds {
            let path = root + (kind.isNamespaced ? "/namespaces/{namespace}" : "") + "/\(kind.plural)/{name}"
            let identity: Value = [
                "group": .string(group), "version": .string(version), "kind": .string(kind.kind.kind),
            ]
            let parameters = ["dryRun", "fieldManager", "fieldValidation", "force"].map { name -> Value in
                ["name": .string(name), "in": "query", "schema": ["type": "string", "uniqueItems": true]]
            }
            paths[path] = [
                "patch": [
                    "x-kubernetes-action": "patch", "x-kubernetes-group-version-kind": identity,
                    "parameters": .array(parameters),
                    "responses": ["200": ["description": "OK"]],
                ]
            ]
            let name =
                (group.isEmpty ? "io.k8s.api.core" : group.split(separator: ".").reversed().joined(separator: "."))
                + ".\(version).\(kind.kind.kind)"
            var schema =
                definedSchema(kind)?.object ?? ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
            schema["x-kubernetes-group-version-kind"] = [identity]
            schemas[name] = .object(schema)
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1.36.0-lockstep"], "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }

    private func definedSchema(_ kind: ServedKind) -> Value? {
        let versions = registry.definitions[kind.resource]?[path: "spec", "versions"]?.array ?? []
        return versions.first { $0["name"]?.string == kind.kind.version }?[path: "schema", "openAPIV3Schema"]
    }
}
