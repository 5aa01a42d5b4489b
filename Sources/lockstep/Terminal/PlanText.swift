import Delivery
import Manifests

/// A plan as a person reads it.
struct PlanText {
    let style: Style

    func lines(_ plan: Plan) -> [TerminalText] {
        var lines = [headline(plan)]
        if let refusal = plan.refusal { lines.append("  " + style.red("! refused: \(refusal)")) }
        for (kind, reason) in plan.unseen.sorted(by: { $0.key.description < $1.key.description }) {
            lines.append("  " + style.red("! unseen  \(kind)"))
            lines.append("      \(reason)")
        }
        for change in plan.changes where change.action != .unchanged {
            lines += self.lines(change)
            if let obstacle = change.obstacle { lines.append("      " + style.red("not carried out: \(obstacle)")) }
        }
        return lines
    }

    private func headline(_ plan: Plan) -> TerminalText {
        let verbs = [
            "create", "update", "adopt", "recreate", "delete", "terminating", "keep", "conflict", "refused",
            "failed", "unchanged",
        ]
        let counts = verbs.compactMap { verb -> String? in
            let count = plan.count(verb)
            guard count > 0 else { return nil }
            return ["terminating", "unchanged", "conflict", "refused", "failed"].contains(verb)
                ? "\(count) \(verb)" : "\(count) to \(verb)"
        }
        let name = style.bold("\(plan.environment.name)")
        let revision = plan.environment.revision.map { " at \($0.prefix(12))" } ?? " from the work tree"
        return
            "\(name)\(style.faint("\(revision)")): \(counts.isEmpty ? "nothing declared" : counts.joined(separator: ", "))"
    }

    private func lines(_ change: PlannedChange) -> [TerminalText] {
        let name = "\(change.identity)"
        let place: TerminalText = change.location.map { "  " + style.faint("\($0)") } ?? ""
        switch change.action {
        case .create: return ["  " + style.green("+ create  \(name)") + place]
        case .delete: return ["  " + style.red("- delete  \(name)")]
        case .terminating(let reason): return ["  " + style.yellow("- terminating \(name)"), "      \(reason)"]
        case .adopt:
            return ["  " + style.cyan("= adopt   \(name)") + place]
                + change.declared.added.map { "      \($0): declared now, with the value that it has" }
                + change.declared.removed.map { "      \($0): declared no longer, and somebody else's as it is" }
        case .recreate(let reason):
            return ["  " + style.red("± recreate \(name)") + place] + Self.indented(reason)
                + change.attempted.flatMap(self.lines)
        case .keep(let reason): return ["  " + style.faint("  keep    \(name): \(reason)")]
        case .unchanged: return []
        case .failed(let reason): return ["  " + style.red("! failed  \(name)") + place, "      \(reason)"]
        case .refused(let reason):
            return ["  " + style.red("! refused \(name)") + place] + Self.indented(reason)
                + change.attempted.flatMap(self.lines)
        case .conflict(let conflicts, let differences):
            return ["  " + style.red("! conflict \(name)") + place] + conflicts.map { "      \($0)" }
                + ["      " + style.faint("\([FieldOwner].remedy)")]
                + differences.flatMap(self.lines)
        case .update(let differences):
            return ["  " + style.yellow("~ update  \(name)") + place] + differences.flatMap(self.lines)
        }
    }

    private func lines(_ difference: FieldDifference) -> [TerminalText] {
        let manager: TerminalText = difference.manager.map { style.faint("  set by '\($0)'") } ?? ""
        return ["      \(difference.path)\(manager)"]
            + difference.lines.map { line in
                switch line {
                case .removed(let text): "        " + style.red("- \(text)")
                case .added(let text): "        " + style.green("+ \(text)")
                case .kept(let text): "          \(text)"
                case .leftOut(let count, let next):
                    "        " + style.cyan("@@ \(count) equal lines\(next.map { ", then line \($0)" } ?? "") @@")
                }
            }
    }

    /// A server may answer with a list of faults, one a line.
    private static func indented(_ reason: String) -> [TerminalText] {
        reason.split(whereSeparator: \.isNewline).map { "      \($0)" }
    }
}
