import Manifests

/// What the server refuses of webhooks, classes and leases, beyond their types.
///
/// Source: the `validation.go` of each API group of k8s.io/kubernetes.
enum ConfigurationValidation {
    private static let highestPriority: Int64 = 1_000_000_000

    static func faults(of object: Value, group: String, kind: String) -> [APIError.Cause] {
        switch (group, kind) {
        case ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
            ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"):
            return (object["webhooks"]?.array ?? []).enumerated().flatMap { webhookFaults($1, at: "webhooks[\($0)]") }
        case ("storage.k8s.io", "StorageClass"):
            return (object["provisioner"]?.string ?? "").isEmpty ? [.required("provisioner")] : []
        case ("node.k8s.io", "RuntimeClass"):
            let handler = object["handler"]?.string ?? ""
            return NamePattern.label.matches(handler)
                ? [] : [.invalid("handler", JSON.string(.string(handler)), NamePattern.label.explanation)]
        case ("networking.k8s.io", "IngressClass"):
            return (object.spec["controller"]?.string ?? "").isEmpty ? [.required("spec.controller")] : []
        case ("scheduling.k8s.io", "PriorityClass"):
            guard (object["value"]?.integer ?? 0) > highestPriority else { return [] }
            return [
                .forbidden("value", "maximum allowed value of a user defined priority is \(highestPriority)")
            ]
        case ("coordination.k8s.io", "Lease"):
            guard let seconds = object.spec["leaseDurationSeconds"]?.integer, seconds <= 0 else { return [] }
            return [.invalid("spec.leaseDurationSeconds", String(seconds), "must be greater than 0")]
        default: return []
        }
    }

    private static func webhookFaults(_ hook: Value, at place: String) -> [APIError.Cause] {
        var causes = nameFaults(hook["name"]?.string ?? "", at: "\(place).name")
        if hook["sideEffects"] == nil {
            causes.append(.required("\(place).sideEffects", "must specify one of None, NoneOnDryRun"))
        }
        if let seconds = hook["timeoutSeconds"]?.integer, !(1...30).contains(seconds) {
            causes.append(
                .invalid(
                    "\(place).timeoutSeconds", String(seconds), "the timeout value must be between 1 and 30 seconds"))
        }
        if hook["admissionReviewVersions"]?.array?.isEmpty ?? true {
            causes.append(.required("\(place).admissionReviewVersions", "must specify one of v1, v1beta1"))
        }
        let client = hook["clientConfig"]
        if (client?["url"] == nil) == (client?["service"] == nil) {
            causes.append(.required("\(place).clientConfig", "exactly one of url or service is required"))
        }
        return causes
    }

    /// A fully qualified name.
    private static func nameFaults(_ name: String, at place: String) -> [APIError.Cause] {
        if name.isEmpty { return [.required(place)] }
        let shown = JSON.string(.string(name))
        if !NamePattern.subdomain.matches(name) { return [.invalid(place, shown, NamePattern.subdomain.explanation)] }
        return name.split(separator: ".").count < 3
            ? [.invalid(place, shown, "should be a domain with at least three segments separated by dots")] : []
    }
}
