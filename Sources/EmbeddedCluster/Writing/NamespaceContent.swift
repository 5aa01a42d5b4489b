import Manifests

/// What is left in a namespace that is being deleted, as the conditions of its status tell it
/// (`pkg/controller/namespace/deletion` of k8s.io/kubernetes).
struct NamespaceContent {
    /// How many objects there are of each kind: `pods.`, `deployments.apps`.
    private var resources: [String: Int] = [:]
    /// How many objects each finalizer holds.
    private var finalizers: [String: Int] = [:]

    mutating func add(_ object: Value, _ resource: GroupResource) {
        resources["\(resource.plural).\(resource.group)", default: 0] += 1
        for finalizer in object.finalizers { finalizers[finalizer, default: 0] += 1 }
    }

    var conditions: [Condition] {
        [
            Condition(
                "NamespaceDeletionDiscoveryFailure", .no, reason: "ResourcesDiscovered",
                message: "All resources successfully discovered"),
            Condition(
                "NamespaceDeletionGroupVersionParsingFailure", .no, reason: "ParsedGroupVersions",
                message: "All legacy kube types successfully parsed"),
            Condition(
                "NamespaceDeletionContentFailure", .no, reason: "ContentDeleted",
                message: "All content successfully deleted, may be waiting on finalization"),
            resources.isEmpty
                ? Condition(
                    "NamespaceContentRemaining", .no, reason: "ContentRemoved",
                    message: "All content successfully removed")
                : Condition(
                    "NamespaceContentRemaining", reason: "SomeResourcesRemain",
                    message: "Some resources are remaining: \(Self.list(resources, "has"))"),
            finalizers.isEmpty
                ? Condition(
                    "NamespaceFinalizersRemaining", .no, reason: "ContentHasNoFinalizers",
                    message: "All content-preserving finalizers finished")
                : Condition(
                    "NamespaceFinalizersRemaining", reason: "SomeFinalizersRemain",
                    message: "Some content in the namespace has finalizers remaining: \(Self.list(finalizers, "in"))"),
        ]
    }

    private static func list(_ counts: [String: Int], _ verb: String) -> String {
        counts.map { "\($0.key) \(verb) \($0.value) resource instances" }.sorted().joined(separator: ", ")
    }
}
