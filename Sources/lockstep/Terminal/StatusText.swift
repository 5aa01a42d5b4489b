import Manifests

/// A status, as the daemon reports it, for a person.
struct StatusText {
    let style: Style

    func lines(_ status: Value) -> [TerminalText] {
        let name = status["environment"]?.string ?? "?"
        let phase = status["phase"]?.string ?? "unknown"
        var head: TerminalText = "\(style.bold("\(name)")): \(paint(phase)) since \(status["since"]?.string ?? "?")"
        if let applied = status["applied"]?.string { head += ", at \(applied.prefix(12))" }
        var lines: [TerminalText] = [head, "  \(status["resources"]?.integer ?? 0) objects\(health(status))"]
        for (field, title) in [("gitOutage", "Git unreachable"), ("clusterOutage", "cluster unreachable")] {
            guard let outage = status[field] else { continue }
            lines.append(
                "  "
                    + style.red("! \(title) since \(outage["since"]?.string ?? "?"): \(outage["reason"]?.string ?? "")")
            )
        }
        if let head = status["head"]?.string, let applied = status["applied"]?.string, head != applied {
            lines.append("  the newest commit, \(head.prefix(12)), is not applied")
        }
        for diagnostic in texts(status["diagnostics"]) {
            lines += diagnostic.split(whereSeparator: \.isNewline).map { "  \($0)" }
        }
        for difference in texts(status["differences"]) {
            lines.append("  " + style.yellow("~ \(difference)"))
        }
        for object in texts(status["unhealthy"]) { lines.append("  " + style.yellow("! \(object)")) }
        lines += texts(status["suspended"]).map { "  \($0)" }
        return lines
    }

    private func health(_ status: Value) -> String {
        (status["health"]?.object ?? [:]).map { ", \($0.value.integer ?? 0) \($0.key.lowercased())" }.joined()
    }

    private func texts(_ value: Value?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    private func paint(_ phase: String) -> TerminalText {
        switch phase {
        case "synced": style.green("\(phase)")
        case "invalid", "outOfSync": style.red("\(phase)")
        default: style.yellow("\(phase)")
        }
    }
}
