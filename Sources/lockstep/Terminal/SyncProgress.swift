import Delivery
import Foundation
import Manifests

/// Tells of a sync while it runs: a counter that moves on a terminal, a line for each object elsewhere.
actor SyncProgress {
    private let plan: Plan
    private let isShown: Bool
    private let isTerminal = isatty(STDOUT_FILENO) == 1
    private let style = Style.standardOutput
    private let started = ContinuousClock.now
    private let total: Int
    private var count = 0

    init(plan: Plan, isShown: Bool) {
        self.plan = plan
        self.isShown = isShown
        total = plan.differences.count
    }

    func done(_ step: Applied.Step) {
        count += 1
        guard isShown else { return }
        if step.outcome != .done || !isTerminal || total <= 20 {
            clearLine()
            print(text(step))
        }
        if isTerminal, count < total {
            print("\r  \(count) of \(total)" as TerminalText, terminator: "")
            fflush(nil)
        }
    }

    func finish(_ applied: Applied) {
        guard isShown else { return }
        clearLine()
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let unchanged = plan.count("unchanged")
        let kept = plan.changes.count { $0.desired == nil && $0.action.verb == "keep" }
        let state =
            applied.isCompleteAndHealthy
            ? style.green("in sync") : style.red(applied.isComplete ? "in sync, but not healthy" : "not in sync")
        let count: TerminalText = kept > 0 ? "\(kept) kept that Git does not declare, " : ""
        let name = style.bold("\(plan.environment.name)")
        print(
            "\(name): \(state), \(applied.changedCount) changed, \(unchanged) unchanged, " + count
                + "\(String(format: "%.1f s", seconds))")
        if let refusal = applied.refusal { print("  " + style.red("! \(refusal)")) }
        for failure in applied.failures { print("  " + style.red("! \(failure)")) }
        let allowed = plan.environment.spec.sync.deadline
        for (identity, state) in (applied.unhealthy ?? [:]).sorted(by: { $0.key < $1.key }) {
            print("  " + style.red("! not healthy within \(allowed.components.seconds) s: \(identity) is \(state)"))
        }
        for remedy in applied.remedies { print("  hint: \(remedy)") }
    }

    func waits(_ notice: WaitNotice) {
        guard isShown, let first = notice.waiting.first else { return }
        clearLine()
        let more = notice.waiting.count > 1 ? ", and \(notice.waiting.count - 1) more are not ready" : ""
        let time = "\(notice.waited.components.seconds) s of at most \(notice.allowed.components.seconds) s"
        print("  \(style.yellow("waiting")): \(first)\(more) (\(time))" as TerminalText)
        if !notice.untouched.isEmpty {
            let kinds = notice.untouched.map { "'\($0)'" }.joined(separator: ", ")
            print("    no controller has written a status of \(kinds) in this time: is the one for it running?")
        }
        fflush(nil)
    }

    private func text(_ step: Applied.Step) -> TerminalText {
        let name = "\(step.change.identity)"
        switch step.outcome {
        case .done:
            return "  \(style.green("\(Self.past(step.change.action.verb))")) \(name)"
        case .failed(let reason): return "  \(style.red("failed")) \(name): \(reason)"
        case .waiting(let reason): return "  \(style.yellow("waiting")) \(name): \(reason)"
        case .skipped(let reason): return "  \(style.yellow("skipped")) \(name): \(reason)"
        }
    }

    private static func past(_ verb: String) -> String {
        switch verb {
        case "create": "created"
        case "update": "updated"
        case "adopt": "adopted"
        case "recreate": "recreated"
        case "delete": "deleted"
        default: "done"
        }
    }

    private func clearLine() { if isTerminal { print("\r\u{1B}[K" as TerminalText, terminator: "") } }
}
