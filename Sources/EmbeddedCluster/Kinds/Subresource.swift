import Manifests

/// A part of an object, or something to be done with it, under a path of its own: `deployments/scale`.
struct Subresource: Sendable, Hashable {
    var name: String
    /// What it is read and written as.
    var kind: GroupVersionKind
    var verbs: [String]

    /// The subresources of a kind, by name.
    static func all(of kind: ServedKind) -> [Subresource] {
        kind.subresources.sorted().map { named($0, of: kind) }
    }

    private static func named(_ name: String, of kind: ServedKind) -> Subresource {
        switch name {
        case "scale":
            changed(name, as: Scale.kind)
        case "finalize": Subresource(name: name, kind: kind.kind, verbs: ["update"])
        case "attach", "exec", "portforward":
            Subresource(name: name, kind: core("Pod\(streams[name] ?? "")Options"), verbs: ["create", "get"])
        case "proxy":
            Subresource(
                name: name, kind: core("\(kind.kind.kind)ProxyOptions"),
                verbs: ["create", "delete", "get", "patch", "update"])
        case "log": Subresource(name: name, kind: kind.kind, verbs: ["get"])
        case "binding": Subresource(name: name, kind: core("Binding"), verbs: ["create"])
        case "eviction":
            Subresource(
                name: name, kind: GroupVersionKind(group: "policy", version: "v1", kind: "Eviction"), verbs: ["create"])
        case "token":
            Subresource(
                name: name,
                kind: GroupVersionKind(group: "authentication.k8s.io", version: "v1", kind: "TokenRequest"),
                verbs: ["create"])
        default: changed(name, as: kind.kind)
        }
    }

    private static let streams = ["attach": "Attach", "exec": "Exec", "portforward": "PortForward"]

    private static func core(_ kind: String) -> GroupVersionKind {
        GroupVersionKind(group: "", version: "v1", kind: kind)
    }

    private static func changed(_ name: String, as kind: GroupVersionKind) -> Subresource {
        Subresource(name: name, kind: kind, verbs: ["get", "patch", "update"])
    }
}
