import Delivery
import Manifests

/// Collects what went wrong over several environments: said on standard error at once, worst exit code at the end.
struct Report {
    let style: Style
    private(set) var faults: [Value] = []
    private var worst = Exit.done

    init(style: Style) { self.style = style }

    /// - Returns: the plan, if there is one.
    mutating func take(_ outcome: PlanOutcome, of name: String) -> Plan? {
        switch outcome {
        case .planned(let plan, _, let warnings):
            for warning in warnings { say("\(warning)") }
            return plan
        case .refused(let diagnostics):
            for diagnostic in diagnostics { say("\(diagnostic)") }
            let errors = diagnostics.count { $0.severity == .error }
            let rest = errors == 1 ? "an error" : "\(errors) errors"
            say("\(style.bold("\(name)")): \(style.red("refused")) as a whole for \(rest)")
            faults.append(["environment": .string(name), "diagnostics": .array(diagnostics.map { .string("\($0)") })])
            note(.badInput)
        case .unreachable(let reason):
            say("\(style.bold("\(name)")): \(style.red("unreachable")): \(reason)")
            faults.append(["environment": .string(name), "unreachable": .string(reason)])
            note(.unreachable)
        }
        return nil
    }

    mutating func note(_ exit: Exit) { if exit.rawValue > worst.rawValue { worst = exit } }

    func finish() throws { if worst != .done { throw worst } }

    private func say(_ line: TerminalText) { line.warn() }
}
