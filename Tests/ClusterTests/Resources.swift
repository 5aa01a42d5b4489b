import Manifests

@testable import Cluster

extension APIResource {
    static let configMaps = APIResource(
        kind: GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), plural: "configmaps", isNamespaced: true)
    static let secrets = APIResource(
        kind: GroupVersionKind(apiVersion: "v1", kind: "Secret"), plural: "secrets", isNamespaced: true)
    static let namespaces = APIResource(
        kind: GroupVersionKind(apiVersion: "v1", kind: "Namespace"), plural: "namespaces", isNamespaced: false)
    static let deployments = APIResource(
        kind: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"), plural: "deployments", isNamespaced: true)

    /// The resource that a recorded path names.
    init(path: String, kind: GroupVersionKind) {
        let parts = path.split(separator: "/").map(String.init)
        let rest = parts.drop { $0 == "api" || $0 == "apis" }.dropFirst(kind.group.isEmpty ? 1 : 2)
        let isNamespaced = rest.first == "namespaces" && rest.count > 2
        let plural = isNamespaced ? rest.dropFirst(2).first : rest.first
        self.init(kind: kind, plural: plural ?? "", isNamespaced: isNamespaced)
    }
}

func configMap(_ name: String, version: Int, data: String = "x") -> Value {
    [
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": [
            "name": .string(name), "namespace": "models", "uid": .string("uid-\(name)"),
            "resourceVersion": .string(String(version)), "managedFields": [["manager": "someone"]],
            "labels": ["app": .string(name)],
        ],
        "data": ["value": .string(data)],
    ]
}
