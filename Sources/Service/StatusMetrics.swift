import Delivery

/// Statuses in the Prometheus text format 0.0.4.
enum StatusMetrics {
    static func text(_ statuses: [EnvironmentStatus]) -> String {
        var text = ""
        func family(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Int)]) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            for sample in samples { text += "\(name){\(sample.labels)} \(sample.value)\n" }
        }
        func each(_ value: (EnvironmentStatus) -> Int) -> [(labels: String, value: Int)] {
            statuses.map { (label("environment", $0.name), value($0)) }
        }
        family(
            "lockstep_environment_phase", "gauge", "1 for the phase that the environment is in, 0 for the others.",
            statuses.flatMap { status in
                EnvironmentStatus.Phase.allCases.map { phase in
                    (
                        "\(label("environment", status.name)),\(label("phase", phase.rawValue))",
                        status.phase == phase ? 1 : 0
                    )
                }
            })
        family("lockstep_environment_resources", "gauge", "Objects that Git declares.", each(\.resources))
        family(
            "lockstep_environment_health", "gauge", "Objects by health.",
            statuses.flatMap { status in
                status.health.sorted { $0.key < $1.key }.map { health, count in
                    ("\(label("environment", status.name)),\(label("health", health))", count)
                }
            })
        family(
            "lockstep_policy_violations", "gauge", "Findings of the last audit of objects in the cluster.",
            statuses.flatMap { status in
                status.violations.sorted { $0.key < $1.key }.map { policy, count in
                    ("\(label("environment", status.name)),\(label("policy", policy))", count)
                }
            })
        family(
            "lockstep_policy_audit_timestamp_seconds", "gauge", "When objects in the cluster were audited last.",
            statuses.compactMap { status in
                status.audited.map { (label("environment", status.name), Int($0.seconds)) }
            })
        family("lockstep_syncs_total", "counter", "Syncs that changed the cluster.", each(\.syncs))
        family("lockstep_healed_total", "counter", "Syncs that undid a change made in the cluster.", each(\.healed))
        family(
            "lockstep_git_unreachable", "gauge", "1 while Git cannot be reached.", each { $0.gitOutage == nil ? 0 : 1 })
        family(
            "lockstep_cluster_unreachable", "gauge", "1 while the cluster cannot be reached.",
            each { $0.clusterOutage == nil ? 0 : 1 })
        return text
    }

    private static func label(_ name: String, _ value: String) -> String {
        var escaped = ""
        for character in value {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return "\(name)=\"\(escaped)\""
    }
}
