package import Manifests

extension CommitVerdict: CustomStringConvertible {
    package var description: String {
        switch self {
        case .verified(let signatory):
            "signed by \(signatory.principal) with \(signatory.keyName) \(signatory.fingerprint)"
        case .refused(let refusal): "\(refusal.code): \(refusal)"
        case .needsTool(let reason): "needsTool: only another tool can verify it: \(reason)"
        }
    }

    fileprivate var report: Object {
        switch self {
        case .verified(let signatory):
            [
                "verdict": "verified", "principal": .string(signatory.principal), "key": .string(signatory.keyName),
                "fingerprint": .string(signatory.fingerprint),
            ]
        case .refused(let refusal):
            ["verdict": "refused", "code": .string(refusal.code), "message": .string(refusal.description)]
        case .needsTool(let reason): ["verdict": "needsTool", "message": .string(reason)]
        }
    }
}

extension CommitRange.Outcome {
    package var isVerified: Bool { if case .verified = self { true } else { false } }

    /// Whether nothing stands against the commits but that a signature could not be looked at.
    package var isUnavailable: Bool {
        guard case .refused(let findings) = self else { return false }
        return findings.allSatisfy { if case .refused(.unavailable) = $0.verdict { true } else { false } }
    }

    private static func count(_ findings: [CommitRange.Finding]) -> String {
        findings.count == 1 ? "1 commit" : "\(findings.count) commits"
    }

    package var findings: [CommitRange.Finding] {
        switch self {
        case .verified(let findings), .refused(let findings): findings
        case .notADescendant: []
        }
    }

    /// For people: the verdict, then a line for each commit.
    package func lines(head: String) -> [String] {
        let verdict =
            switch self {
            case .verified(let findings): "verified: \(Self.count(findings)) up to \(head)"
            case .refused(let findings): "refused: \(Self.count(findings)) up to \(head)"
            case .notADescendant: "refused: \(head) does not descend from the last verified commit"
            }
        return [verdict] + findings.map { "  \($0.commit) \($0.verdict)" }
    }

    /// For `--output json`.
    package func report(head: String) -> Value {
        let commits = findings.map { finding -> Value in
            var object = finding.verdict.report
            object["commit"] = .string(finding.commit)
            return .object(object)
        }
        var object: Object = [
            "head": .string(head), "verdict": isVerified ? "verified" : "refused", "commits": .array(commits),
        ]
        if case .notADescendant = self { object["code"] = "notADescendant" }
        return .object(object)
    }
}
