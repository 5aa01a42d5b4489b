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

    /// What the server's types print of fields that are not set.
    private static let zeros = [
        "spec.hostNetwork": "false", "spec.unschedulable": "false", "status.replicas": "0", "status.successful": "0",
    ]

    /// The selectors of a request for many objects.
    ///
    /// - Throws: 400 for what is no selector, or for a field by which the kind cannot be selected.
    static func selector(_ request: APIRequest) throws(APIError) -> Selector {
        let selector = try Selector(
            labels: request.query["labelSelector"] ?? "", fields: request.query["fieldSelector"] ?? "")
        try check(selector, of: request.kind)
        return request.kind.isCustom ? selector : selector.reading(absent: zeros)
    }

    private static func check(_ selector: Selector, of kind: ServedKind) throws(APIError) {
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
