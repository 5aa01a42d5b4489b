import Delivery
import Manifests

/// A check as a person reads it.
struct CheckText {
    let style: Style
    let listsAll: Bool

    func lines(_ report: CheckReport) -> [TerminalText] {
        report.shown(listsAll: listsAll).map(line) + report.environments.flatMap(lines) + [summary(report)]
    }

    private func line(_ finding: CheckFinding) -> TerminalText {
        let word =
            switch finding.level {
            case .error: style.red("error")
            case .warning: style.yellow("warning")
            case .note: style.cyan("note")
            }
        let place: TerminalText = finding.diagnostic.location.map { "\($0): " } ?? ""
        let hint: TerminalText = finding.diagnostic.hint.map { "\n  hint: \($0)" } ?? ""
        return "\(place)\(word): \(finding.message) \(style.faint("[\(finding.rule.id)]"))\(hint)"
    }

    private func lines(_ environment: CheckReport.Environment) -> [TerminalText] {
        var lines: [TerminalText] = []
        if let plan = environment.plan {
            lines += PlanText(style: style).lines(plan)
        } else {
            let why = environment.unreached.map { ", not planned: \($0)" } ?? ", not planned"
            let count = environment.objects.count
            lines.append("\(style.bold("\(environment.name)")): \(count) object\(count == 1 ? "" : "s")\(why)")
        }
        guard let changes = environment.changes else { return lines }
        if changes.isEmpty { return lines + ["  no object changes"] }
        for change in changes {
            let place = style.faint("\(change.location)")
            switch change.kind {
            case .added: lines.append("  " + style.green("+ added    \(change.identity)") + "  \(place)")
            case .removed: lines.append("  " + style.red("- removed  \(change.identity)") + "  \(place)")
            case .changed:
                lines.append("  " + style.yellow("~ changed  \(change.identity)") + "  \(place)")
                lines += change.differences.map { "      \($0.path)" as TerminalText }
            }
        }
        return lines
    }

    private func summary(_ report: CheckReport) -> TerminalText {
        let errors = report.count(.error)
        let warnings = report.count(.warning)
        let notes = report.count(.note)
        let old = report.findings.count { !$0.isNew }
        var parts = ["\(errors)\(report.base == nil ? "" : " new") error\(errors == 1 ? "" : "s")"]
        if warnings > 0 { parts.append("\(warnings) warning\(warnings == 1 ? "" : "s")") }
        if notes > 0 { parts.append("\(notes) not judged") }
        if old > 0 { parts.append("\(old) from before") }
        return "\(parts.joined(separator: ", "))"
    }
}
