import Manifests

/// The columns of pods.
enum PodColumns {
    static let all: [TableColumn] = [
        .name,
        .text("Ready") {
            "\(containers(of: $0).filter { $0["ready"] == true }.count)/\($0.spec["containers"]?.array?.count ?? 0)"
        },
        .text("Status", phase), .text("Restarts") { String(restarts(of: $0)) }, .age,
        .text("IP", wide: true) { $0.status["podIP"]?.string },
        .text("Node", wide: true) { $0.spec["nodeName"]?.string },
        .text("Nominated Node", wide: true) { $0.status["nominatedNodeName"]?.string },
        .text("Readiness Gates", wide: true) { pod in
            guard let gates = pod.spec["readinessGates"]?.array, !gates.isEmpty else { return nil }
            let types = gates.compactMap { $0["conditionType"]?.string }
            let met = (pod.status["conditions"]?.array ?? []).filter {
                types.contains($0["type"]?.string ?? "") && $0["status"] == "True"
            }
            return "\(met.count)/\(gates.count)"
        },
    ]

    private static func containers(of pod: Value) -> [Value] { pod.status["containerStatuses"]?.array ?? [] }

    private static func restarts(of pod: Value) -> Int64 {
        containers(of: pod).reduce(0) { $0 + ($1["restartCount"]?.integer ?? 0) }
    }

    /// The reason of the last container that waits or has ended, else the pod's reason or phase.
    private static func phase(of pod: Value) -> String {
        if pod.isBeingDeleted { return "Terminating" }
        let reasons = containers(of: pod).compactMap { container -> String? in
            let state = container["state"] ?? [:]
            if let reason = state["waiting"]?["reason"]?.string { return reason }
            guard let ended = state["terminated"] else { return nil }
            return ended["reason"]?.string ?? "ExitCode:\(ended["exitCode"]?.integer ?? 0)"
        }
        let isGated =
            pod.status["conditions"]?.array?.contains {
                $0["type"] == "PodScheduled" && $0["reason"] == "SchedulingGated"
            } ?? false
        if isGated { return reasons.first ?? "SchedulingGated" }
        return reasons.first ?? pod.status["reason"]?.string ?? pod.status["phase"]?.string ?? "Pending"
    }
}
