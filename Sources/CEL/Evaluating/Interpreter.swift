/// Evaluates a node, and counts what that costs in the API server's units (KEP-2876, "Resource constraints").
struct Interpreter {
    /// Nil for a variable without a value. A fold's result may be a fault, which a later element can still absorb.
    private var frame: [Result<Datum, EvaluationError>?]
    private let limit: UInt64
    private(set) var cost: UInt64 = 0

    init(frame: [Datum?], limit: UInt64) {
        self.frame = frame.map { $0.map(Result.success) }
        self.limit = limit
    }

    private mutating func spend(_ units: UInt64) throws(EvaluationError) {
        let (sum, overflow) = cost.addingReportingOverflow(units)
        cost = overflow ? .max : sum
        if cost > limit { throw .costExceeded }
    }

    mutating func evaluate(_ node: Node) throws(EvaluationError) -> Datum {
        switch node {
        case .constant(let value): return value
        case .variable(let slot):
            try spend(1)
            return try variable(slot)
        case .select(let operand, let field):
            let target = try evaluate(operand)
            try spend(1)
            return try select(field, from: target)
        case .optionalSelect(let operand, let field):
            let target = try evaluate(operand)
            try spend(1)
            return .optional(try find(.string(field), in: target))
        case .presence(let operand, let field): return .bool(try isPresent(field, in: try evaluate(operand)))
        case .index(let operand, let key): return try index(operand, key)
        case .optionalIndex(let operand, let key):
            let target = try evaluate(operand)
            let key = try position(key)
            try spend(1)
            return .optional(try find(key, in: target))
        case .and(let left, let right): return try logical(left, right, absorbing: false)
        case .or(let left, let right): return try logical(left, right, absorbing: true)
        case .conditional(let condition, let yes, let no): return try conditional(condition, yes, no)
        case .notStrictlyFalse(let operand): return try notStrictlyFalse(operand)
        case .otherwise(let first, let second, let unwraps):
            let value = try evaluate(first)
            guard case .optional(let content) = value else { throw .noSuchOverload }
            guard let content else { return try evaluate(second) }
            return unwraps ? content : value
        case .call(let function, let arguments): return try call(function, arguments)
        case .member(let element, let list):
            return .bool(try list.elements().firstIndex(equalTo: try evaluate(element)) != nil)
        case .append(let slot, let element): return try append(to: slot, element)
        case .insert(let slot, let parts): return try insert(into: slot, parts)
        case .list(let elements): return try list(elements)
        case .map(let entries): return try map(entries)
        case .fold(let fold): return try self.fold(fold)
        }
    }

    private func variable(_ slot: Int) throws(EvaluationError) -> Datum {
        guard let value = frame[slot] else { throw .fault("no such attribute") }
        return try value.get()
    }

    // MARK: Fields

    private func select(_ field: String, from target: Datum) throws(EvaluationError) -> Datum {
        switch target {
        case .map(let map):
            guard let value = try map.value(.string(field)) else { throw .fault("no such key: \(field)") }
            return value
        case .optional(let content):
            guard let content else { return .optional(nil) }
            return .optional(try find(.string(field), in: content))
        default: throw .noSuchOverload
        }
    }

    /// What an optional selection gives: nothing where there is nothing.
    private func find(_ key: Datum, in target: Datum) throws(EvaluationError) -> Datum? {
        guard case .optional(let content) = target else { return try Operators.element(of: target, at: key) }
        guard let content else { return nil }
        return try find(key, in: content)
    }

    private func isPresent(_ field: String, in target: Datum) throws(EvaluationError) -> Bool {
        switch target {
        case .map(let map): return try map.value(.string(field)) != nil
        case .optional(let content):
            guard let content else { return false }
            return try isPresent(field, in: content)
        default: throw .noSuchOverload
        }
    }

    /// A plain name as a key costs nothing of its own.
    private mutating func position(_ node: Node) throws(EvaluationError) -> Datum {
        if case .variable(let slot) = node { return try variable(slot) }
        return try evaluate(node)
    }

    private mutating func index(_ operand: Node, _ key: Node) throws(EvaluationError) -> Datum {
        let target = try evaluate(operand)
        let key = try position(key)
        try spend(1)
        if case .optional = target { return .optional(try find(key, in: target)) }
        if let value = try Operators.element(of: target, at: key) { return value }
        if case .list = target { throw .fault("index out of bounds: \(TextForm.plain(key))") }
        throw .fault("no such key: \(TextForm.plain(key))")
    }

    // MARK: Logic

    /// `false &&` and `true ||` decide alone, on whichever side they stand, even where the other side fails.
    private mutating func logical(_ left: Node, _ right: Node, absorbing: Bool) throws(EvaluationError) -> Datum {
        let first = try truth(left)
        if case .success(absorbing) = first { return .bool(absorbing) }
        let second = try truth(right)
        if case .success(absorbing) = second { return .bool(absorbing) }
        _ = try first.get()
        return .bool(try second.get())
    }

    /// - Throws: only what ends the whole evaluation.
    private mutating func truth(_ node: Node) throws(EvaluationError) -> Result<Bool, EvaluationError> {
        do throws(EvaluationError) {
            guard case .bool(let value) = try evaluate(node) else { return .failure(.noSuchOverload) }
            return .success(value)
        } catch {
            if error == .costExceeded { throw error }
            return .failure(error)
        }
    }

