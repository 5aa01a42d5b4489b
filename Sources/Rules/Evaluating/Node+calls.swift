/// A function of the standard library.
enum Intrinsic: Sendable {
    case nullary(@Sendable (Frame) throws(Fault) -> Datum)
    case unary(@Sendable (Datum, Frame) throws(Fault) -> Datum)
    case binary(@Sendable (Datum, Datum, Frame) throws(Fault) -> Datum)
    case many(@Sendable ([Datum], Frame) throws(Fault) -> Datum)
    case sequence(SequenceNode.Operation)
    /// Says something: deny, warn, require.
    case verdict(VerdictNode.Operation)
}

class CallNode: Node, @unchecked Sendable {
    let isChained: Bool

    init(isChained: Bool, _ offset: Int) {
        self.isChained = isChained
        super.init(offset)
    }
}

final class NullaryNode: Node, @unchecked Sendable {
    let work: @Sendable (Frame) throws(Fault) -> Datum

    init(_ work: @escaping @Sendable (Frame) throws(Fault) -> Datum, _ offset: Int) {
        self.work = work
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        do throws(Fault) { return try work(frame) } catch { throw error.located(offset) }
    }
}

final class UnaryNode: CallNode, @unchecked Sendable {
    let work: @Sendable (Datum, Frame) throws(Fault) -> Datum
    let operand: Node

    init(
        _ work: @escaping @Sendable (Datum, Frame) throws(Fault) -> Datum, _ operand: Node, isChained: Bool,
        _ offset: Int
    ) {
        self.work = work
        self.operand = operand
        super.init(isChained: isChained, offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        let value = try operand.evaluate(frame)
        if isChained, case .none = value { return .none }
        do throws(Fault) { return try work(value, frame) } catch { throw error.located(offset) }
    }
}

final class BinaryNode: CallNode, @unchecked Sendable {
    let work: @Sendable (Datum, Datum, Frame) throws(Fault) -> Datum
    let left: Node
    let right: Node

    init(
        _ work: @escaping @Sendable (Datum, Datum, Frame) throws(Fault) -> Datum, _ left: Node, _ right: Node,
        isChained: Bool, _ offset: Int
    ) {
        self.work = work
        self.left = left
        self.right = right
        super.init(isChained: isChained, offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        let first = try left.evaluate(frame)
        if isChained, case .none = first { return .none }
        let second = try right.evaluate(frame)
        do throws(Fault) { return try work(first, second, frame) } catch { throw error.located(offset) }
    }
}

final class ManyNode: CallNode, @unchecked Sendable {
    let work: @Sendable ([Datum], Frame) throws(Fault) -> Datum
    let operands: [Node]

    init(
        _ work: @escaping @Sendable ([Datum], Frame) throws(Fault) -> Datum, _ operands: [Node], isChained: Bool,
        _ offset: Int
    ) {
        self.work = work
        self.operands = operands
        super.init(isChained: isChained, offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        var values: [Datum] = []
        values.reserveCapacity(operands.count)
        for (index, operand) in operands.enumerated() {
            values.append(try operand.evaluate(frame))
            if index == 0, isChained, case .none = values[0] { return .none }
        }
        if frame.test != nil { frame.callOffset = offset }
        do throws(Fault) { return try work(values, frame) } catch { throw error.located(offset) }
    }
}

/// A closure's parameters and what it evaluates.
final class ClosureBody: Sendable {
    let slots: [Int]
    let expression: Node?
    let block: [Step]

    init(slots: [Int], expression: Node?, block: [Step]) {
        self.slots = slots
        self.expression = expression
        self.block = block
    }

    @inline(__always)
    func call(_ argument: Datum, _ frame: Frame) throws(Fault) -> Datum {
        if let slot = slots.first { frame.slots[slot] = argument }
        try frame.burn(1)
        if let expression { return try expression.evaluate(frame) }
        return try run(frame)
    }

    @inline(__always)
    func isTrue(_ argument: Datum, _ frame: Frame) throws(Fault) -> Bool {
        if let slot = slots.first { frame.slots[slot] = argument }
        try frame.burn(1)
        if let expression { return try expression.isTrue(frame) }
        if case .bool(let value) = try run(frame) { return value }
        throw Fault(.missing("the value of a condition"))
    }

    func run(_ frame: Frame) throws(Fault) -> Datum {
        for step in block {
            if case .returned(let value) = try step.run(frame) { return value }
        }
        return .none
    }
}

final class FunctionNode: Node, @unchecked Sendable {
    let slots: [Int]
    let operands: [Node]
    let body: [Step]

