package import Manifests

extension CheckReport {
    /// The report as SARIF (OASIS Static Analysis Results Interchange Format 2.1.0).
    ///
    /// Findings that the base has are there too, with `baselineState` (§3.27.24).
    package func sarif(version: String) -> Value {
        let rules = Array(Set(findings.map(\.rule))).sorted { $0.id < $1.id }
        let indices = Dictionary(uniqueKeysWithValues: zip(rules, rules.indices))
        let driver: Value = [
            "name": "lockstep", "version": .string(version), "semanticVersion": .string(version),
            "rules": .array(rules.map(\.sarif)),
        ]
        let run: Value = [
            "tool": ["driver": driver], "columnKind": "unicodeCodePoints",
            "results": .array(findings.map { $0.sarif(rule: indices[$0.rule] ?? 0, hasBase: base != nil) }),
        ]
        return [
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0", "runs": .array([run]),
        ]
    }
}

extension GateFinding.Rule {
    fileprivate var sarif: Value {
        [
            "id": .string(id), "shortDescription": ["text": .string(summary)],
            "fullDescription": ["text": .string(summary)],
            "help": ["text": .string(help)], "defaultConfiguration": ["level": "error"],
        ]
    }
}

extension CheckFinding {
    fileprivate func sarif(rule index: Int, hasBase: Bool) -> Value {
        var result: Object = [
            "ruleId": .string(rule.id), "ruleIndex": .integer(Int64(index)), "level": .string(level.rawValue),
            "message": ["text": .string(message + (diagnostic.hint.map { "\n\($0)" } ?? ""))],
            "partialFingerprints": ["lockstepFinding/v1": .string(fingerprint)],
        ]
        if hasBase { result["baselineState"] = isNew ? "new" : "unchanged" }
        var location = Object()
        if let place = diagnostic.location {
            location["physicalLocation"] = [
                "artifactLocation": ["uri": .string(Self.uri(place.file)), "uriBaseId": "%SRCROOT%"],
                "region": ["startLine": .integer(Int64(place.line)), "startColumn": .integer(Int64(place.column))],
            ]
        }
        if let object {
            location["logicalLocations"] = .array([
                ["name": .string(object.name), "fullyQualifiedName": .string(object.description), "kind": "object"]
            ])
        }
        if !location.isEmpty { result["locations"] = .array([.object(location)]) }
        return .object(result)
    }

    /// A path as a relative reference (RFC 3986).
    private static func uri(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF")
        let kept = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/!$&'()*+,;=@".utf8)
        return path.utf8.reduce(into: "") { text, byte in
            if kept.contains(byte) {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
