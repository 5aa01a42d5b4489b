final class NotNode: Node, @unchecked Sendable {
    let operand: Node

    init(_ operand: Node, _ offset: Int) {
        self.operand = operand
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum { .bool(!(try operand.isTrue(frame))) }
    override func isTrue(_ frame: Frame) throws(Fault) -> Bool { !(try operand.isTrue(frame)) }
}

final class LogicNode: Node, @unchecked Sendable {
    let left: Node
    let right: Node
    let isAnd: Bool

    init(_ left: Node, _ right: Node, isAnd: Bool, _ offset: Int) {
        self.left = left
        self.right = right
        self.isAnd = isAnd
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum { .bool(try isTrue(frame)) }

    override func isTrue(_ frame: Frame) throws(Fault) -> Bool {
        if isAnd {
            guard try left.isTrue(frame) else { return false }
        } else if try left.isTrue(frame) {
            return true
        }
        return try right.isTrue(frame)
    }
}

final class CoalesceNode: Node, @unchecked Sendable {
    let left: Node
    let right: Node

    init(_ left: Node, _ right: Node, _ offset: Int) {
        self.left = left
        self.right = right
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        let value = try left.evaluate(frame)
        if case .none = value { return try right.evaluate(frame) }
        return value
    }
}

final class ConditionalNode: Node, @unchecked Sendable {
    let condition: Node
    let then: Node
    let otherwise: Node

    init(_ condition: Node, _ then: Node, _ otherwise: Node, _ offset: Int) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        try condition.isTrue(frame) ? try then.evaluate(frame) : try otherwise.evaluate(frame)
    }
}

final class EqualityNode: Node, @unchecked Sendable {
    let left: Node
    let right: Node
    let isNegated: Bool

    init(_ left: Node, _ right: Node, isNegated: Bool, _ offset: Int) {
        self.left = left
        self.right = right
        self.isNegated = isNegated
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum { .bool(try isTrue(frame)) }

    override func isTrue(_ frame: Frame) throws(Fault) -> Bool {
        Datum.equals(try left.evaluate(frame), try right.evaluate(frame)) != isNegated
    }
}

final class ComparisonNode: Node, @unchecked Sendable {
    let operation: Typed.Comparison
    let left: Node
    let right: Node

    init(_ operation: Typed.Comparison, _ left: Node, _ right: Node, _ offset: Int) {
        self.operation = operation
        self.left = left
        self.right = right
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum { .bool(try isTrue(frame)) }

    override func isTrue(_ frame: Frame) throws(Fault) -> Bool {
        let order: Int
        switch (try left.evaluate(frame), try right.evaluate(frame)) {
        case (.object(let a as VersionBox), .object(let b as VersionBox)):
            order = SemanticVersion.order(a.version, b.version)
        case (let a, let b): order = Datum.order(a, b)
        }
        switch operation {
        case .less: return order < 0
        case .lessOrEqual: return order <= 0
        case .greater: return order > 0
        case .greaterOrEqual: return order >= 0
        }
    }
}

final class ArithmeticNode: Node, @unchecked Sendable {
    let operation: Typed.Arithmetic
    let left: Node
    let right: Node

    init(_ operation: Typed.Arithmetic, _ left: Node, _ right: Node, _ offset: Int) {
        self.operation = operation
        self.left = left
        self.right = right
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        switch (try left.evaluate(frame), try right.evaluate(frame)) {
        case (.integer(let a), .integer(let b)): return .integer(try integers(a, b))
        case (.double(let a), .double(let b)): return .double(try doubles(a, b))
        case (.string(let a), .string(let b)):
            try frame.burn(1 + (a.utf8.count + b.utf8.count) / 16)
            guard a.utf8.count + b.utf8.count <= Limits.stringBytes else {
                throw Fault(.tooLarge("a string"), at: offset)
            }
            return .string(a + b)
        case (.time(let a), .span(let b)): return .time(try integers(a, b))
        case (.object(let a as QuantityBox), .object(let b as QuantityBox)):
            guard let sum = a.quantity.adding(b.quantity, isSubtracted: operation == .subtract) else {
                throw Fault(.overflow, at: offset)
            }
            return .object(QuantityBox(sum))
        case (.object(let a as QuantityBox), .integer(let b)):
            guard let product = a.quantity.multiplied(by: b) else { throw Fault(.overflow, at: offset) }
            return .object(QuantityBox(product))
        case (let a, let b): return try lists(a, b, frame)
        }
    }

    private func lists(_ left: Datum, _ right: Datum, _ frame: Frame) throws(Fault) -> Datum {
        let (a, b) = (try Elements(left), try Elements(right))
        try frame.burn(a.count + b.count)
        guard a.count + b.count <= Limits.listElements else { throw Fault(.tooLarge("a list"), at: offset) }
        return .list((0..<a.count).map { a[$0] } + (0..<b.count).map { b[$0] })
    }

    private func integers(_ a: Int, _ b: Int) throws(Fault) -> Int {
        if operation == .divide || operation == .remainder, b == 0 { throw Fault(.divisionByZero, at: offset) }
        let (value, overflow) =
            switch operation {
            case .add: a.addingReportingOverflow(b)
            case .subtract: a.subtractingReportingOverflow(b)
            case .multiply: a.multipliedReportingOverflow(by: b)
            case .divide: a.dividedReportingOverflow(by: b)
            case .remainder: a.remainderReportingOverflow(dividingBy: b)
            }
        if overflow { throw Fault(.overflow, at: offset) }
        return value
    }

    private func doubles(_ a: Double, _ b: Double) throws(Fault) -> Double {
        if operation == .divide, b == 0 { throw Fault(.divisionByZero, at: offset) }
        let value =
            switch operation {
            case .add: a + b
            case .subtract: a - b
            case .multiply: a * b
            case .divide, .remainder: a / b
            }
        guard value.isFinite else { throw Fault(.overflow, at: offset) }
        return value
    }
}

final class NegationNode: Node, @unchecked Sendable {
    let operand: Node

    init(_ operand: Node, _ offset: Int) {
        self.operand = operand
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        switch try operand.evaluate(frame) {
        case .integer(let value):
            let (result, overflow) = (0).subtractingReportingOverflow(value)
            if overflow { throw Fault(.overflow, at: offset) }
            return .integer(result)
        case .double(let value): return .double(-value)
        case let other: return other
        }
    }
}

final class RangeNode: Node, @unchecked Sendable {
    let lower: Node
    let upper: Node
    let isClosed: Bool

    init(_ lower: Node, _ upper: Node, isClosed: Bool, _ offset: Int) {
        self.lower = lower
        self.upper = upper
        self.isClosed = isClosed
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        .object(RangeBox(try lower.evaluate(frame), try upper.evaluate(frame), isClosed: isClosed))
    }
}

final class DictionaryNode: Node, @unchecked Sendable {
    let pairs: [(Node, Node)]
    let isJSON: Bool

    init(_ pairs: [(Node, Node)], isJSON: Bool, _ offset: Int) {
        self.pairs = pairs
        self.isJSON = isJSON
        super.init(offset)
    }

    override func evaluate(_ frame: Frame) throws(Fault) -> Datum {
        var values: [(Datum, Datum)] = []
        for (key, value) in pairs { values.append((try key.evaluate(frame), try value.evaluate(frame))) }
        try frame.burn(values.count)
        return isJSON ? .json(JSONText.object(values)) : .object(MapBox(values))
    }
}
