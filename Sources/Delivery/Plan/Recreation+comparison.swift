import Manifests
import StructuredMerge

/// What a recreation changes: all that is not in Git goes, whoever has set it.
extension Recreation {
    /// - Parameters:
    ///   - live: the object that would be deleted.
    ///   - anew: what the cluster would make of the manifest, as it was tried.
    static func differences(
        of resource: AdmittedResource, live: Value, anew: Value, _ schema: TypeSchema
    ) -> [FieldDifference] {
        let identity = resource.identity
        let declared = resource.asDeclared.object
        let old = comparable(live, declared, identity)
        let name = trialName(identity.name)
        let new = withoutChosen(
            comparable(renamed(anew, from: name, to: identity.name), declared, identity), declared, identity, live: old)
        return FieldDifference.between(old, and: schema.settling(new, on: old), schema: schema)
    }

    /// Whatever a server or a webhook has made of the name.
    private static func renamed(_ value: Value, from name: String, to other: String) -> Value {
        switch value {
        case .string(let text): .string(text.replacing(name, with: other))
        case .array(let items): .array(items.map { renamed($0, from: name, to: other) })
        case .object(let members):
            .object(Object(members.map { .init(key: $0.key, value: renamed($0.value, from: name, to: other)) }))
        default: value
        }
    }

    // MARK: What is set again

    /// Annotations that a server or a controller keeps for itself.
    private static let setAgain: Set<String> = [
        ObjectOptions.putBack, "deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation",
    ]
    /// Of the volume by which a server hands a pod its token; the rest of the name is chance.
    private static let tokenVolume = "kube-api-access-"

    /// An object without what is the server's, or is set by it and by controllers on each that is made.
    private static func comparable(_ object: Value, _ declared: Value, _ identity: ResourceIdentity) -> Value {
        guard var root = before(object, identity).object, var metadata = root["metadata"]?.object else { return object }
        if declared[path: "metadata", "finalizers"] == nil { metadata["finalizers"] = nil }
        metadata["annotations"] = metadata["annotations"]?.object.flatMap { annotations in
            let kept = Object(annotations.filter { !setAgain.contains($0.key) })
            return kept.isEmpty ? nil : .object(kept)
        }
        root["metadata"] = .object(metadata)
        if identity.groupKind.description == "Pod" { root["spec"] = root["spec"].map(withoutToken) }
        return .object(root)
    }

    private static func withoutToken(_ spec: Value) -> Value {
        guard case .object(var spec) = spec else { return spec }
        func others(_ items: Value?) -> Value? {
            items?.array.map { .array($0.filter { $0["name"]?.string?.hasPrefix(tokenVolume) != true }) }
        }
        spec["volumes"] = others(spec["volumes"])
        for part in ["containers", "initContainers"] {
            spec[part] = spec[part]?.array.map { containers in
                .array(
                    containers.map { container in
                        guard case .object(var container) = container else { return container }
                        container["volumeMounts"] = others(container["volumeMounts"])
                        return .object(container)
                    })
            }
        }
        return .object(spec)
    }

    // MARK: What a server chooses

    /// An object with what was left out of its trial; what the server would choose for it is as in the live one, as it
    /// cannot be told yet.
    private static func withoutChosen(
        _ anew: Value, _ declared: Value, _ identity: ResourceIdentity, live: Value
    ) -> Value {
        guard var root = anew.object else { return anew }
        switch identity.groupKind.description {
        case "PriorityClass.scheduling.k8s.io": root["globalDefault"] = declared["globalDefault"]
        case "Service":
            root["spec"] = root["spec"].map { withoutChosen($0, declared["spec"] ?? [:], live: live["spec"] ?? [:]) }
        default: return anew
        }
        return .object(root)
    }

    private static func withoutChosen(_ spec: Value, _ declared: Value, live: Value) -> Value {
        guard case .object(var members) = spec else { return spec }
        if let address = declared["clusterIP"] {
            members["clusterIP"] = address
            members["clusterIPs"] = declared["clusterIPs"] ?? [address]
        } else if let address = live["clusterIP"], address.string != "None", members["clusterIP"] != nil {
            members["clusterIP"] = address
            members["clusterIPs"] = live["clusterIPs"]
        }
        if members["healthCheckNodePort"] != nil {
            members["healthCheckNodePort"] = declared["healthCheckNodePort"] ?? live["healthCheckNodePort"]
        }
        let (wanted, present) = (declared["ports"]?.array ?? [], live["ports"]?.array ?? [])
        members["ports"] = members["ports"]?.array.map { ports in
            .array(
                ports.map { port in
                    guard case .object(var members) = port, members["nodePort"] != nil else { return port }
                    members["nodePort"] = number(of: port, in: wanted) ?? number(of: port, in: present)
                    return .object(members)
                })
        }
        return .object(members)
    }

    /// The node port of the same port.
    private static func number(of port: Value, in ports: [Value]) -> Value? {
        func key(_ port: Value) -> [String] {
            [port["port"]?.integer.map(String.init) ?? "", port["protocol"]?.string ?? "TCP"]
        }
        return ports.first { key($0) == key(port) }?["nodePort"]
    }
}
