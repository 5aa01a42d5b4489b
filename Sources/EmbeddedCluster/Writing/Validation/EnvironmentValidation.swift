import Manifests

/// What the server refuses of a container's variables (`ValidateEnv` of k8s.io/kubernetes).
struct EnvironmentValidation {
    /// The fields of a pod that it can be told, and of those the ones that a variable can be.
    private static let podFields: Set<String> = variableFields.union([
        "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase",
        "spec.terminationGracePeriodSeconds",
    ])
    private static let variableFields: Set<String> = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ]
    private static let resourceFields = [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
        "requests.memory",
    ]

    let variable: Value
    let place: String

    var faults: [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let name = variable["name"]?.string ?? ""
        if name.isEmpty {
            causes.append(.required("\(place).name"))
        } else if !name.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }) {
            causes.append(
                .invalid(
                    "\(place).name", JSON.string(.string(name)),
                    "a valid environment variable name must consist only of printable ASCII characters other than '='"
                ))
        }
        if let source = variable["valueFrom"] { causes += sourceFaults(source, at: "\(place).valueFrom") }
        return causes
    }

    private func sourceFaults(_ source: Value, at below: String) -> [APIError.Cause] {
        let named = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]
            .filter { source[$0] != nil }
        var causes = named.flatMap { name -> [APIError.Cause] in
            guard let reference = source[name] else { return [] }
            return switch name {
            case "fieldRef": fieldFaults(reference, at: "\(below).fieldRef")
            case "resourceFieldRef": resourceFaults(reference, at: "\(below).resourceFieldRef")
            case "configMapKeyRef", "secretKeyRef": keyFaults(reference, at: "\(below).\(name)")
            default: []
            }
        }
        if named.isEmpty {
            causes.append(
                .invalid(
                    below, "\"\"",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"))
        } else if !(variable["value"]?.string ?? "").isEmpty {
            causes.append(.invalid(below, "\"\"", "may not be specified when `value` is not empty"))
        } else if named.count > 1 {
            causes.append(.invalid(below, "\"\"", "may not have more than one field specified at a time"))
        }
        return causes
    }

    private func fieldFaults(_ reference: Value, at below: String) -> [APIError.Cause] {
        let written = reference["fieldPath"]?.string ?? ""
        let place = "\(below).fieldPath"
        func unconvertible(_ why: String) -> [APIError.Cause] {
            [.invalid(place, JSON.string(.string(written)), "error converting fieldPath: \(why): \(written)")]
        }
        if written.isEmpty { return [.required(place)] }
        if let bracket = written.utf8.firstIndex(of: UInt8(ascii: "[")), written.hasSuffix("']") {
            let map = written[..<bracket]
            guard ["metadata.annotations", "metadata.labels"].contains(map) else {
                return unconvertible("field label does not support subscript")
            }
            let key = String(written[bracket...].dropFirst(2).dropLast(2))
            let faults = LabelText.faults(ofKey: map.hasSuffix("labels") ? key : key.lowercased())
            return faults.map { .invalid(place, JSON.string(.string(key)), $0) }
        }
        // What old clients call the node's name.
        let field = written == "spec.host" ? "spec.nodeName" : written
        if !Self.podFields.contains(field) { return unconvertible("field label not supported") }
        return Self.variableFields.contains(field)
            ? [] : [.unsupported(place, field, Self.variableFields.sorted())]
    }

    private func resourceFaults(_ reference: Value, at below: String) -> [APIError.Cause] {
        let resource = reference["resource"]?.string ?? ""
        if resource.isEmpty { return [.required("\(below).resource")] }
        let isHuge = ["limits", "requests"].contains { resource.hasPrefix("\($0).hugepages-") }
        return isHuge || Self.resourceFields.contains(resource)
            ? [] : [.unsupported("\(below).resource", resource, Self.resourceFields)]
    }

    private func keyFaults(_ reference: Value, at below: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let name = reference["name"]?.string ?? ""
        if !NamePattern.subdomain.matches(name) {
            causes.append(.invalid("\(below).name", JSON.string(.string(name)), NamePattern.subdomain.explanation))
        }
        let key = reference["key"]?.string ?? ""
        if key.isEmpty {
            causes.append(.required("\(below).key"))
        } else if !ConfigurationKey.isValid(key) {
            causes.append(.invalid("\(below).key", JSON.string(.string(key)), ConfigurationKey.explanation))
        }
        return causes
    }
}
