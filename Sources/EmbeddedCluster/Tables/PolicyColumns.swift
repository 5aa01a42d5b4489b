import Manifests

/// The columns of access, quotas, leases and the other small groups.
enum PolicyColumns {
    private static let created = TableColumn("Created At") { object, _ in
        object.metadata["creationTimestamp"] ?? .null
    }

    static let role: [TableColumn] = [.name, created]
    static let limitRange = role

    static let binding: [TableColumn] = [
        .name,
        .text("Role") { "\($0["roleRef"]?["kind"]?.string ?? "")/\($0["roleRef"]?["name"]?.string ?? "")" }, .age,
        .text("Users", wide: true) { subjects("User", of: $0) },
        .text("Groups", wide: true) { subjects("Group", of: $0) },
        .text("ServiceAccounts", wide: true) { subjects("ServiceAccount", of: $0) },
    ]

    private static func subjects(_ kind: String, of binding: Value) -> String {
        (binding["subjects"]?.array ?? []).filter { $0["kind"]?.string == kind }.map { subject in
            let name = subject["name"]?.string ?? ""
            return kind == "ServiceAccount" ? "\(subject["namespace"]?.string ?? "")/\(name)" : name
        }.joined(separator: ", ")
    }

    static let disruptionBudget: [TableColumn] = [
        .name, .text("Min Available") { amount($0.spec["minAvailable"]) },
        .text("Max Unavailable") { amount($0.spec["maxUnavailable"]) },
        .count("Allowed Disruptions", status: "disruptionsAllowed"), .age,
    ]

    private static func amount(_ value: Value?) -> String { value.map { $0.string ?? JSON.string($0) } ?? "N/A" }

    static let quota: [TableColumn] = [
        .name, .text("Request") { used($0, isLimit: false) }, .text("Limit") { used($0, isLimit: true) }, .age,
    ]

    /// `cpu: 0/1, pods: 0/2`.
    private static func used(_ quota: Value, isLimit: Bool) -> String {
        (quota.status["hard"]?.object ?? [:]).filter { $0.key.hasPrefix("limits.") == isLimit }.map { hard in
            "\(hard.key): \(amount(quota.status["used"]?[hard.key] ?? "0"))/\(amount(hard.value))"
        }.joined(separator: ", ")
    }

    static let lease: [TableColumn] = [
        .name, .text("Holder") { $0.spec["holderIdentity"]?.string ?? "" }, .age,
    ]

    static let priorityClass: [TableColumn] = [
        .name, .count("Value") { Int(clamping: $0["value"]?.integer ?? 0) },
        TableColumn("Global-Default", type: "boolean") { object, _ in .bool(object["globalDefault"]?.bool ?? false) },
        .age, .text("PreemptionPolicy") { $0["preemptionPolicy"]?.string ?? "" },
    ]

    static let storageClass: [TableColumn] = [
        .name, .text("Provisioner") { $0["provisioner"]?.string },
        .text("ReclaimPolicy") { $0["reclaimPolicy"]?.string },
        .text("VolumeBindingMode") { $0["volumeBindingMode"]?.string },
        TableColumn("AllowVolumeExpansion") { object, _ in .bool(object["allowVolumeExpansion"]?.bool ?? false) }, .age,
    ]

    static let webhooks: [TableColumn] = [.name, .count("Webhooks") { $0["webhooks"]?.array?.count ?? 0 }, .age]

    static let ingressClass: [TableColumn] = [
        .name, .text("Controller") { $0.spec["controller"]?.string },
        .text("Parameters") { object in
            object.spec["parameters"].map { parameters in
                let kind = parameters["kind"]?.string ?? ""
                let group = parameters["apiGroup"]?.string.map { "\(kind).\($0)" } ?? kind
                return "\(group)/\(parameters["name"]?.string ?? "")"
            }
        }, .age,
    ]

    static let controllerRevision: [TableColumn] = [
        .name,
        .text("Controller") { revision in
            revision.controllerReference.map { owner in
                let group = owner["apiVersion"]?.string.map { $0.prefix { $0 != "/" } } ?? ""
                return "\(owner["kind"]?.string?.lowercased() ?? "").\(group)/\(owner["name"]?.string ?? "")"
            }
        },
        .count("Revision") { Int(clamping: $0["revision"]?.integer ?? 0) }, .age,
    ]
}
