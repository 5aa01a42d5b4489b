import Manifests

/// What the server refuses of the spec of a pod or of a pod template (`ValidatePodSpec` of k8s.io/kubernetes).
struct PodValidation {
    private static let restartPolicies = ["Always", "OnFailure", "Never"]
    private static let dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]

    private let spec: Value
    private let place: String
    /// The volumes that a container may mount.
    private var volumes: Set<String> = []

    /// - Parameter claims: the names of a StatefulSet's claims, which are volumes of its pods.
    static func faults(of spec: Value?, at place: String, claims: [String] = []) -> [APIError.Cause] {
        guard let spec, !(spec["containers"]?.array ?? []).isEmpty else { return [.required("\(place).containers")] }
        var validation = PodValidation(spec: spec, place: place)
        return validation.volumeFaults(claims) + validation.containerFaults() + validation.policyFaults()
    }

    /// A new pod is on no node while a gate keeps it from one (`ValidatePodCreate`; a template is not looked at for it).
    static func placeFaults(of pod: Value) -> [APIError.Cause] {
        guard Scheduler.isPlaced(pod), Scheduler.isGated(pod) else { return [] }
        return [.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")]
    }

    private init(spec: Value, place: String) {
        self.spec = spec
        self.place = place
    }

    private mutating func volumeFaults(_ claims: [String]) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for (index, volume) in (spec["volumes"]?.array ?? []).enumerated() {
            let field = "\(place).volumes[\(index)].name"
            let name = volume["name"]?.string ?? ""
            if name.isEmpty {
                causes.append(.required(field))
            } else if !NamePattern.label.matches(name) {
                causes.append(.invalid(field, JSON.string(.string(name)), NamePattern.label.explanation))
            } else if !volumes.insert(name).inserted {
                causes.append(.duplicate(field, .string(name)))
            }
            causes += VolumeValidation(volume: volume, place: "\(place).volumes[\(index)]").faults
        }
        volumes.formUnion(claims)
        return causes
    }

    private func containerFaults() -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        var names: Set<String> = []
        for list in ["containers", "initContainers"] {
            for (index, container) in (spec[list]?.array ?? []).enumerated() {
                let below = "\(place).\(list)[\(index)]"
                causes += ContainerValidation(container: container, place: below, volumes: volumes).faults
                if let name = container["name"]?.string, !name.isEmpty, !names.insert(name).inserted {
                    causes.append(.duplicate("\(below).name", .string(name)))
                }
            }
        }
        return causes
    }

    private func policyFaults() -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for (field, allowed) in [("restartPolicy", Self.restartPolicies), ("dnsPolicy", Self.dnsPolicies)] {
            if let policy = spec[field]?.string, !allowed.contains(policy) {
                causes.append(.unsupported("\(place).\(field)", policy, allowed))
            }
        }
        causes += SchedulingValidation(spec: spec, place: place).faults
        return causes
            + NumberValidation.faults(
                ofCount: spec["terminationGracePeriodSeconds"], at: "\(place).terminationGracePeriodSeconds")
    }
}
