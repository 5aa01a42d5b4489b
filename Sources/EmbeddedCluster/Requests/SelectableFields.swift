import Manifests

/// The fields by which objects of a kind can be selected (`AddFieldLabelConversionFunc` of each API group).
enum SelectableFields {
    private static let own = ["metadata.name", "metadata.namespace"]

    private static let more: [GroupResource: [String]] = [
        GroupResource(group: "", plural: "pods"): [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
        ],
        GroupResource(group: "", plural: "nodes"): ["spec.unschedulable"],
        GroupResource(group: "", plural: "namespaces"): ["status.phase"],
        GroupResource(group: "", plural: "secrets"): ["type"],
        GroupResource(group: "", plural: "services"): ["spec.clusterIP", "spec.type"],
        GroupResource(group: "", plural: "replicationcontrollers"): ["status.replicas"],
        GroupResource(group: "", plural: "events"): ["reason", "reportingComponent", "source", "type"]
            + reference("involvedObject"),
        GroupResource(group: "events.k8s.io", plural: "events"): ["reason", "reportingController", "type"]
            + reference("regarding"),
        GroupResource(group: "apps", plural: "replicasets"): ["status.replicas"],
        GroupResource(group: "batch", plural: "jobs"): ["status.successful"],
    ]

    private static func reference(_ field: String) -> [String] {
        ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map { "\(field).\($0)" }
    }

    /// - Throws: 400 for a field by which the kind cannot be selected.
    static func check(_ selector: Selector, of kind: ServedKind) throws(APIError) {
        guard !selector.fieldPaths.isEmpty else { return }
        let more = more[kind.resource]
        for path in selector.fieldPaths where !own.contains(path) && !(more ?? kind.selectableFields).contains(path) {
            throw .badRequest(
                more != nil || kind.isCustom
                    ? "field label not supported: \(path)"
                    : "\"\(path)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
        }
    }
}
