import Manifests

/// The `scale` subresource (autoscaling/v1) of a workload.
enum Scale {
    static func of(_ object: Value, kind: ServedKind) -> Value {
        let metadata = Object(
            object.metadata.filter {
                ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"].contains($0.key)
            })
        var status: Object = ["replicas": object[path: "status", "replicas"] ?? 0]
        if let labels = object[path: "spec", "selector", "matchLabels"]?.object {
            status["selector"] = .string(labels.map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ","))
        }
        return [
            "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": .object(metadata),
            "spec": ["replicas": object[path: "spec", "replicas"] ?? 1], "status": .object(status),
        ]
    }

    /// The workload with the replicas that a Scale asks for.
    static func setting(_ scale: Value, on object: Value) -> Value {
        var object = object
        guard var spec = object["spec"]?.object else { return object }
        spec["replicas"] = scale[path: "spec", "replicas"] ?? spec["replicas"]
        object[field: "spec"] = .object(spec)
        return object
    }
}
