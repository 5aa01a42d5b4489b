extension CostEstimator {
    /// The parts that a call is made of.
    private struct Call {
        var target: Part?
        var targetType: ValueType
        var arguments: [Part]
        var argumentTypes: [ValueType]
        /// Of the target and the arguments.
        var cost: UInt64
    }

    mutating func call(_ function: String, _ target: Expression?, _ arguments: [Expression]) -> Part {
        if let qualified = Checker.qualifiedFunction(function, target, isVariable: { isDeclared($0) }) {
            return call(qualified.name, nil, arguments)
        }
        let parts = arguments.map { estimate($0) }
        let targetPart = target.map { estimate($0) }
        let cost = parts.reduce(targetPart?.cost ?? 0) { $0.adding($1.cost) }
        let call = Call(
            target: targetPart, targetType: target.map { type(of: $0) } ?? .dynamic, arguments: parts,
            argumentTypes: arguments.map { type(of: $0) }, cost: cost)
        return structural(function, call) ?? logical(function, call) ?? textual(function, call)
            ?? sized(function, call) ?? Part(cost: cost.adding(1))
    }

    /// Variables of folds hide names of functions.
    private func isDeclared(_ name: String) -> Bool {
        name == CompiledRule.selfName || name == CompiledRule.oldSelfName || isLocal(name)
    }

    private func size(_ call: Call, argument index: Int) -> SizeRange {
        guard call.arguments.indices.contains(index) else { return .unknown }
        return size(call.arguments[index], call.argumentTypes[index])
    }

    // MARK: Parts of values

    private func structural(_ function: String, _ call: Call) -> Part? {
        switch (function, call.arguments.count) {
        case (Operator.index, 2):
            var found = element(of: call.arguments[0])
            found.cost = call.cost.adding(1)
            return found
        case (Operator.add, 2):
            switch call.argumentTypes[0] {
            case .list, .string, .bytes: break
            default: return nil
            }
            let sum = size(call, argument: 0) + size(call, argument: 1)
            let isList = if case .list = call.argumentTypes[0] { true } else { false }
            var entry: Entry?
            if let left = call.arguments[0].entry, let right = call.arguments[1].entry { entry = left.union(right) }
            return Part(
                cost: call.cost.adding(isList ? 1 : sum.most.times(CallCost.text)), size: sum, entry: entry)
        case ("dyn", 1):
            var part = call.arguments[0]
            part.cost = call.cost.adding(1)
            return part
        default: return nil
        }
    }

    // MARK: Logic

    private func logical(_ function: String, _ call: Call) -> Part? {
        switch (function, call.arguments.count) {
        case (Operator.and, 2), (Operator.or, 2): return Part(cost: call.cost)
        case (Operator.conditional, 3):
            let (yes, no) = (call.arguments[1], call.arguments[2])
            var entry: Entry?
            if let left = yes.entry, let right = no.entry { entry = left.union(right) }
            return Part(
                cost: call.arguments[0].cost.adding(max(yes.cost, no.cost)),
                size: size(call, argument: 1).union(size(call, argument: 2)), entry: entry)
        case (Operator.equals, 2), (Operator.notEquals, 2): return compared(call)
        case (Operator.less, 2), (Operator.lessOrEqual, 2), (Operator.greater, 2), (Operator.greaterOrEqual, 2):
            switch call.argumentTypes[0] {
            case .string, .bytes: return compared(call)
            default: return nil
            }
        case (Operator.isIn, 2):
            guard case .list = call.argumentTypes[1] else { return nil }
            return Part(cost: call.cost.adding(size(call, argument: 1).most))
        default: return nil
        }
    }

    private func compared(_ call: Call) -> Part {
        let shorter = min(size(call, argument: 0).most, size(call, argument: 1).most)
        return Part(cost: call.cost.adding(shorter.times(CallCost.text)))
    }

    // MARK: Texts

    private func textual(_ function: String, _ call: Call) -> Part? {
        switch (function, call.arguments.count) {
        case ("startsWith", 1), ("endsWith", 1):
            return Part(cost: call.cost.adding(size(call, argument: 0).most.times(CallCost.text)))
        case ("string", 1), ("bytes", 1):
            switch call.argumentTypes[0] {
            case .string where function == "bytes", .bytes where function == "string": break
            default: return nil
            }
            let own = size(call, argument: 0)
            let grown = SizeRange(least: own.least / 4, most: own.most.times(4 as UInt64))
            return Part(cost: call.cost.adding(own.most.times(CallCost.text)), size: grown)
        case ("url", 1), ("strings.quote", 1):
            let own = size(call, argument: 0)
            let quoted = SizeRange(least: own.least.adding(2), most: own.most.times(2 as UInt64).adding(2))
            return Part(
                cost: call.cost.adding(own.most.times(CallCost.text)), size: function == "url" ? nil : quoted)
        default: return nil
        }
    }

    // MARK: Targets

    private func sized(_ function: String, _ call: Call) -> Part? {
        guard let target = call.target else {
            return function.hasPrefix("sets.") ? pairs(call) : nil
        }
        let own = size(target, call.targetType)
        func walked(_ factor: Double, _ result: SizeRange? = nil, _ entry: Entry? = nil) -> Part {
            Part(cost: call.cost.adding(own.most.times(factor)), size: result, entry: entry)
        }
        switch function {
        case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf":
            guard case .list(let element) = call.targetType else { return walked(CallCost.text) }
            return Part(cost: call.cost.adding(own.most.times(comparison(of: target, element))))
        case "lowerAscii", "upperAscii", "substring", "trim", "reverse": return walked(CallCost.text, own)
        case "replace" where call.arguments.count >= 2:
            return walked(
                2 * CallCost.text, replaced(own, size(call, argument: 0), by: size(call, argument: 1)))
        case "split":
            return walked(
                2 * CallCost.text, SizeRange(least: 0, most: own.most), Entry(key: .exactly(1), value: own))
        case "join": return joined(target, own, call)
        case "format":
            return walked(CallCost.text, call.arguments.isEmpty ? nil : own + size(call, argument: 0))
        case "matches", "find", "findAll", "contains", "containsIP", "containsCIDR":
            return searched(function, own, call)
        case "validate":
            return Part(cost: call.cost.adding(size(call, argument: 0).most.times(CallCost.text).times(250 as UInt64)))
        default: return nil
        }
    }

    private func searched(_ function: String, _ own: SizeRange, _ call: Call) -> Part {
        let wanted = size(call, argument: 0).most
        switch function {
        case "contains":
            return Part(cost: call.cost.adding(own.most.times(CallCost.text).times(wanted.times(CallCost.text))))
        case "containsIP", "containsCIDR":
            // Addresses have 16 bytes at most, and are compared twice.
            let cost: UInt64 = function == "containsIP" ? 4 : 7
            let reading = call.argumentTypes.first == .string ? wanted.times(CallCost.text) : 0
            return Part(cost: call.cost.adding(cost).adding(reading))
        default:
            let cost = own.most.adding(1).times(CallCost.text).times(wanted.times(0.25))
            let result = function == "matches" ? nil : SizeRange(least: 0, most: own.most)
            return Part(cost: call.cost.adding(cost), size: result)
        }
    }

    /// Of one element with another.
    private func comparison(of list: Part, _ type: ValueType) -> UInt64 {
        switch type {
        case .string, .bytes: (size(element(of: list), type).most).times(CallCost.text).adding(1)
        default: 1
        }
    }

    private func replaced(_ own: SizeRange, _ old: SizeRange, by new: SizeRange) -> SizeRange {
        let most: UInt64
        if old.least == 0 {
            most = own.most.adding(1).times(new.most).adding(own.most)
        } else if new.most <= old.least {
            most = own.most
        } else {
            most = own.most.times(1 / Double(old.least)).times(new.most)
        }
        return SizeRange(least: 0, most: most)
    }

    private func joined(_ list: Part, _ own: SizeRange, _ call: Call) -> Part {
        guard case .list(let element) = call.targetType else { return Part(cost: call.cost.adding(1)) }
        var total = own * size(self.element(of: list), element)
        if !call.arguments.isEmpty {
            let gaps = SizeRange(
                least: own.least == 0 ? 0 : own.least - 1, most: own.most == 0 ? 0 : own.most - 1)
            total = total + size(call, argument: 0) * gaps
        }
        return Part(cost: call.cost.adding(total.most.times(CallCost.text)), size: total)
    }

    private func pairs(_ call: Call) -> Part {
        let count = size(call, argument: 0).most.times(size(call, argument: 1).most)
        return Part(cost: call.cost.adding(count).adding(1))
    }
}
