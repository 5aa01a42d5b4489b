/// Walks an expression and adds up what its parts can cost.
struct CostEstimator {
    /// What is known of one part of an expression.
    struct Part {
        /// At most, all parts within it included.
        var cost: UInt64
        /// Where the value stands in the schema.
        var place: Place?
        /// Set where the expression itself tells the size.
        var size: SizeRange?
        /// Of the elements of a list, or the keys and values of a map, that the expression makes.
        var entry: Entry?
    }

    enum Place {
        case node(SchemaNode)
        /// A key of a map of the schema.
        case key
    }

    struct Entry {
        var key: SizeRange
        var value: SizeRange

        func union(_ other: Entry) -> Entry {
            Entry(key: key.union(other.key), value: value.union(other.value))
        }
    }

    private let types: [Int: ValueType]
    private let schema: SchemaNode
    private var scopes: [(name: String, part: Part)] = []

    init(types: [Int: ValueType], schema: SchemaNode) {
        self.types = types
        self.schema = schema
    }

    func isLocal(_ name: String) -> Bool { scopes.contains { $0.name == name } }

    func type(of expression: Expression) -> ValueType { types[expression.id] ?? .dynamic }

    /// The size of a value, whatever is known of it.
    func size(_ part: Part, _ type: ValueType) -> SizeRange {
        if let size = part.size { return size }
        switch part.place {
        case .node(let node): return SizeRange(least: 0, most: UInt64(max(0, node.bounds.mostElements)))
        case .key: return .exactly(0)
        case nil: return Self.isScalar(type) ? .exactly(1) : .unknown
        }
    }

    static func isScalar(_ type: ValueType) -> Bool {
        switch type {
        case .bool, .int, .uint, .double, .duration, .timestamp: true
        case .optional(let value): isScalar(value)
        default: false
        }
    }

    mutating func estimate(_ expression: Expression) -> Part {
        switch expression.kind {
        case .literal(let value): return Part(cost: 0, size: .exactly(value.size ?? 1))
        case .identifier(let name): return identifier(name)
        case .select(let operand, let field): return selection(expression, operand, field)
        case .presence(let operand, _): return Part(cost: estimate(operand).cost)
        case .call(let function, let target, let arguments): return call(function, target, arguments)
        case .list(let elements): return list(elements)
        case .map(let entries): return map(entries)
        case .message: return Part(cost: 0)
        case .comprehension(let fold): return comprehension(fold)
        }
    }

    // MARK: Places

    private func identifier(_ name: String) -> Part {
        if var part = scopes.last(where: { $0.name == name })?.part {
            part.cost = 1
            return part
        }
        // Names of types, too, count as the root (`sizeEstimator` of k8s.io/apiserver passes over the first name of a path).
        return Part(cost: 1, place: .node(schema))
    }

    private mutating func selection(_ expression: Expression, _ operand: Expression, _ field: String) -> Part {
        let part = estimate(operand)
        var place: Place?
        if case .node(let node) = part.place { place = node.visible(field).map(Place.node) }
        let isCharged =
            switch type(of: operand) {
            case .map, .object: true
            default: false
            }
        return Part(cost: part.cost.adding(isCharged ? 1 : 0), place: place)
    }

    /// The element that an index or an iteration leads to.
    func element(of part: Part) -> Part {
        if let entry = part.entry { return Part(cost: 0, size: entry.value) }
        guard case .node(let node) = part.place else { return Part(cost: 0) }
        return Part(cost: 0, place: (node.items ?? node.child(property: "")).map(Place.node))
    }

    private func key(of part: Part) -> Part {
        if let entry = part.entry { return Part(cost: 0, size: entry.key) }
        return Part(cost: 0, place: part.place == nil ? nil : .key)
    }

    // MARK: Aggregates

    private mutating func list(_ elements: [Expression.Element]) -> Part {
        var cost: UInt64 = 10
        var content = elements.isEmpty ? SizeRange.exactly(0) : SizeRange(least: .max, most: 0)
        for element in elements {
            let part = estimate(element.value)
            cost = cost.adding(part.cost)
            content = content.union(size(part, type(of: element.value)))
        }
        return Part(cost: cost, size: .exactly(elements.count), entry: Entry(key: .exactly(1), value: content))
    }

    private mutating func map(_ entries: [Expression.Entry]) -> Part {
        var cost: UInt64 = 30
        let none = entries.isEmpty ? SizeRange.exactly(0) : SizeRange(least: .max, most: 0)
        var entry = Entry(key: none, value: none)
        for pair in entries {
            let (key, value) = (estimate(pair.key), estimate(pair.value))
            cost = cost.adding(key.cost).adding(value.cost)
            entry = entry.union(Entry(key: size(key, type(of: pair.key)), value: size(value, type(of: pair.value))))
        }
        return Part(cost: cost, size: .exactly(entries.count), entry: entry)
    }

    // MARK: Folds

    private mutating func comprehension(_ fold: Expression.Comprehension) -> Part {
        let range = estimate(fold.range)
        let initial = estimate(fold.initial)
        scopes.append((fold.accumulator, Part(cost: 0, size: initial.size, entry: initial.entry)))
        let isBinding = fold.accumulator != Parser.accumulator
        if isBinding {
            // The value is named as it is, not gone over.
            scopes[scopes.count - 1].part.place = initial.place
            defer { scopes.removeLast() }
            var result = estimate(fold.result)
            result.cost = result.cost.adding(range.cost).adding(initial.cost)
            return result
        }
        let isMap = if case .map = type(of: fold.range) { true } else { false }
        let (element, key) = (element(of: range), self.key(of: range))
        if let second = fold.secondVariable {
            scopes.append((fold.variable, isMap ? key : Part(cost: 0, size: .exactly(1))))
            scopes.append((second, element))
        } else {
            scopes.append((fold.variable, isMap ? key : element))
        }
        let condition = estimate(fold.condition)
        let step = estimate(fold.step)
        scopes.removeLast(fold.secondVariable == nil ? 1 : 2)
        let result = estimate(fold.result)
        scopes.removeLast()
        let count = size(range, type(of: fold.range))
        let loop = count.most.times(step.cost.adding(condition.cost))
        var whole = Part(cost: range.cost.adding(initial.cost).adding(result.cost).adding(loop))
        switch fold.initial.kind {
        case .literal: whole.size = initial.size
        case .list, .map:
            whole.size = count
            whole.entry = step.entry
        default: break
        }
        return whole
    }
}
