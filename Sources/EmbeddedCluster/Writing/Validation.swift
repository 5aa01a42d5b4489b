import Manifests
import Trust

/// What the server refuses of an object that is otherwise well-formed.
enum Validation {
    /// - Parameter live: nil for a new object.
    static func check(_ object: Value, live: Value?, kind: ServedKind) throws(APIError) {
        let name = object.metadata["name"]?.string ?? ""
        var causes = nameFaults(name, generateName: object.metadata["generateName"]?.string, kind: kind)
        causes += labelFaults(object.metadata)
        switch (kind.kind.group, kind.kind.kind) {
        case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"):
            causes += WorkloadValidation.faults(of: object, live: live)
        case ("", "Pod"): causes += WorkloadValidation.podFaults(object["spec"], at: "spec")
        case ("batch", "Job"), ("batch", "CronJob"): causes += WorkloadValidation.jobFaults(object)
        case ("autoscaling", "HorizontalPodAutoscaler"): causes += WorkloadValidation.autoscalerFaults(object)
        case ("", "Service"): causes += serviceFaults(object)
        case ("", "ConfigMap"): causes += keyFaults(object)
        case ("", "Secret"):
            for member in object["data"]?.object ?? [:] where member.value.string.flatMap(Base64.decode) == nil {
                throw .badRequest(
                    "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0")
            }
            causes += keyFaults(object)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): causes += definitionFaults(object, name: name)
        case ("", "Event"): causes += eventFaults(object, subject: "involvedObject")
        case ("events.k8s.io", "Event"): causes += eventFaults(object, subject: "regarding")
        default: causes += structureFaults(object, live: live, kind: kind)
        }
        if let live { causes += Immutability.faults(of: object, live: live, kind: kind) }
        // Events of both groups are one kind to the server's validation.
        let group = kind.kind.kind == "Event" ? "" : kind.kind.group
        if !causes.isEmpty { throw .invalid(kind: kind.kind.kind, group: group, name: name, causes) }
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

    /// Checks a custom resource against its schema alone, as writes of its status are.
    static func checkStructure(_ object: Value, live: Value?, kind: ServedKind) throws(APIError) {
        let causes = structureFaults(object, live: live, kind: kind)
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
        if kind.kind.group == "rbac.authorization.k8s.io" { return [] }
        let isLabel = ["Namespace", "Service"].contains(kind.kind.kind) && kind.kind.group.isEmpty
        let pattern = isLabel ? NamePattern.label : NamePattern.subdomain
        return pattern.matches(name) ? [] : [.invalid("metadata.name", "\"\(name)\"", pattern.explanation)]
    }

    private static func keyFaults(_ object: Value) -> [APIError.Cause] {
        ["binaryData", "data"].flatMap { field in
            (object[field]?.object ?? [:]).keys.filter { $0.wholeMatch(of: /[-._a-zA-Z0-9]{1,253}/) == nil }.map {
                key in
                .invalid(
                    "\(field)[\(key)]", "\"\(key)\"",
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
                )
            }
        }
    }

    private static func serviceFaults(_ service: Value) -> [APIError.Cause] {
        let ports = service.spec["ports"]?.array ?? []
        if ports.isEmpty, service.spec["type"] != "ExternalName", service.spec["clusterIP"] != "None" {
            return [.required("spec.ports")]
        }
        return ports.enumerated().compactMap { index, port in
            let number = port["port"]?.integer ?? 0
            return (1...65_535).contains(number)
                ? nil
                : .invalid("spec.ports[\(index)].port", String(number), "must be between 1 and 65535, inclusive")
        }
    }

    private static func definitionFaults(_ object: Value, name: String) -> [APIError.Cause] {
        let spec = object["spec"]
        let expected = "\(spec?[path: "names", "plural"]?.string ?? "").\(spec?["group"]?.string ?? "")"
        var causes: [APIError.Cause] = []
        if name != expected {
            causes.append(.invalid("metadata.name", "\"\(name)\"", "must be spec.names.plural+\".\"+spec.group"))
        }
        let versions = spec?["versions"]?.array ?? []
        if versions.count(where: { $0["storage"]?.bool ?? false }) != 1 {
            causes.append(.invalid("spec.versions", "[]", "must have exactly one version marked as storage version"))
        }
        for (index, version) in versions.enumerated() where version[path: "schema", "openAPIV3Schema"] == nil {
            causes.append(.required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required"))
        }
        return causes
    }
}

/// The names that Kubernetes allows (RFC 1123, RFC 1035).
struct NamePattern: Sendable {
    var allowsDots: Bool
    var longest: Int
    var explanation: String

    static let subdomain = NamePattern(
        allowsDots: true, longest: 253,
        explanation:
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    )
    static let label = NamePattern(
        allowsDots: false, longest: 63,
        explanation:
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    )

    func matches(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= longest else { return false }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return (allowsDots || parts.count == 1) && parts.allSatisfy(Self.isLabel)
    }

    private static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return false }
        let isAlphanumeric = { (byte: UInt8) in (97...122).contains(byte) || (48...57).contains(byte) }
        return isAlphanumeric(first) && isAlphanumeric(last) && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 45 }
    }
}
