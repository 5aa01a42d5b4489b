/// Statements in order; most blocks hold one.
final class StepList: @unchecked Sendable {
    private let steps: [Step]
    private let only: Step?

    init(_ steps: [Step]) {
        self.steps = steps
        only = steps.count == 1 ? steps.first : nil
    }

    /// - Returns: ``Flow/next`` where every statement was run.
    @inline(__always)
    func run(_ frame: Frame) throws(Fault) -> Flow {
        if let only { return try only.run(frame) }
        for step in steps {
            let flow = try step.run(frame)
            if case .next = flow { continue }
            return flow
        }
        return .next
    }
}
