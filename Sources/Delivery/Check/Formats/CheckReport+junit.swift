import Manifests
import Rules

extension CheckReport {
    /// The report as JUnit XML: a suite an environment, a case a declared object.
    ///
    /// - Parameter listsAll: errors that the base has fail their case as well.
    package func junit(listsAll: Bool) -> String {
        var suites = environments.map { environment in
            let own = findings.filter { $0.environment == environment.name }
            let objects = environment.objects.map { object in
                Case(
                    name: object.identity.description, file: object.location.file, line: object.location.line,
                    findings: own.filter { $0.object == object.identity })
            }
            let named = Set(environment.objects.map(\.identity))
            let rest = own.filter { $0.object.map { !named.contains($0) } ?? true }
            return Suite(
                name: environment.name,
                cases: objects + [Case(name: "environment \(environment.name)", findings: rest)])
        }
        let common = findings.filter { $0.environment == nil }
        if !common.isEmpty {
            suites.append(Suite(name: "repository", cases: [Case(name: "repository", findings: common)]))
        }
        let cases = suites.flatMap(\.cases)
        let failures = cases.count { $0.fails(listsAll) }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<testsuites name=\"lockstep check\" tests=\"\(cases.count)\" failures=\"\(failures)\">\n"
            + suites.map { $0.text(listsAll) }.joined() + "</testsuites>\n"
    }
}

private struct Suite {
    var name: String
    var cases: [Case]

    func text(_ listsAll: Bool) -> String {
        let failures = cases.count { $0.fails(listsAll) }
        let skipped = cases.count { $0.isSkipped(listsAll) }
        let head =
            "  <testsuite name=\"\(JUnit.escaped(name))\" tests=\"\(cases.count)\" failures=\"\(failures)\" "
            + "errors=\"0\" skipped=\"\(skipped)\">\n"
        return head + cases.map { $0.text(listsAll, suite: name) }.joined() + "  </testsuite>\n"
    }
}

private struct Case {
    var name: String
    var file: String?
    var line: Int?
    var findings: [CheckFinding]

    func fails(_ listsAll: Bool) -> Bool { !errors(listsAll).isEmpty }

    func isSkipped(_ listsAll: Bool) -> Bool { !fails(listsAll) && findings.contains { $0.level == .note } }

    private func errors(_ listsAll: Bool) -> [CheckFinding] {
        findings.filter { $0.level == .error && (listsAll || $0.isNew) }
    }

    func text(_ listsAll: Bool, suite: String) -> String {
        var head = "    <testcase name=\"\(JUnit.escaped(name))\" classname=\"\(JUnit.escaped(suite))\""
        if let file { head += " file=\"\(JUnit.escaped(file))\"" }
        if let line { head += " line=\"\(line)\"" }
        let errors = errors(listsAll)
        var body = ""
        if let first = errors.first {
            let lines = errors.map(\.diagnostic.description).joined(separator: "\n")
            body +=
                "      <failure type=\"\(JUnit.escaped(first.rule.id))\" message=\"\(JUnit.escaped(first.message))\">"
                + "\(JUnit.escaped(lines))</failure>\n"
        } else if let note = findings.first(where: { $0.level == .note }) {
            body += "      <skipped message=\"\(JUnit.escaped(note.message))\"/>\n"
        }
        let rest = findings.filter { finding in !errors.contains { $0.fingerprint == finding.fingerprint } }
        if !rest.isEmpty {
            let lines = rest.map { "\($0.diagnostic)" }.joined(separator: "\n")
            body += "      <system-out>\(JUnit.escaped(lines))</system-out>\n"
        }
        return body.isEmpty ? head + "/>\n" : head + ">\n" + body + "    </testcase>\n"
    }
}
