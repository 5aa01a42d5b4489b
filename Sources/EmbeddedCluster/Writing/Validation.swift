import Manifests

/// What the server refuses of an object that is otherwise well-formed.
enum Validation {
    /// - Parameter live: nil for a new object.
    static func check(_ object: Value, live: Value?, kind: ServedKind) throws(APIError) {
        let name = object.metadata["name"]?.string ?? ""
        var causes = nameFaults(name, generateName: object.metadata["generateName"]?.string, kind: kind)
        switch (kind.kind.group, kind.kind.kind) {
        case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"):
            causes += workloadFaults(object, live: live)
        case ("", "Secret"):
            for member in object["data"]?.object ?? [:] where !(member.value.string.map(Base64.isValid) ?? false) {
                throw .badRequest(
                    "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0")
            }
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): causes += definitionFaults(object, name: name)
        default: break
        }
        if !causes.isEmpty { throw .invalid(kind: kind.kind.kind, group: kind.kind.group, name: name, causes) }
    }

    private static func nameFaults(_ name: String, generateName: String?, kind: ServedKind) -> [APIError.Cause] {
        if name.isEmpty { return [.required("metadata.name", "name or generateName is required")] }
        if kind.kind.group == "rbac.authorization.k8s.io" { return [] }
        let isLabel = ["Namespace", "Service"].contains(kind.kind.kind) && kind.kind.group.isEmpty
        let pattern = isLabel ? NamePattern.label : NamePattern.subdomain
        return pattern.matches(name) ? [] : [.invalid("metadata.name", "\"\(name)\"", pattern.explanation)]
    }

    private static func workloadFaults(_ object: Value, live: Value?) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let selector = object[path: "spec", "selector"]
        if selector == nil { causes.append(.required("spec.selector")) }
        let wanted = selector?["matchLabels"]?.object ?? [:]
        let labels = object[path: "spec", "template", "metadata", "labels"]?.object ?? [:]
        if selector != nil, wanted.contains(where: { labels[$0.key] != $0.value }) {
            causes.append(
                .invalid(
                    "spec.template.metadata.labels", JSON.string(.object(labels)),
                    "`selector` does not match template `labels`"))
        }
        for (index, container) in (object[path: "spec", "template", "spec", "containers"]?.array ?? []).enumerated() {
            let path = "spec.template.spec.containers[\(index)]"
            if container["name"]?.string ?? "" == "" { causes.append(.required("\(path).name")) }
            if container["image"]?.string ?? "" == "" { causes.append(.required("\(path).image")) }
        }
        if (object[path: "spec", "template", "spec", "containers"]?.array ?? []).isEmpty {
            causes.append(.required("spec.template.spec.containers"))
        }
        if let live, live[path: "spec", "selector"] != selector {
            causes.append(.invalid("spec.selector", JSON.string(selector ?? .null), "field is immutable"))
        }
        return causes
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
