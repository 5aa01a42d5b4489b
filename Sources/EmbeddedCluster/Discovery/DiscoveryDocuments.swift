import Manifests

/// What the server tells of itself: groups, versions and resources, plain and aggregated.
struct DiscoveryDocuments: Sendable {
    static let aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    let registry: KindRegistry

    static let version: Value = [
        "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "35", "gitVersion": "v1.36.0-lockstep", "gitCommit": "", "gitTreeState": "clean",
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
            [Self.resource(kind)] + Subresource.all(of: kind).map { Self.subresource($0, of: kind) }
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
            "kind": .string(kind.kind.kind), "verbs": .array(kind.verbs.map(Value.string)),
        ]
        addNames(of: kind, to: &resource)
        resource["storageVersionHash"] = kind.storageVersionHash.map(Value.string)
        return .object(resource)
    }

    private static func addNames(of kind: ServedKind, to resource: inout Object) {
        if !kind.shortNames.isEmpty { resource["shortNames"] = .array(kind.shortNames.map(Value.string)) }
        if !kind.categories.isEmpty { resource["categories"] = .array(kind.categories.map(Value.string)) }
    }

    private static func subresource(_ part: Subresource, of kind: ServedKind) -> Value {
        var resource: Object = [
            "name": .string("\(kind.plural)/\(part.name)"), "singularName": "",
            "namespaced": .bool(kind.isNamespaced), "kind": .string(part.kind.kind),
            "verbs": .array(part.verbs.map(Value.string)),
        ]
        if part.kind.group != kind.kind.group || part.kind.version != kind.kind.version {
            resource["group"] = .string(part.kind.group)
            resource["version"] = .string(part.kind.version)
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
            "scope": kind.isNamespaced ? "Namespaced" : "Cluster", "verbs": .array(kind.verbs.map(Value.string)),
            "responseKind": responseKind(kind.kind, of: kind),
        ]
        addNames(of: kind, to: &resource)
        let parts = Subresource.all(of: kind)
        if !parts.isEmpty {
            resource["subresources"] = .array(
                parts.map { part -> Value in
                    [
                        "subresource": .string(part.name), "responseKind": responseKind(part.kind, of: kind),
                        "verbs": .array(part.verbs.map(Value.string)),
                    ]
                })
        }
        return .object(resource)
    }

    /// Built-in kinds leave out what their group and version say already; definitions do not.
    private static func responseKind(_ kind: GroupVersionKind, of served: ServedKind) -> Value {
        let isOwn = !served.isCustom && kind.group == served.kind.group && kind.version == served.kind.version
        return [
            "group": .string(isOwn ? "" : kind.group), "version": .string(isOwn ? "" : kind.version),
            "kind": .string(kind.kind),
        ]
    }
}
