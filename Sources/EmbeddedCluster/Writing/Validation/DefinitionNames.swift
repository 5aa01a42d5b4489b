import Manifests

/// What the server refuses of the names in a CustomResourceDefinition: its group, its kind, its versions
/// (`ValidateCustomResourceDefinitionSpec` of k8s.io/apiextensions-apiserver).
enum DefinitionNames {
    static func faults(of spec: Value?) -> [APIError.Cause] {
        let names = spec?["names"]
        return groupFaults(spec?["group"]?.string ?? "") + versionFaults(spec?["versions"]?.array ?? [])
            + ["plural", "singular", "kind", "listKind"].filter { names?[$0]?.string ?? "" == "" }.map {
                .required("spec.names.\($0)")
            } + nameFaults(names)
    }

    private static func groupFaults(_ group: String) -> [APIError.Cause] {
        let field = "spec.group"
        if group.isEmpty { return [.required(field)] }
        let subdomain = NamePattern.subdomain
        if !subdomain.matches(group) { return [.invalid(field, "\"\(group)\"", subdomain.explanation)] }
        return group.contains(".")
            ? [] : [.invalid(field, "\"\(group)\"", "should be a domain with at least one dot")]
    }

    private static func versionFaults(_ versions: [Value]) -> [APIError.Cause] {
        let names = versions.map { $0["name"]?.string ?? "" }
        var causes = names.enumerated().compactMap { index, name in
            labelFault(name, at: "spec.versions[\(index)].name")
        }
        for (index, version) in versions.enumerated() {
            guard let warning = version["deprecationWarning"], version["deprecated"]?.bool != true else { continue }
            causes.append(
                .invalid(
                    "spec.versions[\(index)].deprecationWarning", JSON.string(warning),
                    "can only be set for deprecated versions"))
        }
        let shown = JSON.string(.array(names.map(Value.string)))
        if Set(names).count != names.count {
            causes.append(.invalid("spec.versions", shown, "must contain unique version names"))
        }
        if versions.count(where: { $0["storage"]?.bool ?? false }) != 1 {
            causes.append(.invalid("spec.versions", shown, "must have exactly one version marked as storage version"))
        }
        return causes
    }

    private static func nameFaults(_ names: Value?) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for name in ["plural", "singular"] {
            guard let text = names?[name]?.string, !text.isEmpty else { continue }
            causes += labelFault(text, at: "spec.names.\(name)").map { [$0] } ?? []
        }
        for name in ["kind", "listKind"] {
            guard let text = names?[name]?.string, !text.isEmpty, !NamePattern.label1035.matches(text.lowercased())
            else { continue }
            causes.append(
                .invalid(
                    "spec.names.\(name)", "\"\(text)\"",
                    "may have mixed case, but should otherwise match: \(NamePattern.label1035.explanation)"))
        }
        for list in ["shortNames", "categories"] {
            for (index, name) in (names?[list]?.array ?? []).enumerated() {
                causes += labelFault(name.string ?? "", at: "spec.names.\(list)[\(index)]").map { [$0] } ?? []
            }
        }
        if let kind = names?["kind"]?.string, !kind.isEmpty, kind == names?["listKind"]?.string {
            causes.append(.invalid("spec.names.listKind", "\"\(kind)\"", "kind and listKind may not be the same"))
        }
        return causes
    }

    private static func labelFault(_ text: String, at field: String) -> APIError.Cause? {
        NamePattern.label1035.matches(text)
            ? nil : .invalid(field, "\"\(text)\"", NamePattern.label1035.explanation)
    }
}
