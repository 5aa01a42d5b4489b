import Manifests

/// The columns of the kinds that the cluster keeps and nothing in it acts on (k8s.io/kubernetes,
/// `pkg/printers/internalversion`).
enum KeptColumns {
    static let runtimeClass: [TableColumn] = [.name, .text("Handler") { $0["handler"]?.string ?? "" }, .age]

    static let volumeAttachment: [TableColumn] = [
        .name, .text("Attacher") { $0.spec["attacher"]?.string ?? "" },
        .text("PV") { $0.spec["source"]?["persistentVolumeName"]?.string ?? "" },
        .text("Node") { $0.spec["nodeName"]?.string ?? "" },
        flag("Attached") { $0.status["attached"]?.bool }, .age,
    ]

    static let attributesClass: [TableColumn] = [.name, .text("DriverName") { $0["driverName"]?.string ?? "" }, .age]

    static let driver: [TableColumn] = [
        .name, flag("AttachRequired") { $0.spec["attachRequired"]?.bool ?? true },
        flag("PodInfoOnMount") { $0.spec["podInfoOnMount"]?.bool },
        flag("StorageCapacity") { $0.spec["storageCapacity"]?.bool },
        .text("TokenRequests") { driver in
            let requests = driver.spec["tokenRequests"]?.array ?? []
            let audiences = requests.map { request in
                let audience = request["audience"]?.string ?? ""
                return audience.isEmpty ? "<API server>" : audience
            }
            return audiences.isEmpty ? "<unset>" : audiences.joined(separator: ",")
        },
        flag("RequiresRepublish") { $0.spec["requiresRepublish"]?.bool },
        .text("Modes") { driver in
            let modes = (driver.spec["volumeLifecycleModes"]?.array ?? []).compactMap(\.string)
            return modes.isEmpty ? "<none>" : modes.joined(separator: ",")
        }, .age,
    ]

    static let driversOfNode: [TableColumn] = [
        .name, .count("Drivers") { $0.spec["drivers"]?.array?.count ?? 0 }, .age,
    ]

    static let storageCapacity: [TableColumn] = [
        .name, .text("StorageClassName") { $0["storageClassName"]?.string ?? "" },
        .text("Capacity") { $0["capacity"]?.string ?? "" },
    ]

    static let signingRequest: [TableColumn] = [
        .name, .age, .text("SignerName") { $0.spec["signerName"]?.string },
        .text("Requestor") { $0.spec["username"]?.string ?? "" },
        .text("RequestedDuration") { request in
            request.spec["expirationSeconds"]?.integer.map { HumanDuration.text(seconds: $0) }
        },
        .text("Condition") { request in
            let types = (request.status["conditions"]?.array ?? []).compactMap { $0["type"]?.string }
            let state = ["Denied", "Approved", "Failed"].filter(types.contains)
            let isIssued = !(request.status["certificate"]?.string ?? "").isEmpty
            return (state.isEmpty ? ["Pending"] : state).joined(separator: ",") + (isIssued ? ",Issued" : "")
        },
    ]

    static let address: [TableColumn] = [
        .name,
        .text("ParentRef") { address in
            guard let parent = address.spec["parentRef"] else { return nil }
            func part(_ name: String, after separator: String) -> String {
                let text = parent[name]?.string ?? ""
                return text.isEmpty ? "" : separator + text
            }
            return part("resource", after: "") + part("group", after: ".") + part("namespace", after: "/")
                + part("name", after: "/")
        },
    ]

    static let addressRange: [TableColumn] = [
        .name,
        .text("CIDRs") { ($0.spec["cidrs"]?.array ?? []).compactMap(\.string).joined(separator: ",") }, .age,
    ]

    static let registration: [TableColumn] = [
        .name,
        .text("Service") { registration in
            registration.spec["service"].map { "\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")" }
                ?? "Local"
        },
        .text("Available") { registration in
            let condition = registration.status["conditions"]?.array?.first { $0["type"] == "Available" }
            let status = condition?["status"]?.string ?? "Unknown"
            return status == "True" ? status : "\(status) (\(condition?["reason"]?.string ?? ""))"
        }, .age,
    ]

    // MARK: Policies

    static let validatingPolicy: [TableColumn] = [
        .name, .count("Validations") { $0.spec["validations"]?.array?.count ?? 0 }, parameterKind, .age,
    ]

    static let mutatingPolicy: [TableColumn] = [
        .name, .count("Mutations") { $0.spec["mutations"]?.array?.count ?? 0 }, parameterKind, .age,
    ]

    static let policyBinding: [TableColumn] = [
        .name, .text("PolicyName") { $0.spec["policyName"]?.string ?? "" },
        .text("ParamRef") { binding in
            guard let parameters = binding.spec["paramRef"] else { return "<unset>" }
            guard let name = parameters["name"]?.string, !name.isEmpty else {
                return TableColumn.selectorText(parameters["selector"])
            }
            return parameters["namespace"]?.string.map { "\($0)/\(name)" } ?? "*/\(name)"
        }, .age,
    ]

    private static let parameterKind = TableColumn.text("ParamKind") { policy in
        policy.spec["paramKind"].map { "\($0["apiVersion"]?.string ?? "")/\($0["kind"]?.string ?? "")" } ?? "<unset>"
    }

    static let flowSchema: [TableColumn] = [
        .name, .text("PriorityLevel") { $0.spec["priorityLevelConfiguration"]?["name"]?.string ?? "" },
        .count("MatchingPrecedence") { $0.spec.count("matchingPrecedence") },
        .text("DistinguisherMethod") { $0.spec["distinguisherMethod"]?["type"]?.string },
        .age,
        .text("MissingPL") { schema in
            let condition = schema.status["conditions"]?.array?.first { $0["type"] == "Dangling" }
            return condition?["status"]?.string ?? "?"
        },
    ]

    static let priorityLevel: [TableColumn] = [
        .name, .text("Type") { $0.spec["type"]?.string ?? "" },
        limited("NominalConcurrencyShares", ["nominalConcurrencyShares"]),
        limited("Queues", ["limitResponse", "queuing", "queues"]),
        limited("HandSize", ["limitResponse", "queuing", "handSize"]),
        limited("QueueLengthLimit", ["limitResponse", "queuing", "queueLengthLimit"]), .age,
    ]

    private static func limited(_ name: String, _ path: [String]) -> TableColumn {
        TableColumn(name, type: "integer") { level, _ in
            path.reduce(level.spec["limited"]) { $0?[$1] } ?? .string("<none>")
        }
    }

    // MARK: Devices

    static let resourceClaim: [TableColumn] = [
        .name,
        .text("State") { claim in
            var states: [String] = []
            if claim.isBeingDeleted { states.append("deleted") }
            if claim.status["allocation"] == nil {
                if !claim.isBeingDeleted { states.append("pending") }
            } else {
                states.append("allocated")
                if !(claim.status["reservedFor"]?.array ?? []).isEmpty { states.append("reserved") }
            }
            return states.joined(separator: ",")
        }, .age,
    ]

    static let resourceSlice: [TableColumn] = [
        .name, .text("Node") { $0.spec["nodeName"]?.string ?? "" }, .text("Driver") { $0.spec["driver"]?.string ?? "" },
        .text("Pool") { $0.spec["pool"]?["name"]?.string ?? "" }, .age,
    ]

    private static func flag(_ name: String, _ read: @escaping @Sendable (Value) -> Bool?) -> TableColumn {
        TableColumn(name, type: "boolean") { object, _ in .bool(read(object) ?? false) }
    }
}