    init(slots: [Int], operands: [Node], body: [Step], _ offset: Int) {
        self.slots = slots
        self.operands = operands
        self.body = body
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        try frame.burn(1)
        // All arguments before the first slot: an argument may call the same function.
        if operands.count == 1, let operand = operands.first {
            let value = try operand.evaluate(frame)
            frame.slots[slots[0]] = value
        } else {
            var values: [Datum] = []
            for operand in operands { values.append(try operand.evaluate(frame)) }
            for (slot, value) in zip(slots, values) { frame.slots[slot] = value }
        }
        for step in body {
            if case .returned(let value) = try step.run(frame) { return value }
        }
        return .none
    }
}

/// `contains(where:)`, `filter` and their like.
final class SequenceNode: CallNode, @unchecked Sendable {
    enum Operation: Sendable { case contains, all, filter, map, compactMap, flatMap, first, sum, count, distinct }

    let operation: Operation
    let base: Node
    let closure: ClosureBody
    let makesSet: Bool

    init(_ operation: Operation, _ base: Node, _ closure: ClosureBody, makesSet: Bool, isChained: Bool, _ offset: Int) {
        self.operation = operation
        self.base = base
        self.closure = closure
        self.makesSet = makesSet
        super.init(isChained: isChained, offset)
    }

    override func isTrue(_ frame: Frame) throws(Fault) -> Bool {
        let value = try base.evaluate(frame)
        if operation == .contains || operation == .all, !isChained {
            let elements = try Elements(value)
            let wanted = operation == .contains
            for index in 0..<elements.count where try closure.isTrue(elements[index], frame) == wanted { return wanted }
            return !wanted
        }
        if case .bool(let result) = try evaluate(frame) { return result }
        throw Fault(.missing("the value of a condition"), at: offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        let value = try base.evaluate(frame)
        if isChained, case .none = value { return .none }
        let elements = try Elements(value)
        switch operation {
        case .contains:
            for index in 0..<elements.count where try closure.isTrue(elements[index], frame) { return .bool(true) }
            return .bool(false)
        case .all:
            for index in 0..<elements.count where !(try closure.isTrue(elements[index], frame)) { return .bool(false) }
            return .bool(true)
        case .first:
            for index in 0..<elements.count where try closure.isTrue(elements[index], frame) { return elements[index] }
            return .none
        case .sum: return try sum(elements, frame)
        case .count:
            var count = 0
            for index in 0..<elements.count where try closure.isTrue(elements[index], frame) { count += 1 }
            return .integer(count)
        case .filter, .map, .compactMap, .flatMap, .distinct: return try list(elements, frame)
        }
    }

    private func sum(_ elements: Elements, _ frame: Frame) throws(Fault) -> Datum {
        var total = 0
        for index in 0..<elements.count {
            guard case .integer(let value) = try closure.call(elements[index], frame) else { continue }
            let (sum, overflow) = total.addingReportingOverflow(value)
            if overflow { throw Fault(.overflow, at: offset) }
            total = sum
        }
        return .integer(total)
    }

    private func list(_ elements: Elements, _ frame: Frame) throws(Fault) -> Datum {
        var result: [Datum] = []
        var keys: [Datum] = []
        for index in 0..<elements.count {
            let element = elements[index]
            switch operation {
            case .filter: if try closure.isTrue(element, frame) { result.append(element) }
            case .map: result.append(try closure.call(element, frame))
            case .compactMap:
                let value = try closure.call(element, frame)
                if case .none = value { continue }
                result.append(value)
            case .distinct:
                let key = try closure.call(element, frame)
                try frame.burn(keys.count)
                if keys.contains(where: { Datum.equals($0, key) }) { continue }
                keys.append(key)
                result.append(element)
            default:
                let inner = try Elements(try closure.call(element, frame))
                try frame.burn(inner.count)
                for position in 0..<inner.count { result.append(inner[position]) }
            }
            if result.count > Limits.listElements { throw Fault(.tooLarge("a list"), at: offset) }
        }
        return makesSet ? .object(SetBox(result)) : .list(result)
    }
}

/// `deny`, `warn` and `require`.
final class VerdictNode: Node, @unchecked Sendable {
    enum Operation: Sendable { case deny, warn, require }

    let operation: Operation
    let condition: Node?
    let message: Node
    let path: Node?

    init(_ operation: Operation, condition: Node?, message: Node, path: Node?, _ offset: Int) {
        self.operation = operation
        self.condition = condition
        self.message = message
        self.path = path
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        if let condition, try condition.isTrue(frame) { return .none }
        guard frame.violations.count < 1_000 else { return .none }
        let text = try message.evaluate(frame).text
        var place: String?
        if case .string(let path)? = try path?.evaluate(frame) { place = path }
        frame.violations.append(
            RawViolation(message: text, path: place, offset: offset, isWarning: operation == .warn))
        return .none
    }
}
