import Manifests

/// What the server refuses of an object that is otherwise well-formed.
enum Validation {
    /// - Parameter live: nil for a new object.
    static func check(_ object: Value, live: Value?, kind: ServedKind) throws(APIError) {
        let name = object.metadata["name"]?.string ?? ""
        var causes = nameFaults(name, generateName: object.metadata["generateName"]?.string, kind: kind)
        causes += metadataFaults(of: object, live: live, kind: kind)
        causes += SizeLimits.faults(of: object, kind: kind)
        switch (kind.kind.group, kind.kind.kind) {
        case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"):
            causes += WorkloadValidation.faults(of: object, live: live)
        case ("", "ReplicationController"): causes += WorkloadValidation.replicationFaults(of: object)
        case ("", "Pod"):
            causes += PodValidation.faults(of: object["spec"], at: "spec")
            if live == nil { causes += PodValidation.placeFaults(of: object) }
        case ("", "PersistentVolumeClaim"): causes += VolumeClaimValidation.faults(of: object)
        case ("batch", "Job"): causes += JobValidation.faults(of: object)
        case ("batch", "CronJob"): causes += JobValidation.cronFaults(of: object, live: live)
        case ("autoscaling", "HorizontalPodAutoscaler"): causes += WorkloadValidation.autoscalerFaults(object)
        case ("", "Service"): causes += ServiceValidation.faults(of: object)
        case ("", "ConfigMap"): causes += keyFaults(object)
        case ("", "Secret"): causes += keyFaults(object) + SecretValidation.faults(of: object)
        case ("", "Endpoints"), ("discovery.k8s.io", "EndpointSlice"):
            causes += EndpointValidation.faults(of: object, kind: kind.kind.kind)
        case ("policy", "PodDisruptionBudget"): causes += DisruptionBudgetValidation.faults(of: object)
        case ("rbac.authorization.k8s.io", let kind): causes += AccessValidation.faults(of: object, kind: kind)
        case ("networking.k8s.io", "NetworkPolicy"): causes += NetworkPolicyValidation.faults(of: object)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            causes += DefinitionValidation.faults(of: object, live: live)
        case ("networking.k8s.io", "Ingress"): causes += IngressValidation.faults(of: object)
        case ("", "Event"): causes += eventFaults(object, subject: "involvedObject")
        case ("events.k8s.io", "Event"): causes += eventFaults(object, subject: "regarding")
        default:
            causes += structureFaults(object, live: live, kind: kind)
            causes += RuleValidation.causes(of: object, live: live, kind, beside: causes)
        }
        if !kind.isCustom {
            causes += ConfigurationValidation.faults(of: object, group: kind.kind.group, kind: kind.kind.kind)
            let known = Set(causes.map(\.field))
            causes += EnumValidation.faults(of: object, kind: kind.kind).filter { !known.contains($0.field) }
        }
        if let live { causes += Immutability.faults(of: object, live: live, kind: kind) }
        // Events of both groups are one kind to the server's validation.
        let group = kind.kind.kind == "Event" ? "" : kind.kind.group
        if !causes.isEmpty { throw .invalid(kind: kind.kind.kind, group: group, name: name, causes) }
    }

    private static func metadataFaults(of object: Value, live: Value?, kind: ServedKind) -> [APIError.Cause] {
        labelFaults(object.metadata) + MetadataValidation.faults(of: object, live: live, kind: kind)
    }

    private static func labelFaults(_ metadata: Object) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for label in metadata["labels"]?.object ?? [:] {
            if let fault = LabelText.fault(ofKey: label.key) {
                causes.append(.invalid("metadata.labels", "\"\(label.key)\"", fault))
            }
            if let fault = LabelText.fault(ofValue: label.value.string ?? "") {
                causes.append(.invalid("metadata.labels", "\"\(label.value.string ?? "")\"", fault))
            }
        }
        for annotation in metadata["annotations"]?.object ?? [:] {
            if let fault = LabelText.fault(ofKey: annotation.key.lowercased()) {
                causes.append(.invalid("metadata.annotations", "\"\(annotation.key)\"", fault))
            }
        }
        return causes
    }

    /// Checks what a write of a subresource, as the status is, may change: of a custom resource what its schema and
    /// its rules say, of any other the metadata.
    static func checkPart(_ object: Value, live: Value?, kind: ServedKind) throws(APIError) {
        var causes = kind.isCustom ? [] : metadataFaults(of: object, live: live, kind: kind)
        causes += structureFaults(object, live: live, kind: kind)
        causes += RuleValidation.causes(of: object, live: live, kind, beside: causes)
        if !causes.isEmpty {
            throw .invalid(kind: kind.kind.kind, group: kind.kind.group, name: object.objectName, causes)
        }
    }

    private static func structureFaults(_ object: Value, live: Value?, kind: ServedKind) -> [APIError.Cause] {
        guard let structure = kind.structure, let members = object.object else { return [] }
        return SchemaValidation.causes(of: members, live: live?.object, structure)
    }

    /// An event stands in the namespace of what it is about.
    private static func eventFaults(_ event: Value, subject: String) -> [APIError.Cause] {
        let named = event[path: subject, "namespace"]?.string ?? ""
        let own = event.metadata["namespace"]?.string ?? ""
        let isRight = named.isEmpty ? own == "default" : named == own
        return isRight
            ? [] : [.invalid("involvedObject.namespace", JSON.string(.string(named)), "does not match event.namespace")]
    }

    private static func nameFaults(_ name: String, generateName: String?, kind: ServedKind) -> [APIError.Cause] {
        if name.isEmpty { return [.required("metadata.name", "name or generateName is required")] }
        if ["rbac.authorization.k8s.io", "certificates.k8s.io"].contains(kind.kind.group) {
            return segmentFaults(name).map { .invalid("metadata.name", JSON.string(.string(name)), $0) }
        }
        let isLabel = ["Namespace", "Service"].contains(kind.kind.kind) && kind.kind.group.isEmpty
        let pattern = isLabel ? NamePattern.label : NamePattern.subdomain
        return pattern.faults(of: name).map { .invalid("metadata.name", "\"\(name)\"", $0) }
    }

    /// What cannot be a segment of a path (`IsValidPathSegmentName`).
    private static func segmentFaults(_ name: String) -> [String] {
        if [".", ".."].contains(name) { return ["may not be '\(name)'"] }
        return ["/", "%"].filter(name.contains).map { "may not contain '\($0)'" }
    }

    private static func keyFaults(_ object: Value) -> [APIError.Cause] {
        ["binaryData", "data"].flatMap { field in
            (object[field]?.object ?? [:]).keys.filter { !ConfigurationKey.isValid($0) }.map { key in
                .invalid("\(field)[\(key)]", "\"\(key)\"", ConfigurationKey.explanation)
            }
        }
    }
}
