import Manifests
import StructuredMerge

/// The values that the API server fills in where a manifest is silent, for the kinds of core workloads.
///
/// Source: the `defaults.go` of each API group, as recorded from a 1.36 server.
enum Defaults {
    static func fill(_ object: Value, kind: ServedKind) -> Value {
        guard var root = object.object, !kind.isCustom else { return object }
        switch (kind.kind.group, kind.kind.kind) {
        case ("apps", "Deployment"):
            root.edit("spec") { spec in
                spec.fill("replicas", 1)
                spec.fill("revisionHistoryLimit", 10)
                spec.fill("progressDeadlineSeconds", 600)
                spec.fill("strategy", [:])
                spec.edit("strategy") { strategy in
                    strategy.fill("type", "RollingUpdate")
                    guard strategy["type"] == "RollingUpdate" else { return }
                    strategy.fill("rollingUpdate", [:])
                    strategy.edit("rollingUpdate") {
                        $0.fill("maxSurge", "25%")
                        $0.fill("maxUnavailable", "25%")
                    }
                }
                template(&spec)
            }
        case ("apps", "ReplicaSet"):
            root.edit("spec") { spec in
                spec.fill("replicas", 1)
                template(&spec)
            }
        case ("apps", "StatefulSet"):
            root.edit("spec") { spec in
                spec.fill("replicas", 1)
                spec.fill("revisionHistoryLimit", 10)
                spec.fill("podManagementPolicy", "OrderedReady")
                spec.fill("updateStrategy", ["type": "RollingUpdate", "rollingUpdate": ["partition": 0]])
                spec.fill("persistentVolumeClaimRetentionPolicy", ["whenDeleted": "Retain", "whenScaled": "Retain"])
                template(&spec)
            }
        case ("apps", "DaemonSet"):
            root.edit("spec") { spec in
                spec.fill("revisionHistoryLimit", 10)
                spec.fill(
                    "updateStrategy", ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": 0, "maxUnavailable": 1]])
                template(&spec)
            }
        case ("batch", "Job"): root.edit("spec", jobSpec)
        case ("batch", "CronJob"):
            root.edit("spec") { spec in
                spec.fill("concurrencyPolicy", "Allow")
                spec.fill("suspend", false)
                spec.fill("successfulJobsHistoryLimit", 3)
                spec.fill("failedJobsHistoryLimit", 1)
                spec.edit("jobTemplate") { $0.edit("spec", template) }
            }
        case ("", "Pod"): root.edit("spec", PodDefaults.fill)
        case ("", "Namespace"):
            let name = root["metadata"]?["name"]
            root.edit("metadata") { metadata in
                metadata.fill("labels", [:])
                metadata.edit("labels") { $0["kubernetes.io/metadata.name"] = name }
            }
        case ("", "Service"): service(&root)
        case ("", "Secret"): secret(&root)
        case ("", "PersistentVolumeClaim"): root.edit("spec") { $0.fill("volumeMode", "Filesystem") }
        case ("networking.k8s.io", "NetworkPolicy"):
            root.edit("spec") { spec in
                spec.fill("podSelector", [:])
                spec.fill("policyTypes", spec["egress"] == nil ? ["Ingress"] : ["Ingress", "Egress"])
                for direction in ["ingress", "egress"] {
                    spec.editEach(direction) { rule in rule.editEach("ports") { $0.fill("protocol", "TCP") } }
                }
            }
        case ("autoscaling", "HorizontalPodAutoscaler"): root.edit("spec") { $0.fill("minReplicas", 1) }
        default: break
        }
        return .object(root)
    }

    /// What was allocated once stays, when an update does not name it.
    static func keepAllocated(_ object: Value, live: Value, kind: ServedKind) -> Value {
        guard kind.kind.group.isEmpty, kind.kind.kind == "Service", var root = object.object else { return object }
        root.edit("spec") { spec in
            for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec[field] == nil {
                spec[field] = live[path: "spec", field]
            }
        }
        return .object(root)
    }

    private static func template(_ spec: inout Object) {
        spec.edit("template") { template in
            template.fill("metadata", [:])
            template.edit("spec", PodDefaults.fill)
        }
    }

    private static func jobSpec(_ spec: inout Object) {
        spec.fill("completions", 1)
        spec.fill("parallelism", 1)
        spec.fill("backoffLimit", 6)
        spec.fill("completionMode", "NonIndexed")
        spec.fill("suspend", false)
        spec.fill("manualSelector", false)
        spec.fill("podReplacementPolicy", "TerminatingOrFailed")
        template(&spec)
    }

    private static func service(_ root: inout Object) {
        let uid = root["metadata"]?["uid"]?.string ?? ""
        root.edit("spec") { spec in
            spec.fill("type", "ClusterIP")
            spec.fill("sessionAffinity", "None")
            guard spec["type"] != "ExternalName" else { return }
            spec.fill("internalTrafficPolicy", "Cluster")
            spec.fill("ipFamilyPolicy", "SingleStack")
            spec.fill("ipFamilies", ["IPv4"])
            let address = spec["clusterIP"] ?? .string(address(of: uid))
            spec.fill("clusterIP", address)
            spec.fill("clusterIPs", [address])
            spec.editEach("ports") { port in
                port.fill("protocol", "TCP")
                port.fill("targetPort", port["port"] ?? 0)
            }
        }
        root.fill("status", [:])
        root.edit("status") { $0.fill("loadBalancer", [:]) }
    }

    /// An address in 10.96.0.0/12 that follows from the service's uid.
    private static func address(of uid: String) -> String {
        let hash = uid.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return "10.\(96 + hash >> 28 & 15).\(hash >> 8 & 255).\(1 + hash % 254)"
    }

    private static func secret(_ root: inout Object) {
        root.fill("type", "Opaque")
        guard let plain = root["stringData"]?.object else { return }
        var data = root["data"]?.object ?? [:]
        for member in plain {
            data[member.key] = member.value.string.map { .string(Base64.encode($0.utf8)) } ?? member.value
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
