package import Manifests

extension EnvironmentStatus {
    /// The status for programs: one element of what `GET /api/v1/status` and `lockstep status --output json` give.
    ///
    /// Times are RFC 3339. `gitOutage` and `clusterOutage` are there only while something is out of reach.
    package var report: Value {
        var report: Object = [
            "environment": .string(name), "phase": .string(phase.rawValue), "since": .string(phaseSince.rfc3339),
            "resources": .integer(Int64(resources)), "syncs": .integer(Int64(syncs)), "healed": .integer(Int64(healed)),
            "health": .object(Object(health.map { Object.Member(key: $0.key, value: .integer(Int64($0.value))) })),
        ]
        report["head"] = head.map(Value.string)
        report["applied"] = applied.map(Value.string)
        report["lastSync"] = lastSync.map { .string($0.rfc3339) }
        report["gitOutage"] = gitOutage?.report
        report["clusterOutage"] = clusterOutage?.report
        if !diagnostics.isEmpty { report["diagnostics"] = .array(diagnostics.map { .string("\($0)") }) }
        if !warnings.isEmpty { report["warnings"] = .array(warnings.map { .string("\($0)") }) }
        if let audited {
            report["audited"] = .string(audited.rfc3339)
            report["violations"] = .object(
                Object(violations.map { Object.Member(key: $0.key, value: .integer(Int64($0.value))) }))
        }
        if !unhealthy.isEmpty { report["unhealthy"] = .array(unhealthy.map(Value.string)) }
        if !suspended.isEmpty { report["suspended"] = .array(suspended.map(Value.string)) }
        if !differences.isEmpty { report["differences"] = .array(differences.map(Value.string)) }
        return .object(report)
    }
}

extension EnvironmentStatus.Outage {
    fileprivate var report: Value { ["since": .string(since.rfc3339), "reason": .string(reason)] }
}
