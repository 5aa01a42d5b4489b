import Manifests

/// A kind that the server serves, in one version.
struct ServedKind: Sendable, Hashable {
    var kind: GroupVersionKind
    /// The name in paths: `deployments`.
    var plural: String
    var singular: String
    var shortNames: [String] = []
    var categories: [String] = []
    var isNamespaced = true
    /// `status`, `scale`.
    var subresources: Set<String> = []
    /// Whether `metadata.generation` counts the changes of what is asked for.
    var hasGeneration = false
    /// Defined by a CustomResourceDefinition.
    var isCustom = false

    /// What objects are kept under: one for all versions of a kind.
    var resource: GroupResource { GroupResource(group: kind.group, plural: plural) }
}

/// A kind by its name in paths: `deployments.apps`.
struct GroupResource: Sendable, Hashable, CustomStringConvertible {
    var group: String
    var plural: String

    var description: String { group.isEmpty ? plural : "\(plural).\(group)" }

    static let namespaces = GroupResource(group: "", plural: "namespaces")
    static let definitions = GroupResource(group: "apiextensions.k8s.io", plural: "customresourcedefinitions")
}

/// Where one object is kept.
struct ObjectKey: Sendable, Hashable, Comparable {
    var resource: GroupResource
    /// Empty for a cluster-scoped object.
    var namespace: String
    var name: String

    /// The order of lists: by namespace, then by name.
    static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}
