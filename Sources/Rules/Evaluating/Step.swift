/// Where control goes after a statement.
enum Flow {
    case next
    case breaks
    case continues
    case returned(Datum)
}

/// A compiled statement.
class Step: @unchecked Sendable {
    func run(_ frame: Frame) throws(Fault) -> Flow { .next }
}

final class BindStep: Step, @unchecked Sendable {
    let slot: Int
    let value: Node

    init(_ slot: Int, _ value: Node) {
        self.slot = slot
        self.value = value
    }

    override func run(_ frame: Frame) throws(Fault) -> Flow {
        frame.slots[slot] = try value.evaluate(frame)
        return .next
    }
}

final class EvaluateStep: Step, @unchecked Sendable {
    let value: Node

    init(_ value: Node) { self.value = value }

    override func run(_ frame: Frame) throws(Fault) -> Flow {
        _ = try value.evaluate(frame)
        return .next
    }
}

/// Counts that a line or a branch was reached.
final class ProbeStep: Step, @unchecked Sendable {
    let probe: Int

    init(_ probe: Int) { self.probe = probe }

    override func run(_ frame: Frame) throws(Fault) -> Flow {
        frame.pass(probe)
        return .next
    }
}

final class ConditionStep: Step, @unchecked Sendable {
    enum Test {
        case boolean(Node)
        case unwrapping(Int, Node)
    }

    private let tests: [Test]
    /// Where there is one test, and it is a condition.
    private let condition: Node?
    private let then: StepList
    private let otherwise: StepList

    init(_ tests: [Test], then: [Step], otherwise: [Step]) {
        self.tests = tests
        if tests.count == 1, case .boolean(let node)? = tests.first { condition = node } else { condition = nil }
        self.then = StepList(then)
        self.otherwise = StepList(otherwise)
    }

    override func run(_ frame: Frame) throws(Fault) -> Flow {
        try holds(frame) ? try then.run(frame) : try otherwise.run(frame)
    }

    private func holds(_ frame: Frame) throws(Fault) -> Bool {
        if let condition { return try condition.isTrue(frame) }
        for test in tests {
            switch test {
            case .boolean(let node): if !(try node.isTrue(frame)) { return false }
            case .unwrapping(let slot, let node):
                let value = try node.evaluate(frame)
                if case .none = value { return false }
                frame.slots[slot] = value
            }
        }
        return true
    }
}

final class LoopStep: Step, @unchecked Sendable {
    let slots: [Int]
    let sequence: Node
    let filter: Node?
    private let body: StepList

    init(slots: [Int], sequence: Node, filter: Node?, body: [Step]) {
        self.slots = slots
        self.sequence = sequence
        self.filter = filter
        self.body = StepList(body)
    }

    override func run(_ frame: Frame) throws(Fault) -> Flow {
        let elements: Elements
        do throws(Fault) { elements = try Elements(try sequence.evaluate(frame)) } catch {
            throw error.located(sequence.offset)
        }
        for index in 0..<elements.count {
            do throws(Fault) { try frame.burn(1) } catch { throw error.located(sequence.offset) }
            bind(elements[index], frame)
            if let filter, !(try filter.isTrue(frame)) { continue }
            switch try body.run(frame) {
            case .next, .continues: continue
            case .breaks: return .next
            case .returned(let value): return .returned(value)
            }
        }
        return .next
    }

    private func bind(_ element: Datum, _ frame: Frame) {
        if slots.count == 2, case .object(let box as Record) = element, box.fields.count == 2 {
            frame.slots[slots[0]] = box.fields[0]
            frame.slots[slots[1]] = box.fields[1]
        } else {
            frame.slots[slots[0]] = element
        }
    }
}

final class SelectionStep: Step, @unchecked Sendable {
    enum Test {
        case always
        case absent
        case present(Int)
        case bind(Int)
        case equal(Node)
        case within(Node)
    }

    struct Case {
        var tests: [(test: Test, filter: Node?)]
        var body: [Step]
    }

    let subject: Node
    let cases: [Case]

    init(_ subject: Node, _ cases: [Case]) {
        self.subject = subject
        self.cases = cases
    }

    override func run(_ frame: Frame) throws(Fault) -> Flow {
        let value = try subject.evaluate(frame)
        for element in cases where try matches(element, value, frame) {
            for step in element.body {
                switch try step.run(frame) {
                case .next: continue
                case .breaks: return .next
                case let flow: return flow
                }
            }
            return .next
        }
        return .next
    }

    private func matches(_ element: Case, _ value: Datum, _ frame: Frame) throws(Fault) -> Bool {
        if element.tests.isEmpty { return true }
        for (test, filter) in element.tests where try passes(test, value, frame) {
            if let filter, !(try filter.isTrue(frame)) { continue }
            return true
        }
        return false
    }

    private func passes(_ test: Test, _ value: Datum, _ frame: Frame) throws(Fault) -> Bool {
        let isAbsent = if case .none = value { true } else { false }
        switch test {
        case .always: return true
        case .absent: return isAbsent
        case .present(let slot):
            frame.slots[slot] = value
            return !isAbsent
        case .bind(let slot):
            frame.slots[slot] = value
            return true
        case .equal(let node): return Datum.equals(value, try node.evaluate(frame))
        case .within(let node):
            guard case .object(let range as RangeBox) = try node.evaluate(frame) else { return false }
            return Ranges.contains(range, value)
        }
    }
}

final class ReturnStep: Step, @unchecked Sendable {
    let value: Node?

    init(_ value: Node?) { self.value = value }

    override func run(_ frame: Frame) throws(Fault) -> Flow { .returned(try value?.evaluate(frame) ?? .none) }
}

final class LeaveStep: Step, @unchecked Sendable {
    let isContinue: Bool

    init(isContinue: Bool) { self.isContinue = isContinue }

    override func run(_ frame: Frame) throws(Fault) -> Flow { isContinue ? .continues : .breaks }
}
