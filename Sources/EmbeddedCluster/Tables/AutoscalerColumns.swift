import Manifests

/// The columns of HorizontalPodAutoscalers.
enum AutoscalerColumns {
    private static let mostShown = 2

    static let all: [TableColumn] = [
        .name,
        .text("Reference") { object in
            let target = object.spec["scaleTargetRef"] ?? [:]
            return "\(target["kind"]?.string ?? "")/\(target["name"]?.string ?? "")"
        },
        .text("Targets", targets),
        .text("MinPods") { $0.spec["minReplicas"]?.integer.map { String($0) } ?? "<unset>" },
        .count("MaxPods") { $0.spec.count("maxReplicas") }, .count("Replicas", status: "currentReplicas"), .age,
    ]

    /// What is measured against what it shall be: `cpu: <unknown>/80%, 4/10 (avg)` (`formatHPAMetrics`).
    private static func targets(of autoscaler: Value) -> String? {
        let metrics = autoscaler.spec["metrics"]?.array ?? []
        let found = autoscaler.status["currentMetrics"]?.array ?? []
        let shown = metrics.prefix(mostShown).enumerated().map { index, metric in
            target(metric, found: found.indices.contains(index) ? found[index] : nil)
        }
        guard !shown.isEmpty else { return nil }
        let more = metrics.count > mostShown ? " + \(metrics.count - mostShown) more..." : ""
        return shown.joined(separator: ", ") + more
    }

    private static func target(_ metric: Value, found: Value?) -> String {
        let type = metric["type"]?.string ?? ""
        let field = type.prefix(1).lowercased() + type.dropFirst()
        guard let target = metric[field]?["target"] else { return "<unknown type>" }
        let current = found?[field]?["current"]
        func pair(_ name: String) -> String? {
            target[name].map { "\(text(current?[name]) ?? "<unknown>")/\(text($0) ?? "")" }
        }
        switch type {
        case "Resource", "ContainerResource":
            let name = metric[field]?["name"]?.string ?? ""
            if let average = pair("averageValue") { return "\(name): \(average)" }
            func percent(_ value: Value?) -> String? { value?["averageUtilization"]?.integer.map { "\($0)%" } }
            return "\(name): \(percent(current) ?? "<unknown>")/\(percent(target) ?? "<auto>")"
        case "Pods": return pair("averageValue") ?? "<unknown type>"
        default: return pair("averageValue").map { "\($0) (avg)" } ?? pair("value") ?? "<unknown type>"
        }
    }

    private static func text(_ value: Value?) -> String? { value.map { $0.string ?? JSON.string($0) } }
}
