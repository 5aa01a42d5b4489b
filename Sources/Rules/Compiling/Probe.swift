/// A place whose passes are counted for coverage.
struct Probe: Hashable, Sendable {
    enum Branch: Hashable, Sendable {
        /// The statement or condition itself.
        case line
        /// The ways out of a condition, written or not.
        case holds
        case fails
    }

    /// In bytes of the policy's file.
    var offset: Int
    var branch: Branch
}

/// Counts that a closure was evaluated.
final class ProbeNode: Node, @unchecked Sendable {
    let inner: Node
    let probe: Int

    init(_ inner: Node, _ probe: Int) {
        self.inner = inner
        self.probe = probe
        super.init(inner.offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        frame.pass(probe)
        return try inner.evaluate(frame)
    }
}

/// Counts that a condition was asked, and its answers.
final class BranchNode: Node, @unchecked Sendable {
    let inner: Node
    let line: Int
    let holds: Int
    let fails: Int

    init(_ inner: Node, line: Int, holds: Int, fails: Int) {
        self.inner = inner
        self.line = line
        self.holds = holds
        self.fails = fails
        super.init(inner.offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum { .bool(try isTrue(frame)) }

    override func isTrue(_ frame: Frame) throws(Fault) -> Bool {
        frame.pass(line)
        let answer = try inner.isTrue(frame)
        frame.pass(answer ? holds : fails)
        return answer
    }
}
