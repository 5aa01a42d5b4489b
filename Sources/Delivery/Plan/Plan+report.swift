package import Manifests

extension Plan {
    /// The plan for programs: what `lockstep plan --output json` prints.
    ///
    ///     {"environment": "staging", "revision": "1f0c…", "inSync": false,
    ///      "summary": {"create": 1, "unchanged": 6},
    ///      "changes": [{"action": "create", "apiVersion": "v1", "kind": "ConfigMap", "namespace": "staging",
    ///                   "name": "scorer", "location": "environments/staging/…/config.yaml:1:1"}]}
    ///
    /// Unchanged objects are counted and not listed. Values of Secrets are masked.
    package var report: Value {
        var summary = Object()
        for change in changes {
            summary[change.action.verb] = .integer((summary[change.action.verb]?.integer ?? 0) + 1)
        }
        var report: Object = [
            "environment": .string(environment.name),
            "revision": environment.revision.map(Value.string) ?? .null,
            "inSync": .bool(isInSync),
            "summary": .object(summary),
            "changes": .array(changes.filter { $0.action != .unchanged }.map(\.report)),
        ]
        report["refused"] = refusal.map(Value.string)
        if !unseen.isEmpty {
            let sorted = unseen.sorted { $0.key.description < $1.key.description }
            report["unseen"] = .array(
                sorted.map { ["kind": .string($0.key.description), "reason": .string($0.value)] })
        }
        return .object(report)
    }
}

extension PlannedChange {
    fileprivate var report: Value {
        var report: Object = [
            "action": .string(action.verb), "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
            "name": .string(identity.name),
        ]
        report["namespace"] = identity.namespace.map(Value.string)
        report["location"] = location.map { .string($0.description) }
        report["obstacle"] = obstacle.map(Value.string)
        switch action {
        case .update(let differences): report["differences"] = .array(differences.map(\.report))
        case .conflict(let conflicts, let differences):
            report["conflicts"] = .array(
                conflicts.map {
                    [
                        "manager": .string($0.manager), "field": .string($0.field), "message": .string($0.description),
                    ]
                })
            report["differences"] = .array(differences.map(\.report))
        case .keep(let reason), .refused(let reason), .recreate(let reason), .terminating(let reason),
            .failed(let reason):
            report["reason"] = .string(reason)
            if !attempted.isEmpty { report["differences"] = .array(attempted.map(\.report)) }
        case .adopt:
            if !declared.added.isEmpty { report["declared"] = .array(declared.added.map(Value.string)) }
            if !declared.removed.isEmpty { report["undeclared"] = .array(declared.removed.map(Value.string)) }
        case .create, .delete, .unchanged: break
        }
        return .object(report)
    }
}

extension FieldDifference {
    fileprivate var report: Value {
        var report: Object = ["path": .string(path)]
        report["before"] = before
        report["after"] = after
        report["manager"] = manager.map(Value.string)
        return .object(report)
    }
}
