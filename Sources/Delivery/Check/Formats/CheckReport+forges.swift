package import Manifests

extension CheckReport {
    /// Workflow commands of GitHub Actions, which it shows at the lines of a pull request.
    ///
    ///     ::error file=environments/a.yaml,line=6,col=3,title=policy/owned::a belongs to nobody
    package func githubCommands(listsAll: Bool) -> [String] {
        shown(listsAll: listsAll).map { finding in
            let verb = finding.level == .note ? "notice" : finding.level.rawValue
            var properties: [String] = []
            if let place = finding.diagnostic.location {
                properties += [
                    "file=\(Self.property(place.file))", "line=\(place.line)", "col=\(place.column)",
                ]
            }
            properties.append("title=\(Self.property(finding.rule.id))")
            let hint = finding.diagnostic.hint.map { "\n\($0)" } ?? ""
            return "::\(verb) \(properties.joined(separator: ","))::\(Self.data(finding.message + hint))"
        }
    }

    private static func data(_ text: String) -> String { escaped(text, "%\r\n") }

    private static func property(_ text: String) -> String { escaped(text, "%\r\n:,") }

    /// By scalars: to characters, a carriage return with its line feed is neither of both.
    private static func escaped(_ text: String, _ special: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if special.unicodeScalars.contains(scalar) {
                result += (scalar.value < 0x10 ? "%0" : "%") + String(scalar.value, radix: 16, uppercase: true)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    /// A report of GitLab's Code Quality, a subset of Code Climate's issues.
    ///
    /// - Parameter listsAll: tells what the base has as well; GitLab compares branches by fingerprint itself.
    package func gitlab(listsAll: Bool) -> Value {
        .array(
            shown(listsAll: listsAll).map { finding in
                let place = finding.diagnostic.location
                return [
                    "description": .string(finding.message), "check_name": .string(finding.rule.id),
                    "fingerprint": .string(finding.fingerprint), "severity": .string(finding.severity),
                    "location": [
                        "path": .string(place?.file ?? finding.environmentFile),
                        "lines": ["begin": .integer(Int64(place?.line ?? 1))],
                    ],
                ]
            })
    }
}

extension CheckFinding {
    fileprivate var severity: String {
        switch level {
        case .error: "critical"
        case .warning: "minor"
        case .note: "info"
        }
    }

    /// Where a finding without a place is shown.
    fileprivate var environmentFile: String {
        environment.map { "\(Checkout.root)/\($0)/environment.yaml" } ?? PolicyBundle.root
    }
}
