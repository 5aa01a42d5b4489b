import Manifests

/// The columns of the small kinds of the core.
enum CoreColumns {
    static let configMap: [TableColumn] = [
        .name, data, .age,
    ]

    private static let data: TableColumn = {
        var column = TableColumn.count("Data") {
            ($0["data"]?.object?.count ?? 0) + ($0["binaryData"]?.object?.count ?? 0)
        }
        column.type = "string"
        column.description = """
            Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. \
            Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not \
            overlap with the keys in the BinaryData field, this is enforced during validation process.
            """
        return column
    }()

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
        .text("Internal-IP", wide: true) { address("InternalIP", of: $0) },
        .text("External-IP", wide: true) { address("ExternalIP", of: $0) },
        machine("OS-Image", "osImage"), machine("Kernel-Version", "kernelVersion"),
        machine("Container-Runtime", "containerRuntimeVersion"),
    ]

    private static func address(_ type: String, of node: Value) -> String? {
        node.status["addresses"]?.array?.first { $0["type"]?.string == type }?["address"]?.string
    }

    private static func machine(_ name: String, _ field: String) -> TableColumn {
        .text(name, wide: true) { node in
            let text = node.status["nodeInfo"]?[field]?.string ?? ""
            return text.isEmpty ? "<unknown>" : text
        }
    }

    static let componentStatus: [TableColumn] = [
        .name,
        .text("Status") { status in
            let condition = status["conditions"]?.array?.first { $0["type"] == "Healthy" }
            return condition?["status"] == "True" ? "Healthy" : "Unhealthy"
        },
        .text("Message") { $0["conditions"]?.array?.first { $0["type"] == "Healthy" }?["message"]?.string ?? "" },
        .text("Error") { $0["conditions"]?.array?.first { $0["type"] == "Healthy" }?["error"]?.string ?? "" },
    ]

    static let volumeClaim: [TableColumn] = [
        .name, .text("Status") { $0.isBeingDeleted ? "Terminating" : $0.status["phase"]?.string ?? "Pending" },
        .text("Volume") { $0.spec["volumeName"]?.string ?? "" },
        .text("Capacity") { $0.status["capacity"]?["storage"]?.string ?? "" },
        .text("Access Modes") { accessModes($0.status) },
        .text("StorageClass") { $0.spec["storageClassName"]?.string ?? "" },
        .text("VolumeAttributesClass") { $0.spec["volumeAttributesClassName"]?.string ?? "<unset>" }, .age,
        .text("VolumeMode", wide: true) { $0.spec["volumeMode"]?.string ?? "<unset>" },
    ]

    private static func accessModes(_ object: Object) -> String {
        let short = [
            "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
        ]
        return (object["accessModes"]?.array ?? []).compactMap { $0.string.flatMap { short[$0] } }
            .joined(separator: ",")
    }

    static let volume: [TableColumn] = [
        .name, .text("Capacity") { $0.spec["capacity"]?["storage"]?.string ?? "" },
        .text("Access Modes") { accessModes($0.spec) },
        .text("Reclaim Policy") { $0.spec["persistentVolumeReclaimPolicy"]?.string ?? "" },
        .text("Status") { $0.isBeingDeleted ? "Terminating" : $0.status["phase"]?.string ?? "Pending" },
        .text("Claim") { volume in
            volume.spec["claimRef"].map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" } ?? ""
        },
        .text("StorageClass") { $0.spec["storageClassName"]?.string ?? "" },
        .text("VolumeAttributesClass") { $0.spec["volumeAttributesClassName"]?.string ?? "<unset>" },
        .text("Reason") { $0.status["reason"]?.string ?? "" }, .age,
        .text("VolumeMode", wide: true) { $0.spec["volumeMode"]?.string ?? "<unset>" },
    ]

    static let definition: [TableColumn] = [
        .name,
        TableColumn("Created At", type: "date") { object, _ in
            object.metadata["creationTimestamp"] ?? .null
        },
    ]
}