    private mutating func conditional(_ condition: Node, _ yes: Node, _ no: Node) throws(EvaluationError) -> Datum {
        guard case .bool(let value) = try evaluate(condition) else { throw .noSuchOverload }
        let branch = value ? yes : no
        // As in the server, a plain name as a branch costs nothing.
        if case .variable(let slot) = branch { return try variable(slot) }
        return try evaluate(branch)
    }

    private mutating func notStrictlyFalse(_ operand: Node) throws(EvaluationError) -> Datum {
        let value = try truth(operand)
        try spend(1)
        if case .success(false) = value { return .bool(false) }
        return .bool(true)
    }

    // MARK: Calls

    private mutating func call(_ function: Function, _ arguments: [Node]) throws(EvaluationError) -> Datum {
        var values: [Datum] = []
        values.reserveCapacity(arguments.count)
        for argument in arguments {
            do throws(EvaluationError) {
                values.append(try evaluate(argument))
            } catch {
                // A call that fails for its argument is a call all the same.
                if error != .costExceeded { try spend(1) }
                throw error
            }
        }
        // What is to be gone over is paid for first, so that a spent budget ends long work before it begins.
        if case .result = function.cost {} else { try spend(function.cost.units(values, .null)) }
        do throws(EvaluationError) {
            let result = try function.body(values)
            if case .result = function.cost { try spend(function.cost.units(values, result)) }
            return result
        } catch {
            guard error == .noSuchOverload else { throw error }
            throw .fault("no such overload")
        }
    }

    // MARK: Aggregates

    private mutating func list(_ elements: [(node: Node, isOptional: Bool)]) throws(EvaluationError) -> Datum {
        var values: [Datum] = []
        values.reserveCapacity(elements.count)
        for element in elements {
            let value = try evaluate(element.node)
            guard element.isOptional else {
                values.append(value)
                continue
            }
            guard case .optional(let content) = value else { throw .noSuchOverload }
            if let content { values.append(content) }
        }
        try spend(10)
        return .list(values)
    }

    private mutating func map(
        _ entries: [(key: Node, value: Node, isOptional: Bool)]
    ) throws(EvaluationError) -> Datum {
        var map = MapDatum()
        for entry in entries {
            let key = try evaluate(entry.key)
            var value = try evaluate(entry.value)
            if entry.isOptional {
                guard case .optional(let content) = value else { throw .noSuchOverload }
                guard let content else { continue }
                value = content
            }
            guard try map.insert(key, value) else { throw .fault("Failed with repeated key") }
        }
        try spend(30)
        return .map(map)
    }

    // MARK: Folds

    private mutating func fold(_ fold: Node.Fold) throws(EvaluationError) -> Datum {
        let range = try evaluate(fold.range)
        frame[fold.accumulator] = .success(try evaluate(fold.initial))
        switch range {
        case .list(let list):
            for index in 0..<list.count {
                let element = try list.element(index)
                let isGoing = try step(
                    fold, fold.secondVariable == nil ? element : .int(Int64(index)), element)
                guard isGoing else { break }
            }
        case .map(let map):
            for key in map.keys {
                guard try step(fold, key, fold.secondVariable == nil ? key : map.value(key)) else { break }
            }
        default: throw .noSuchOverload
        }
        return try evaluate(fold.result)
    }

    /// - Returns: false when the fold has come to its end.
    private mutating func step(
        _ fold: Node.Fold, _ first: Datum, _ second: Datum?
    ) throws(EvaluationError) -> Bool {
        frame[fold.variable] = .success(first)
        if let slot = fold.secondVariable { frame[slot] = second.map(Result.success) }
        guard case .bool(true) = try evaluate(fold.condition) else { return false }
        do throws(EvaluationError) {
            let value = try evaluate(fold.step)
            frame[fold.accumulator] = .success(value)
        } catch {
            // Only a fold with a condition can come to another result.
            if case .constant = fold.condition { throw error }
            if error == .costExceeded { throw error }
            frame[fold.accumulator] = .failure(error)
        }
        return true
    }

    private mutating func append(to slot: Int, _ element: Node) throws(EvaluationError) -> Datum {
        let value = try evaluate(element)
        // Name, list of one, sum.
        try spend(12)
        guard case .success(.list(var list))? = frame[slot], list.count < EvaluationLimits.elements else {
            throw .noSuchOverload
        }
        // Held once only, or appending would copy it.
        frame[slot] = nil
        list.append(value)
        return .list(list)
    }

    private mutating func insert(into slot: Int, _ parts: [Node]) throws(EvaluationError) -> Datum {
        var values: [Datum] = []
        for part in parts { values.append(try evaluate(part)) }
        try spend(2)
        guard case .success(.map(var map))? = frame[slot] else { throw .noSuchOverload }
        frame[slot] = nil
        if values.count == 2 {
            guard try map.insert(values[0], values[1]) else {
                throw .fault("insert failed: key \(TextForm.plain(values[0])) already exists")
            }
        } else if case .map(let more)? = values.first {
            for key in more.keys {
                guard let value = try more.value(key), try map.insert(key, value) else {
                    throw .fault("insert failed: key \(TextForm.plain(key)) already exists")
                }
            }
        } else {
            throw .noSuchOverload
        }
        return .map(map)
    }
}
