import Manifests

/// The `scale` subresource (autoscaling/v1) of a workload.
enum Scale {
    static let kind = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")

    /// - Throws: 500 for a custom resource without the field that its definition names.
    static func of(_ object: Value, kind: ServedKind) throws(APIError) -> Value {
        let metadata = Object(
            object.metadata.filter {
                ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"].contains($0.key)
            })
        let paths = kind.scale
        let found = object.value(at: paths?.specReplicas ?? ["spec", "replicas"])
        guard let replicas = paths == nil ? found ?? 1 : found else {
            let path = (paths?.specReplicas ?? []).map { ".\($0)" }.joined()
            throw .internalError("the spec replicas field \"\(path)\" does not exist")
        }
        var status: Object = [
            "replicas": object.value(at: paths?.statusReplicas ?? ["status", "replicas"]) ?? 0
        ]
        status["selector"] = paths == nil ? selector(of: object) : paths?.selector.flatMap(object.value(at:))
        return [
            "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": .object(metadata),
            "spec": ["replicas": replicas], "status": .object(status),
        ]
    }

    private static func selector(of object: Value) -> Value? {
        object[path: "spec", "selector", "matchLabels"]?.object.map { labels in
            .string(labels.map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ","))
        }
    }

    /// The workload with the replicas that a Scale asks for.
    static func setting(_ replicas: Value, on object: Value, kind: ServedKind) -> Value {
        object.setting(replicas, at: (kind.scale?.specReplicas ?? ["spec", "replicas"])[...])
    }
}

extension Value {
    fileprivate func value(at path: [String]) -> Value? { path.reduce(Optional(self)) { $0?[$1] } }

    /// With the value at the path, where all fields above it are objects.
    fileprivate func setting(_ value: Value, at path: ArraySlice<String>) -> Value {
        guard let first = path.first else { return value }
        guard var members = object else { return self }
        members[first] = (members[first] ?? [:]).setting(value, at: path.dropFirst())
        return .object(members)
    }
}
