import Manifests

/// The columns of the small kinds of the core.
enum CoreColumns {
    static let configMap: [TableColumn] = [
        .name, .count("Data") { ($0["data"]?.object?.count ?? 0) + ($0["binaryData"]?.object?.count ?? 0) }, .age,
    ]

    static let secret: [TableColumn] = [
        .name, .text("Type") { $0["type"]?.string }, .count("Data") { $0["data"]?.object?.count ?? 0 }, .age,
    ]

    static let namespace: [TableColumn] = [
        .name, .text("Status") { $0.status["phase"]?.string ?? "Active" }, .age,
    ]

    static let serviceAccount: [TableColumn] = [.name, .count("Secrets") { $0["secrets"]?.array?.count ?? 0 }, .age]

    static let node: [TableColumn] = [
        .name,
        .text("Status") { node in
            let ready = node.status["conditions"]?.array?.first { $0["type"] == "Ready" }?["status"]?.string
            let state = ready == nil ? "Unknown" : ready == "True" ? "Ready" : "NotReady"
            return node.spec["unschedulable"] == true ? "\(state),SchedulingDisabled" : state
        },
        .text("Roles") { node in
            let prefix = "node-role.kubernetes.io/"
            let roles = node.labels.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
            return roles.isEmpty ? nil : roles.sorted().joined(separator: ",")
        },
        .age, .text("Version") { $0.status["nodeInfo"]?["kubeletVersion"]?.string ?? "" },
    ]

    static let volumeClaim: [TableColumn] = [
        .name, .text("Status") { $0.isBeingDeleted ? "Terminating" : $0.status["phase"]?.string ?? "Pending" },
        .text("Volume") { $0.spec["volumeName"]?.string ?? "" },
        .text("Capacity") { $0.status["capacity"]?["storage"]?.string ?? "" },
        .text("Access Modes") { claim in
            let short = [
                "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
            ]
            return (claim.status["accessModes"]?.array ?? []).compactMap { $0.string.flatMap { short[$0] } }
                .joined(separator: ",")
        },
        .text("StorageClass") { $0.spec["storageClassName"]?.string ?? "" },
        .text("VolumeAttributesClass") { $0.spec["volumeAttributesClassName"]?.string ?? "<unset>" }, .age,
        .text("VolumeMode", wide: true) { $0.spec["volumeMode"]?.string ?? "<unset>" },
    ]

    static let definition: [TableColumn] = [
        .name,
        TableColumn("Created At", type: "date") { object, _ in
            object.metadata["creationTimestamp"] ?? .null
        },
    ]
}
