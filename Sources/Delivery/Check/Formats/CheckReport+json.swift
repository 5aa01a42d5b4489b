package import Manifests

extension CheckReport {
    /// The report for programs: what `lockstep check --output json` prints.
    ///
    ///     {"revision": null, "base": "1f0c…", "offline": true,
    ///      "environments": [{"environment": "staging", "objects": 12, "changes": [{"change": "changed", …}]}],
    ///      "findings": [{"rule": "policy/registries", "level": "error", "new": true, "message": "…", …}]}
    package var json: Value {
        [
            "revision": revision.map(Value.string) ?? .null, "base": base.map(Value.string) ?? .null,
            "offline": .bool(isOffline), "environments": .array(environments.map(\.json)),
            "findings": .array(findings.map(\.json)),
        ]
    }
}

extension CheckReport.Environment {
    fileprivate var json: Value {
        var value: Object = ["environment": .string(name), "objects": .integer(Int64(objects.count))]
        value["changes"] = changes.map { .array($0.map(\.json)) }
        value["plan"] = plan?.report
        value["unreached"] = unreached.map(Value.string)
        return .object(value)
    }
}

extension ObjectChange {
    fileprivate var json: Value {
        var value: Object = [
            "change": .string(kind.rawValue), "object": .string(identity.description),
            "location": .string(location.description),
        ]
        if !differences.isEmpty {
            value["differences"] = .array(
                differences.map { difference in
                    var value: Object = ["path": .string(difference.path)]
                    value["before"] = difference.before
                    value["after"] = difference.after
                    return .object(value)
                })
        }
        return .object(value)
    }
}

extension CheckFinding {
    fileprivate var json: Value {
        var value: Object = [
            "rule": .string(rule.id), "level": .string(level.rawValue), "new": .bool(isNew),
            "message": .string(message), "fingerprint": .string(fingerprint),
        ]
        value["environment"] = environment.map(Value.string)
        value["object"] = object.map { .string($0.description) }
        value["location"] = diagnostic.location.map { .string($0.description) }
        value["hint"] = diagnostic.hint.map(Value.string)
        return .object(value)
    }
}
