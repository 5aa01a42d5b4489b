import Manifests

/// What clients are told of a kind that is not to be used any more, with every answer (RFC 7234, warn-code 299).
enum Deprecation {
    private static let builtIn = [
        GroupVersionKind.endpoints: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        GroupVersionKind(apiVersion: "v1", kind: "ComponentStatus"): "v1 ComponentStatus is deprecated in v1.19+",
    ]

    static func warning(of kind: ServedKind, definition: Value?) -> String? {
        guard let definition else { return kind.isCustom ? nil : builtIn[kind.kind] }
        let versions = definition[path: "spec", "versions"]?.array ?? []
        guard let version = versions.first(where: { $0["name"]?.string == kind.kind.version }),
            version["deprecated"]?.bool ?? false
        else { return nil }
        if let words = version["deprecationWarning"]?.string { return words }
        let better = versions.filter { ($0["served"]?.bool ?? false) && !($0["deprecated"]?.bool ?? false) }
            .compactMap { $0["name"]?.string }.max { VersionPriority($0) < VersionPriority($1) }
        let (group, name) = (kind.kind.group, kind.kind.kind)
        let hint = better.map { "; use \(group)/\($0) \(name)" } ?? ""
        return "\(group)/\(kind.kind.version) \(name) is deprecated\(hint)"
    }
}
