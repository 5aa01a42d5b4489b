import Manifests

/// What the server refuses of roles and of who has them (`pkg/apis/rbac/validation` of k8s.io/kubernetes).
enum AccessValidation {
    private static let group = "rbac.authorization.k8s.io"

    static func faults(of object: Value, kind: String) -> [APIError.Cause] {
        func each(_ list: String, _ faults: (Value, String) -> [APIError.Cause]) -> [APIError.Cause] {
            (object[list]?.array ?? []).enumerated().flatMap { faults($1, "\(list)[\($0)]") }
        }
        switch kind {
        case "Role": return each("rules") { ruleFaults($0, isNamespaced: true, at: $1) }
        case "ClusterRole":
            return each("rules") { ruleFaults($0, isNamespaced: false, at: $1) } + aggregationFaults(object)
        case "RoleBinding":
            return roleFaults(object["roleRef"], ["Role", "ClusterRole"])
                + each("subjects") { subjectFaults($0, isNamespaced: true, at: $1) }
        case "ClusterRoleBinding":
            return roleFaults(object["roleRef"], ["ClusterRole"])
                + each("subjects") { subjectFaults($0, isNamespaced: false, at: $1) }
        default: return []
        }
    }

    private static func ruleFaults(_ rule: Value, isNamespaced: Bool, at place: String) -> [APIError.Cause] {
        func isEmpty(_ field: String) -> Bool { (rule[field]?.array ?? []).isEmpty }
        var causes: [APIError.Cause] = []
        if isEmpty("verbs") { causes.append(.required("\(place).verbs", "verbs must contain at least one value")) }
        if !isEmpty("nonResourceURLs") {
            let shown = JSON.string(rule["nonResourceURLs"] ?? [])
            if isNamespaced {
                causes.append(
                    .invalid(
                        "\(place).nonResourceURLs", shown, "namespaced rules cannot apply to non-resource URLs"))
            }
            if !["apiGroups", "resources", "resourceNames"].allSatisfy(isEmpty) {
                causes.append(
                    .invalid(
                        "\(place).nonResourceURLs", shown,
                        "rules cannot apply to both regular resources and non-resource URLs"))
            }
            return causes
        }
        if isEmpty("apiGroups") {
            causes.append(.required("\(place).apiGroups", "resource rules must supply at least one api group"))
        }
        if isEmpty("resources") {
            causes.append(.required("\(place).resources", "resource rules must supply at least one resource"))
        }
        return causes
    }

    private static func aggregationFaults(_ role: Value) -> [APIError.Cause] {
        guard let rule = role["aggregationRule"] else { return [] }
        let place = "aggregationRule.clusterRoleSelectors"
        let selectors = rule["clusterRoleSelectors"]?.array ?? []
        if selectors.isEmpty {
            return [.required(place, "at least one clusterRoleSelector required if aggregationRule is non-nil")]
        }
        return selectors.enumerated().flatMap { SelectorValidation.faults(of: $1, at: "\(place)[\($0)]") }
    }

    private static func roleFaults(_ role: Value?, _ kinds: [String]) -> [APIError.Cause] {
        let (group, kind) = (role?["apiGroup"]?.string ?? "", role?["kind"]?.string ?? "")
        var causes: [APIError.Cause] = []
        if group != Self.group { causes.append(.unsupported("roleRef.apiGroup", group, [Self.group])) }
        if !kinds.contains(kind) { causes.append(.unsupported("roleRef.kind", kind, kinds)) }
        if (role?["name"]?.string ?? "").isEmpty { causes.append(.required("roleRef.name")) }
        return causes
    }

    private static func subjectFaults(_ subject: Value, isNamespaced: Bool, at place: String) -> [APIError.Cause] {
        let (name, group) = (subject["name"]?.string ?? "", subject["apiGroup"]?.string ?? "")
        let kind = subject["kind"]?.string ?? ""
        var causes: [APIError.Cause] = name.isEmpty ? [.required("\(place).name")] : []
        switch kind {
        case "ServiceAccount":
            if !name.isEmpty, !NamePattern.subdomain.matches(name) {
                causes.append(
                    .invalid("\(place).name", JSON.string(.string(name)), NamePattern.subdomain.explanation))
            }
            if !group.isEmpty { causes.append(.unsupported("\(place).apiGroup", group, [""])) }
            // In a binding of a namespace the subject may be of that namespace.
            if !isNamespaced, (subject["namespace"]?.string ?? "").isEmpty {
                causes.append(.required("\(place).namespace"))
            }
        case "User", "Group":
            if group != Self.group { causes.append(.unsupported("\(place).apiGroup", group, [Self.group])) }
        default: causes.append(.unsupported("\(place).kind", kind, ["ServiceAccount", "User", "Group"]))
        }
        return causes
    }
}
