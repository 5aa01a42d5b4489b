import Delivery
import Foundation

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
            print("\r  \(count) of \(total)", terminator: "")
            fflush(nil)
        }
    }

    func finish(_ applied: Applied) {
        guard isShown else { return }
        clearLine()
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let unchanged = plan.count("unchanged")
        let state = applied.isComplete ? style.green("in sync") : style.red("not in sync")
        print(
            "\(style.bold(plan.environment.name)): \(state), \(applied.changedCount) changed, \(unchanged) unchanged, "
                + String(format: "%.1f s", seconds))
        if let refusal = applied.refusal { print("  " + style.red("! \(refusal)")) }
    }

    private func text(_ step: Applied.Step) -> String {
        let name = "\(step.change.identity)"
        switch step.outcome {
        case .done:
            let verb =
                [
                    "create": "created", "update": "updated", "adopt": "adopted", "recreate": "recreated",
                    "delete": "deleted",
                ][
                    step.change.action.verb] ?? "done"
            return "  \(style.green(verb)) \(name)"
        case .failed(let reason): return "  \(style.red("failed")) \(name): \(reason)"
        case .waiting(let reason): return "  \(style.yellow("waiting")) \(name): \(reason)"
        case .skipped(let reason): return "  \(style.yellow("skipped")) \(name): \(reason)"
        }
    }

    private func clearLine() { if isTerminal { print("\r\u{1B}[K", terminator: "") } }
}
