import Manifests
import StructuredMerge

/// What an update must leave as it was, in the words of each API group's validation.
enum Immutability {
    static func faults(of object: Value, live: Value, kind: ServedKind) -> [APIError.Cause] {
        switch (kind.kind.group, kind.kind.kind) {
        case ("", "ConfigMap"): return sealed(["data", "binaryData"], object, live)
        case ("", "Secret"): return fields(["type"], below: nil, object, live) + sealed(["data"], object, live)
        case ("", "Pod"): return pod(object, live)
        case ("", "PersistentVolumeClaim"):
            return spec(
                object, live, except: ["resources", "volumeAttributesClassName", "volumeName", "storageClassName"],
                "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
            ) + claimSize(object, live)
        case ("apps", "StatefulSet"):
            let free = [
                "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
                "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
            ]
            let names = free.dropLast().map { "'\($0)'" }.joined(separator: ", ")
            return spec(
                object, live, except: free,
                "updates to statefulset spec for fields other than \(names) and 'minReadySeconds' are forbidden")
        case ("batch", "Job"):
            let isSuspended = live.spec["suspend"]?.bool ?? false
            return fields(
                ["selector", "completions", "completionMode"] + (isSuspended ? [] : ["template"]), below: "spec",
                object,
                live)
        case ("rbac.authorization.k8s.io", "RoleBinding"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"):
            guard object["roleRef"] != live["roleRef"] else { return [] }
            return [.invalid("roleRef", JSON.string(object["roleRef"] ?? .null), "cannot change roleRef")]
        case ("scheduling.k8s.io", "PriorityClass"):
            guard object["value"] != live["value"] else { return [] }
            return [.forbidden("value", "may not be changed in an update.")]
        case ("", "Service"): return clusterAddress(object, live)
        case ("storage.k8s.io", "StorageClass"):
            return ["parameters", "provisioner", "reclaimPolicy"].filter { object[$0] != live[$0] }.map {
                .forbidden($0, "updates to \($0) are forbidden.")
            } + fields(["volumeBindingMode"], below: nil, object, live)
        case ("discovery.k8s.io", "EndpointSlice"): return fields(["addressType"], below: nil, object, live)
        default: return []
        }
    }

    private static func fields(
        _ names: [String], below parent: String?, _ object: Value, _ live: Value
    ) -> [APIError.Cause] {
        let (new, old) = (parent.map { object[$0] ?? [:] } ?? object, parent.map { live[$0] ?? [:] } ?? live)
        return names.filter { old[$0] != new[$0] }.map { name in
            .invalid(
                parent.map { "\($0).\(name)" } ?? name, JSON.string(new[name] ?? .null), "field is immutable")
        }
    }

    /// Data under `immutable: true`.
    private static func sealed(_ fields: [String], _ object: Value, _ live: Value) -> [APIError.Cause] {
        guard live["immutable"]?.bool ?? false else { return [] }
        return (["immutable"] + fields).filter { object[$0] != live[$0] }.map {
            .forbidden($0, "field is immutable when `immutable` is set")
        }
    }

    private static func spec(
        _ object: Value, _ live: Value, except free: [String], _ why: String
    ) -> [APIError.Cause] {
        var (new, old) = (object.spec, live.spec)
        for field in free { (new[field], old[field]) = (nil, nil) }
        return new == old ? [] : [.forbidden("spec", why)]
    }

    private static func pod(_ object: Value, _ live: Value) -> [APIError.Cause] {
        func bare(_ pod: Value) -> Object {
            var spec = pod.spec
            for field in [
                "activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "ephemeralContainers",
            ] {
                spec[field] = nil
            }
            // A pod is put on a node after it was made, and resized under a path of its own.
            if live.spec["nodeName"] == nil { spec["nodeName"] = nil }
            for list in ["containers", "initContainers"] {
                spec.editEach(list) { container in
                    for field in ["image", "imagePullPolicy", "resources"] { container[field] = nil }
                }
            }
            return spec
        }
        guard bare(object) != bare(live) else { return [] }
        return [
            .forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
            )
        ]
    }

    /// A volume never shrinks; a request that was not met yet may be taken back (KEP-1790).
    private static func claimSize(_ object: Value, _ live: Value) -> [APIError.Cause] {
        func asked(_ claim: Value) -> Quantity? {
            claim.spec["resources"]?[path: "requests", "storage"].flatMap { Quantity($0) }
        }
        guard let new = asked(object), let old = asked(live), new < old,
            let capacity = live.status["capacity"]?["storage"].flatMap({ Quantity($0) }), !(capacity < new)
        else { return [] }
        return [.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity")]
    }

    private static func clusterAddress(_ object: Value, _ live: Value) -> [APIError.Cause] {
        guard let old = live.spec["clusterIP"]?.string, !old.isEmpty, object.spec["type"] != "ExternalName",
            live.spec["type"] != "ExternalName", object.spec["clusterIP"]?.string != old
        else { return [] }
        return [
            .invalid(
                "spec.clusterIPs[0]", JSON.string(object.spec["clusterIPs"] ?? .null), "may not change once set")
        ]
    }
}
