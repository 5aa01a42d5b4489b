package import Manifests

extension Applied {
    /// The sync for programs: what `lockstep sync --output json` prints for an environment.
    package var report: Value {
        var report: Object = [
            "environment": .string(environment.name),
            "revision": environment.revision.map(Value.string) ?? .null,
            "complete": .bool(isComplete),
            "steps": .array(steps.map(\.report)),
        ]
        report["refused"] = refusal.map(Value.string)
        if !failures.isEmpty { report["failures"] = .array(failures.map(Value.string)) }
        report["unhealthy"] = unhealthy.map { unhealthy in
            .array(
                unhealthy.sorted { $0.key < $1.key }.map { identity, state in
                    var object: Object = [
                        "kind": .string(identity.groupKind.description), "name": .string(identity.name),
                    ]
                    object["namespace"] = identity.namespace.map(Value.string)
                    object["state"] = .string(state)
                    if untouched.contains(identity) { object["statusWritten"] = false }
                    return .object(object)
                })
        }
        if !remedies.isEmpty { report["hints"] = .array(remedies.map(Value.string)) }
        return .object(report)
    }
}

extension Applied.Step {
    fileprivate var report: Value {
        var report: Object = [
            "action": .string(change.action.verb), "apiVersion": .string(change.kind.apiVersion),
            "kind": .string(change.kind.kind), "name": .string(change.identity.name),
        ]
        report["namespace"] = change.identity.namespace.map(Value.string)
        switch outcome {
        case .done: report["outcome"] = "done"
        case .failed(let reason):
            report["outcome"] = "failed"
            report["reason"] = .string(reason)
        case .waiting(let reason):
            report["outcome"] = "waiting"
            report["reason"] = .string(reason)
        case .skipped(let reason):
            report["outcome"] = "skipped"
            report["reason"] = .string(reason)
        }
        return .object(report)
    }
}
