/// Makes nodes of a checked expression.
struct Compiler {
    private var scopes: [(name: String, slot: Int)]
    private(set) var frameSize: Int
    private(set) var used: Set<String> = []
    private let globals: Set<String>
    private let types: [Int: ValueType]

    /// - Parameter types: what the checker found of the parts, by their ids.
    init(names: [String], types: [Int: ValueType]) {
        self.types = types
        scopes = names.enumerated().map { ($1, $0) }
        frameSize = names.count
        globals = Set(names)
    }

    private func slot(of name: String) -> Int? { scopes.last { $0.name == name }?.slot }

    mutating func node(_ expression: Expression) -> Node {
        switch expression.kind {
        case .literal(let value): return .constant(value)
        case .identifier(let name): return identifier(name)
        case .select(let operand, let field):
            if let name = expression.qualifiedName, let type = typeName(name) { return .constant(.type(type)) }
            return .select(node(operand), field: field)
        case .presence(let operand, let field): return .presence(node(operand), field: field)
        // Of no elements only their type tells the sum.
        case .call("sum", let target?, let arguments) where arguments.isEmpty:
            return .call(ListExtension.sum(types[expression.id] ?? .int), [node(target)])
        case .call(let name, let target, let arguments): return call(name, target, arguments)
        case .list(let elements): return list(elements)
        case .map(let entries): return map(entries)
        case .message: return .constant(.null)
        case .comprehension(let fold): return .fold(self.fold(fold))
        }
    }

    private mutating func identifier(_ name: String) -> Node {
        let bare = name.hasPrefix(".") ? String(name.dropFirst()) : name
        if let slot = slot(of: bare) {
            if slot < globals.count, globals.contains(bare) { used.insert(bare) }
            return .variable(slot)
        }
        return .constant(.type(typeName(bare) ?? bare))
    }

    private func typeName(_ name: String) -> String? {
        let root = name.split(separator: ".").first.map(String.init) ?? name
        return slot(of: root) == nil ? Library.types[name]?.value : nil
    }

    // MARK: Calls

    private mutating func call(_ name: String, _ target: Expression?, _ arguments: [Expression]) -> Node {
        if let function = Checker.qualifiedFunction(name, target, isVariable: { slot(of: $0) != nil }) {
            return bound(function, arguments.map { node($0) })
        }
        let nodes = (target.map { [node($0)] } ?? []) + arguments.map { node($0) }
        switch (name, nodes.count) {
        case (Operator.and, 2): return .and(nodes[0], nodes[1])
        case (Operator.or, 2): return .or(nodes[0], nodes[1])
        case (Operator.conditional, 3): return .conditional(nodes[0], nodes[1], nodes[2])
        case ("or", 2), ("orValue", 2): return .otherwise(nodes[0], nodes[1], unwraps: name == "orValue")
        case (Operator.notStrictlyFalse, 1): return .notStrictlyFalse(nodes[0])
        case (Operator.index, 2): return .index(nodes[0], nodes[1])
        case (Operator.optionalIndex, 2): return .optionalIndex(nodes[0], nodes[1])
        case (Operator.optionalSelect, 2):
            guard case .constant(.string(let field)) = nodes[1] else { break }
            return .optionalSelect(nodes[0], field: field)
        case (Operator.isIn, 2):
            if case .constant(.list(let list)) = nodes[1] { return .member(nodes[0], of: list) }
        case (Operator.add, 2):
            // Only a fold can name what it makes: the list may grow in its place.
            if case .variable(let slot) = nodes[0], isResult(arguments[0]), case .list(let elements) = nodes[1],
                elements.count == 1, !elements[0].isOptional
            {
                return .append(slot, elements[0].node)
            }
            if case .variable(let slot) = nodes[0], isResult(arguments[0]), case .constant(.list(let list)) = nodes[1],
                list.count == 1, let element = try? list.element(0)
            {
                return .append(slot, .constant(element))
            }
        case (Operator.insert, _):
            if case .variable(let slot) = nodes[0] { return .insert(slot, Array(nodes.dropFirst())) }
        default: break
        }
        guard let function = Library.functions[name.hasPrefix(".") ? String(name.dropFirst()) : name] else {
            return .constant(.null)
        }
        return bound(function, nodes)
    }

    private func isResult(_ expression: Expression) -> Bool { expression.identifier == Parser.accumulator }

    /// A conversion of a literal is made now.
    private func bound(_ function: Function, _ nodes: [Node]) -> Node {
        if function.isConversion, nodes.count == 1, case .constant(let value) = nodes[0],
            let converted = try? function.body([value])
        {
            return .constant(converted)
        }
        return .call(function, nodes)
    }

    // MARK: Aggregates

    /// A list of literals is a literal.
    private mutating func list(_ elements: [Expression.Element]) -> Node {
        let nodes = elements.map { (node: node($0.value), isOptional: $0.isOptional) }
        let constants = nodes.compactMap { node -> Datum? in
            if case .constant(let value) = node.node, !node.isOptional { value } else { nil }
        }
        return constants.count == nodes.count ? .constant(.list(constants)) : .list(nodes)
    }

    private mutating func map(_ entries: [Expression.Entry]) -> Node {
        let nodes = entries.map { (key: node($0.key), value: node($0.value), isOptional: $0.isOptional) }
        var map = MapDatum()
        for entry in nodes {
            guard !entry.isOptional, case .constant(let key) = entry.key, case .constant(let value) = entry.value,
                let isNew = try? map.insert(key, value), isNew
            else { return .map(nodes) }
        }
        return .constant(.map(map))
    }

    // MARK: Folds

    private mutating func declare(_ name: String) -> Int {
        let slot = frameSize
        frameSize += 1
        scopes.append((name, slot))
        return slot
    }

    private mutating func fold(_ fold: Expression.Comprehension) -> Node.Fold {
        let range = node(fold.range)
        let initial = node(fold.initial)
        let accumulator = declare(fold.accumulator)
        let variable = declare(fold.variable)
        let second = fold.secondVariable.map { declare($0) }
        let condition = node(fold.condition)
        let step = node(fold.step)
        scopes.removeLast(second == nil ? 1 : 2)
        let result = node(fold.result)
        scopes.removeLast()
        return Node.Fold(
            range: range, variable: variable, secondVariable: second, accumulator: accumulator, initial: initial,
            condition: condition, step: step, result: result)
    }
}
