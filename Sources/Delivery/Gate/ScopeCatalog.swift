package import Manifests

/// Which kinds there are, and whether their objects live in namespaces.
package struct ScopeCatalog: Sendable {
    package enum Scope: Sendable, Hashable {
        case namespaced, cluster
    }

    private var scopes: [GroupVersionKind: Scope]
    /// API groups that the cluster has but could not describe: their kinds are unknown, not absent.
    private var unavailableGroups: Set<String>

    package init(
        _ scopes: [GroupVersionKind: Scope], unavailableGroups: Set<String> = [], describesEverything: Bool = true
    ) {
        self.describesEverything = describesEverything
        self.scopes = scopes
        self.unavailableGroups = unavailableGroups
    }

    /// Whether these are the kinds of a cluster that was asked, and not those that manifests name.
    let describesEverything: Bool

    package var kinds: Set<GroupVersionKind> { Set(scopes.keys) }

    func isNamespaced(_ kind: GroupVersionKind) -> Bool { scopes[kind] == .namespaced }

    package func contains(_ kind: GroupVersionKind) -> Bool { scopes[kind] != nil }

    /// The catalogue with the kinds that the CustomResourceDefinitions among the resources will bring.
    func adding(definitionsIn resources: [Resource]) -> ScopeCatalog {
        var catalog = self
        for resource in resources where resource.kind.groupKind == .customResourceDefinition {
            guard let spec = resource.object["spec"], let defined = GroupKind(definedBy: resource.object) else {
                continue
            }
            for version in spec["versions"]?.array ?? [] {
                guard let name = version["name"]?.string else { continue }
                catalog.scopes[defined.version(name)] = spec["scope"]?.string == "Cluster" ? .cluster : .namespaced
            }
        }
        return catalog
    }

    func identity(of resource: Resource, in defaultNamespace: String) -> Result<ResourceIdentity, Diagnostic> {
        guard let scope = scopes[resource.kind] else { return .failure(unknownKind(resource)) }
        let namespace = scope == .namespaced ? resource.namespace ?? defaultNamespace : nil
        if scope == .cluster, let namespace = resource.namespace {
            return .failure(
                .error(
                    "expected no namespace, found '\(namespace)': '\(resource.kind.kind)' lives in none",
                    at: resource.location(of: [.key("metadata"), .key("namespace")]),
                    hint: "remove 'metadata.namespace'"))
        }
        return .success(ResourceIdentity(groupKind: resource.kind.groupKind, namespace: namespace, name: resource.name))
    }

    private func unknownKind(_ resource: Resource) -> Diagnostic {
        let kind = resource.kind
        let place = resource.location(of: [.key("kind")])
        if unavailableGroups.contains(kind.group) {
            return .error("expected the cluster to describe API group '\(kind.group)', found it unavailable", at: place)
        }
        let versions = scopes.keys.filter { $0.groupKind == kind.groupKind }.map(\.apiVersion).sorted()
        if !versions.isEmpty {
            return .error(
                "expected a version of '\(kind.groupKind)' that the cluster serves, found '\(kind.apiVersion)'",
                at: resource.location(of: [.key("apiVersion")]), hint: "it serves \(versions.joined(separator: ", "))")
        }
        let nearest = NearestName.suggest(kind.kind, among: Array(Set(scopes.keys.map(\.kind))).sorted())
        return .error(
            "expected a kind that the cluster knows, found '\(kind.kind)' of '\(kind.apiVersion)'", at: place,
            hint: nearest.map { "did you mean '\($0)'?" }
                ?? "install its CustomResourceDefinition, or add it to the environment")
    }
}
