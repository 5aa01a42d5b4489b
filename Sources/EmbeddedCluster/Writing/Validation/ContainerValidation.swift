import Manifests
import StructuredMerge

/// What the server refuses of a container (`validateContainerCommon` of k8s.io/kubernetes).
struct ContainerValidation {
    private static let pullPolicies = ["Always", "IfNotPresent", "Never"]
    private static let messagePolicies = ["File", "FallbackToLogsOnError"]

    let container: Value
    let place: String
    /// Those of the pod.
    let volumes: Set<String>

    var faults: [APIError.Cause] {
        nameFaults + policyFaults("terminationMessagePolicy", Self.messagePolicies) + portFaults + environmentFaults
            + mountFaults + policyFaults("imagePullPolicy", Self.pullPolicies) + resourceFaults
            + SecurityContextValidation.faults(of: container["securityContext"], at: "\(place).securityContext")
            + hookFaults + probeFaults
    }

    /// Whether it is a pod's own; in templates some tools write an image of spaces, and fill it in later.
    private var isOfPod: Bool { ["spec.containers", "spec.initContainers"].contains { place.hasPrefix($0) } }

    private var nameFaults: [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let name = container["name"]?.string ?? ""
        if name.isEmpty {
            causes.append(.required("\(place).name"))
        } else if !NamePattern.label.matches(name) {
            causes.append(.invalid("\(place).name", JSON.string(.string(name)), NamePattern.label.explanation))
        }
        let image = container["image"]?.string ?? ""
        if image.isEmpty {
            causes.append(.required("\(place).image"))
        } else if isOfPod, image.first?.isWhitespace == true || image.last?.isWhitespace == true {
            causes.append(
                .invalid(
                    "\(place).image", JSON.string(.string(image)), "must not have leading or trailing whitespace"))
        }
        return causes
    }

    private func policyFaults(_ field: String, _ allowed: [String]) -> [APIError.Cause] {
        guard let policy = container[field]?.string, !allowed.contains(policy) else { return [] }
        return [.unsupported("\(place).\(field)", policy, allowed)]
    }

    private var portFaults: [APIError.Cause] {
        var causes: [APIError.Cause] = []
        var names: Set<String> = []
        for (index, port) in (container["ports"]?.array ?? []).enumerated() {
            let below = "\(place).ports[\(index)]"
            if let name = port["name"]?.string, !name.isEmpty {
                let faults = PortText.faults(ofName: name, at: "\(below).name")
                causes += faults
                if faults.isEmpty, !names.insert(name).inserted {
                    causes.append(.duplicate("\(below).name", .string(name)))
                }
            }
            if port["containerPort"]?.integer ?? 0 == 0 {
                causes.append(.required("\(below).containerPort"))
            } else {
                causes += PortText.faults(ofNumber: port["containerPort"], at: "\(below).containerPort")
            }
            if port["hostPort"]?.integer ?? 0 != 0 {
                causes += PortText.faults(ofNumber: port["hostPort"], at: "\(below).hostPort")
            }
            causes += PortText.faults(ofProtocol: port["protocol"], at: "\(below).protocol")
        }
        return causes
    }

    private var environmentFaults: [APIError.Cause] {
        (container["env"]?.array ?? []).enumerated().flatMap { index, variable in
            EnvironmentValidation(variable: variable, place: "\(place).env[\(index)]").faults
        }
    }

    private var mountFaults: [APIError.Cause] {
        var causes: [APIError.Cause] = []
        var paths: Set<String> = []
        for (index, mount) in (container["volumeMounts"]?.array ?? []).enumerated() {
            let below = "\(place).volumeMounts[\(index)]"
            let (name, path) = (mount["name"]?.string ?? "", mount["mountPath"]?.string ?? "")
            if name.isEmpty { causes.append(.required("\(below).name")) }
            if !volumes.contains(name) { causes.append(.notFound("\(below).name", .string(name))) }
            if path.isEmpty { causes.append(.required("\(below).mountPath")) }
            if !paths.insert(path).inserted {
                causes.append(.invalid("\(below).mountPath", JSON.string(.string(path)), "must be unique"))
            }
        }
        return causes
    }

    private var hookFaults: [APIError.Cause] {
        ["postStart", "preStop"].flatMap { name in
            container["lifecycle"]?[name].map {
                HandlerValidation(
                    parent: $0, place: "\(place).lifecycle.\(name)", names: HandlerValidation.ofHooks
                ).faults
            } ?? []
        }
    }

    private var probeFaults: [APIError.Cause] {
        ["livenessProbe", "readinessProbe", "startupProbe"].flatMap { field in
            container[field].map {
                ProbeValidation(probe: $0, place: "\(place).\(field)", succeedsOnce: field != "readinessProbe").faults
            } ?? []
        }
    }

    // MARK: Resources

    private var resourceFaults: [APIError.Cause] {
        let limits = container[path: "resources", "limits"]?.object ?? [:]
        let requests = container[path: "resources", "requests"]?.object ?? [:]
        let below = "\(place).resources"
        var causes = limits.flatMap { quantityFaults($0.key, $0.value, "\(below).limits") }
        for request in requests {
            causes += quantityFaults(request.key, request.value, "\(below).requests")
            guard let quantity = Quantity(request.value) else { continue }
            if let limit = limits[request.key].flatMap({ Quantity($0) }) {
                if !Self.isNative(request.key), quantity != limit {
                    causes.append(
                        .invalid(
                            "\(below).requests", "\"\(quantity)\"",
                            "must be equal to \(request.key) limit of \(limit)"))
                } else if quantity > limit {
                    causes.append(
                        .invalid(
                            "\(below).requests", "\"\(quantity)\"",
                            "must be less than or equal to \(request.key) limit of \(limit)"))
                }
            } else if !Self.isNative(request.key) {
                causes.append(.required("\(below).limits", "Limit must be set for non overcommitable resources"))
            }
        }
        return causes
    }

    private func quantityFaults(_ name: String, _ value: Value, _ field: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        if !name.contains("/"), !["cpu", "memory", "ephemeral-storage"].contains(name), !name.hasPrefix("hugepages-") {
            causes.append(
                .invalid(
                    "\(field)[\(name)]", JSON.string(.string(name)), "must be a standard resource for containers"))
        }
        guard let quantity = Quantity(value), let zero = Quantity(0) else { return causes }
        if quantity < zero {
            causes.append(.invalid("\(field)[\(name)]", "\"\(quantity)\"", "must be greater than or equal to 0"))
        }
        // There is no half device. (`IsIntegerResourceName`)
        if !Self.isNative(name), name.contains("/"), !quantity.isWhole {
            causes.append(.invalid("\(field)[\(name)]", "\"\(quantity)\"", "must be an integer"))
        }
        return causes
    }

    /// Kubernetes' own resources may be asked for beyond what is there; devices and huge pages may not.
    private static func isNative(_ name: String) -> Bool {
        (!name.contains("/") || name.contains("kubernetes.io/")) && !name.hasPrefix("hugepages-")
    }
}
