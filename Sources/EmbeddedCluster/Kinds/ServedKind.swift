import Manifests
import Trust

/// A kind that the server serves, in one version.
struct ServedKind: Sendable, Hashable {
    var kind: GroupVersionKind
    /// The name in paths: `deployments`.
    var plural: String
    var singular: String
    var shortNames: [String] = []
    var categories: [String] = []
    var isNamespaced = true
    /// `status`, `scale`, `log`; see ``Subresource``.
    var subresources: Set<String> = []
    /// Whether `metadata.generation` counts the changes of what is asked for.
    var hasGeneration = false
    /// Defined by a CustomResourceDefinition.
    var isCustom = false
    /// A question or a command, answered and never kept: `selfsubjectaccessreviews`, `bindings`.
    var isReview = false
    /// Made by the server alone: `componentstatuses`.
    var isReadOnly = false
    /// How objects are stored where the kind has several versions, or schemas that may change; nil for as they are.
    var storage: KindStorage?
    /// Fields of a custom resource, beside its name and namespace, by which lists can be selected: `spec.color`.
    var selectableFields: [String] = []
    /// Where the `scale` subresource of a custom resource reads and writes; nil for a built-in kind.
    var scale: ScalePaths?
    /// What a custom resource may hold; nil for a built-in kind.
    var structure: StructuralSchema?
    /// Of the schema that its definition gives; 0 for a built-in kind.
    var schemaHash: UInt64 = 0
    /// Whether its definition is being deleted, and takes nothing new.
    var isTerminating = false

    var verbs: [String] {
        if isTerminating { return ["delete", "deletecollection", "get", "list", "watch"] }
        if isReview { return ["create"] }
        if isReadOnly { return ["get", "list"] }
        let all = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
        if resource == .namespaces { return all.filter { $0 != "deletecollection" } }
        // The order in which the API server writes them for custom resources.
        return isCustom ? ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"] : all
    }

    /// Of a group all kinds where none is named.
    private static let versioned: [String: Set<String>] = [
        "admissionregistration.k8s.io": [], "apiextensions.k8s.io": [], "apiregistration.k8s.io": [],
        "coordination.k8s.io": ["leases"], "node.k8s.io": [], "policy": ["poddisruptionbudgets"],
        "storage.k8s.io": ["csidrivers", "csinodes", "csistoragecapacities", "volumeattachments"],
    ]

    /// Whether an update must say which version it replaces.
    ///
    /// Source: `AllowUnconditionalUpdate` of the kinds' strategies in Kubernetes.
    var updatesNeedVersion: Bool {
        isCustom || Self.versioned[kind.group].map { $0.isEmpty || $0.contains(plural) } ?? false
    }

    /// What tells clients that the stored version changed: eight bytes of a digest of its name, in base64.
    ///
    /// Nil for what is not stored. Source: `discovery.StorageVersionHash` of k8s.io/apiserver.
    var storageVersionHash: String? {
        guard !isReview, !isReadOnly else { return nil }
        let name = "\(kind.group)/\(storageVersion)/\(kind.kind)"
        return Base64.encode(Array(SHA256Digest(of: name.utf8).bytes.prefix(8)))
    }

    private var storageVersion: String {
        storage.map { GroupVersionKind(apiVersion: $0.apiVersion, kind: "").version } ?? kind.version
    }

    /// What objects are kept under: one for all versions of a kind.
    var resource: GroupResource { GroupResource(group: kind.group, plural: plural) }
}

/// Where a custom resource keeps what a Scale shows (`CustomResourceSubresourceScale`), each as the names of fields.
struct ScalePaths: Sendable, Hashable {
    var specReplicas: [String]
    var statusReplicas: [String]
    /// A label selector as text.
    var selector: [String]?

    /// - Parameter subresource: `spec.versions[*].subresources.scale` of a definition.
    init?(_ subresource: Value?) {
        func path(_ field: String) -> [String]? {
            subresource?[field]?.string.map { $0.split(separator: ".").map(String.init) }
        }
        guard let spec = path("specReplicasPath"), let status = path("statusReplicasPath") else { return nil }
        (specReplicas, statusReplicas, selector) = (spec, status, path("labelSelectorPath"))
    }
}

/// A kind by its name in paths: `deployments.apps`.
struct GroupResource: Sendable, Hashable, CustomStringConvertible {
    var group: String
    var plural: String

    init(group: String, plural: String) { (self.group, self.plural) = (group, plural) }

    /// - Parameter definition: a CustomResourceDefinition.
    init(definedBy definition: Value) {
        group = definition[path: "spec", "group"]?.string ?? ""
        plural = definition[path: "spec", "names", "plural"]?.string ?? ""
    }

    var description: String { group.isEmpty ? plural : "\(plural).\(group)" }

    static let namespaces = GroupResource(group: "", plural: "namespaces")
    static let services = GroupResource(group: "", plural: "services")
    static let signingRequests = GroupResource(group: "certificates.k8s.io", plural: "certificatesigningrequests")
    static let definitions = GroupResource(group: "apiextensions.k8s.io", plural: "customresourcedefinitions")
}

/// Where one object is kept.
struct ObjectKey: Sendable, Hashable, Comparable {
    var resource: GroupResource
    /// Empty for a cluster-scoped object.
    var namespace: String
    var name: String

    /// The order of lists: by namespace, then by name, as etcd orders `namespace/name`.
    static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        if left.namespace == right.namespace { return left.name < right.name }
        return left.namespace + "/" < right.namespace + "/"
    }
}
