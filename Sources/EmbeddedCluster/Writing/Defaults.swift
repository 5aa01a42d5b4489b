import Manifests
import Trust

/// The values that the API server fills in where a manifest is silent.
///
/// Source: the `defaults.go` of each API group, as recorded from a 1.36 server.
enum Defaults {
    static func fill(_ object: Value, kind: ServedKind) -> Value {
        guard var root = object.object else { return object }
        if kind.isCustom { return kind.structure.map { .object($0.defaulted(root)) } ?? object }
        switch (kind.kind.group, kind.kind.kind) {
        case ("apps", let kind), ("batch", let kind): root.edit("spec") { WorkloadDefaults.fill(&$0, kind: kind) }
        case ("autoscaling", _) where kind.kind.version == "v1": root.edit("spec") { $0.fill("minReplicas", 1) }
        case ("", "Pod"):
            root.edit("spec") { spec in
                PodDefaults.fill(&spec)
                PodDefaults.fillRunning(&spec)
            }
        case ("", "Namespace"):
            let name = root["metadata"]?["name"]
            root.edit("metadata") { metadata in
                metadata.fill("labels", [:])
                metadata.edit("labels") { $0["kubernetes.io/metadata.name"] = name }
            }
        case ("", "Service"): service(&root)
        case ("", "Secret"): secret(&root)
        case ("", "PersistentVolumeClaim"): root.edit("spec") { $0.fill("volumeMode", "Filesystem") }
        case ("admissionregistration.k8s.io", let kind), ("apiregistration.k8s.io", let kind),
            ("flowcontrol.apiserver.k8s.io", let kind):
            AdmissionDefaults.fill(&root, kind: kind)
        case ("resource.k8s.io", let kind): DeviceDefaults.fill(&root, kind: kind)
        default: PolicyDefaults.fill(&root, group: kind.kind.group, kind: kind.kind.kind)
        }
        DeclaredDefaults.fill(&root, kind: kind.kind)
        return .object(root)
    }

    private static func service(_ root: inout Object) {
        root.edit("spec") { spec in
            spec.fill("type", "ClusterIP")
            spec.fill("sessionAffinity", "None")
            if spec["sessionAffinity"] == "ClientIP" {
                spec.fill("sessionAffinityConfig", ["clientIP": ["timeoutSeconds": 10800]])
            }
            let isOpen = spec["type"] == "NodePort" || spec["type"] == "LoadBalancer"
            if isOpen { spec.fill("externalTrafficPolicy", "Cluster") }
            if spec["type"] == "LoadBalancer" { spec.fill("allocateLoadBalancerNodePorts", true) }
            if spec["type"] != "ExternalName" { spec.fill("internalTrafficPolicy", "Cluster") }
            spec.editEach("ports") { port in
                port.fill("protocol", "TCP")
                if [0, ""].contains(port["targetPort"] ?? 0) { port["targetPort"] = port["port"] ?? 0 }
            }
        }
        root.fill("status", [:])
        root.edit("status") { $0.fill("loadBalancer", [:]) }
    }

    private static func secret(_ root: inout Object) {
        root.fill("type", "Opaque")
        guard let plain = root["stringData"]?.object else { return }
        var data = root["data"]?.object ?? [:]
        for member in plain {
            data[member.key] = member.value.string.map { .string(Base64.encode(Array($0.utf8))) } ?? member.value
        }
        root["data"] = .object(data)
        root["stringData"] = nil
    }
}

extension Object {
    mutating func fill(_ key: String, _ value: Value) {
        if self[key].map(\.isNull) ?? true { self[key] = value }
    }

    /// Changes a nested object, where there is one.
    mutating func edit(_ key: String, _ change: (inout Object) -> Void) {
        guard var nested = self[key]?.object else { return }
        change(&nested)
        self[key] = .object(nested)
    }

    /// Changes each object of a nested list, where there is one.
    mutating func editEach(_ key: String, _ change: (inout Object) -> Void) {
        guard let list = self[key]?.array else { return }
        self[key] = .array(
            list.map { item in
                guard var object = item.object else { return item }
                change(&object)
                return .object(object)
            })
    }
}
