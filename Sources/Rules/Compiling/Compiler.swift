import Manifests

/// Settled expressions to nodes: names become slots, what is constant is evaluated now, parameters are constants.
struct Compiler {
    struct Options: Sendable {
        var countsCoverage = false
        var explains = false
    }

    let checked: CheckedFile
    let globals: [Datum]
    let options: Options
    /// Slots whose value is known when compiling: the parameters.
    var constants: [Int: Datum] = [:]
    /// Added to slots of the unit that is being compiled: each function has its own.
    private var base = 0
    private var nextSlot: Int
    private var functions: [Int: (slots: [Int], body: [Step])] = [:]
    private(set) var probes: [Probe] = []
    private let scratch = Frame(slots: 0, context: EvaluationContext())

    init(_ checked: CheckedFile, globals: [Datum], slotCount: Int, options: Options = Options()) {
        self.checked = checked
        self.globals = globals
        self.options = options
        nextSlot = slotCount
    }

    /// How many slots a frame needs.
    var slotCount: Int { nextSlot }

    // MARK: Expressions

    mutating func compile(_ typed: Typed) -> Node {
        let node = make(typed)
        if options.explains, node.constant == nil, Self.isTelling(typed) { return TraceNode(node) }
        return node
    }

    private static func isTelling(_ typed: Typed) -> Bool {
        switch typed.kind {
        case .call(let declaration, _):
            if case .verdict? = StandardLibrary.table[declaration.symbol] { false } else { true }
        case .equality, .comparison, .member, .arithmetic, .coalesced, .slot: true
        default: false
        }
    }

    private mutating func make(_ typed: Typed) -> Node {
        let offset = typed.offset
        switch typed.kind {
        case .constant(let value): return ConstantNode(value, offset)
        case .slot(let slot):
            if base == 0, let value = constants[slot] { return ConstantNode(value, offset) }
            return SlotNode(slot + base, offset)
        case .global(let index):
            return ConstantNode(globals.indices.contains(index) ? globals[index] : .missing, offset)
        case .list(let elements):
            return folded(ListNode(elements.map { compile($0) }, isJSON(typed) ? .json : .list, offset))
        case .set(let elements):
            return folded(ListNode(elements.map { compile($0) }, .set, offset))
        case .dictionary(let pairs):
            let isJSON = isJSON(typed)
            let nodes = pairs.map { (compile($0.key), compile($0.value)) }
            return fold(DictionaryNode(nodes, isJSON: isJSON, offset), nodes.flatMap { [$0.0, $0.1] })
        case .text(let pieces):
            let nodes = pieces.map { piece -> Node in
                switch piece {
                case .text(let text): ConstantNode(.string(text), offset)
                case .value(let value): compile(value)
                }
            }
            return fold(TextNode(nodes, offset), nodes)
        case .member(let base, let declaration): return member(base, declaration, typed)
        case .call(let declaration, let arguments): return call(declaration, arguments, typed)
        case .function(let index, let arguments): return function(index, arguments, offset)
        case .record(let id, let fields):
            let nodes = fields.map { compile($0) }
            return fold(RecordNode(id, nodes, offset), nodes)
        case .keyPath(let path): return ConstantNode(.list(path.map { .integer($0) }), offset)
        case .metatype(let type): return ConstantNode(.string(checked.catalogue.text(type)), offset)
        case .closure, .faulty: return ConstantNode(.missing, offset)
        default: return operation(typed)
        }
    }

    private mutating func operation(_ typed: Typed) -> Node {
        let offset = typed.offset
        switch typed.kind {
        case .not(let operand):
            let node = compile(operand)
            return fold(NotNode(node, offset), [node])
        case .negated(let operand):
            let node = compile(operand)
            return fold(NegationNode(node, offset), [node])
        case .and(let left, let right), .or(let left, let right):
            let isAnd = if case .and = typed.kind { true } else { false }
            let (first, second) = (compile(left), compile(right))
            // A settled left side settles it all, or leaves the right.
            if case .bool(let value)? = first.constant { return value == isAnd ? second : first }
            return LogicNode(first, second, isAnd: isAnd, offset)
        case .coalesced(let left, let right):
            let (first, second) = (compile(left), compile(right))
            if let value = first.constant {
                if case .none = value { return second }
                return first
            }
            return CoalesceNode(first, second, offset)
        case .conditional(let condition, let then, let otherwise):
            let nodes = (compile(condition), compile(then), compile(otherwise))
            if case .bool(let value)? = nodes.0.constant { return value ? nodes.1 : nodes.2 }
            return ConditionalNode(counted(nodes.0), nodes.1, nodes.2, offset)
        case .equality(let left, let right, let isNegated):
            let (first, second) = (compile(left), compile(right))
            return fold(EqualityNode(first, second, isNegated: isNegated, offset), [first, second])
        case .comparison(let operation, let left, let right):
            let (first, second) = (compile(left), compile(right))
            return fold(ComparisonNode(operation, first, second, offset), [first, second])
        case .arithmetic(let operation, let left, let right):
            let (first, second) = (compile(left), compile(right))
            return fold(ArithmeticNode(operation, first, second, offset), [first, second])
        case .range(let lower, let upper, let isClosed):
            let (first, second) = (compile(lower), compile(upper))
            return fold(RangeNode(first, second, isClosed: isClosed, offset), [first, second])
        default: return ConstantNode(.missing, offset)
        }
    }

    private func folded(_ node: ListNode) -> Node { fold(node, node.elements) }

    private func isJSON(_ typed: Typed) -> Bool { typed.type == .nominal(Catalogue.known.json, []) }

    /// Evaluates what depends on nothing; what faults is left to fault when it is reached.
    private func fold(_ node: Node, _ parts: [Node]) -> Node {
        guard parts.allSatisfy({ $0.constant != nil }) else { return node }
        scratch.fuel = Limits.fuel
        do throws(Fault) { return ConstantNode(try node.evaluate(scratch), node.offset) } catch { return node }
    }

    private mutating func member(_ base: Typed, _ declaration: Declaration, _ typed: Typed) -> Node {
        let receiver = compile(base)
        switch declaration.behaviour {
        case .field(let index):
            let node = FieldNode(receiver, index, declaration.name, isChained: base.isChained, typed.offset)
            return fold(node, [receiver])
        case .jsonMember:
            let shape = Shape(declaration.result, checked.catalogue)
            return JSONMemberNode(receiver, declaration.name, shape, isChained: base.isChained, typed.offset)
        default:
            if declaration.symbol == "RawRepresentable.rawValue" { return rawValue(receiver, base, typed) }
            return intrinsic(declaration, [receiver], isChained: base.isChained, typed.offset)
        }
    }

    /// A case is its name when evaluated; what it stands for in data may be another text.
    private mutating func rawValue(_ receiver: Node, _ base: Typed, _ typed: Typed) -> Node {
        guard case .nominal(let id, _) = base.type else { return receiver }
        let texts = checked.catalogue[id].rawValues
        let node = UnaryNode(
            { (name: Datum, _) throws(Fault) in texts[name.text].map { .string($0) } ?? name }, receiver,
            isChained: base.isChained, typed.offset)
        return fold(node, [receiver])
    }

    private mutating func call(_ declaration: Declaration, _ arguments: [Typed?], _ typed: Typed) -> Node {
        let isChained = (arguments.first ?? nil)?.isChained == true && declaration.owner != nil && !declaration.isStatic
        switch StandardLibrary.table[declaration.symbol] {
        case .sequence(let operation):
            guard let base = arguments.first ?? nil, let last = arguments.last ?? nil,
                case .closure(let closure) = last.kind
            else {
                return ConstantNode(.missing, typed.offset)
            }
            let makesSet = declaration.owner == Catalogue.known.set && operation == .filter
            return SequenceNode(
                operation, compile(base), self.closure(closure), makesSet: makesSet, isChained: isChained, typed.offset)
        case .verdict(let operation): return verdict(operation, arguments, typed.offset)
        default: break
        }
        let nodes = arguments.map { argument -> Node in
            argument.map { compile($0) } ?? ConstantNode(.none, typed.offset)
        }
        return intrinsic(declaration, nodes, isChained: isChained, typed.offset)
    }

    private mutating func verdict(_ operation: VerdictNode.Operation, _ arguments: [Typed?], _ offset: Int) -> Node {
        let nodes = arguments.map { argument in argument.map { compile($0) } }
        let isRequire = operation == .require
        let message = nodes[isRequire ? 1 : 0] ?? ConstantNode(.string(""), offset)
        return VerdictNode(
            operation, condition: isRequire ? nodes[0].map { counted($0) } : nil, message: message,
            path: nodes.last ?? nil, offset)
    }

    private mutating func intrinsic(_ declaration: Declaration, _ nodes: [Node], isChained: Bool, _ offset: Int) -> Node
    {
        let node: Node
        switch (StandardLibrary.table[declaration.symbol], nodes.count) {
        case (.nullary(let work), _): node = NullaryNode(work, offset)
        case (.unary(let work), 1): node = UnaryNode(work, nodes[0], isChained: isChained, offset)
        case (.binary(let work), 2):
            let second = prepared(nodes[1], for: declaration.symbol)
            node = BinaryNode(work, nodes[0], second, isChained: isChained, offset)
        case (.many(let work), _): node = ManyNode(work, nodes, isChained: isChained, offset)
        default: return ConstantNode(.missing, offset)
        }
        return StandardLibrary.isPure(declaration.symbol) ? fold(node, nodes) : node
    }

    /// A pattern or a path that is known is read once.
    private func prepared(_ node: Node, for symbol: String) -> Node {
        guard case .string(let text)? = node.constant else { return node }
        switch symbol {
        case "String.matches(regex:)":
            do throws(Fault) {
                return ConstantNode(.object(RegularExpressionBox(try StandardLibrary.read(text))), node.offset)
            } catch { return node }
        case "Json.at(_:)", "Json.list(_:)":
            do throws(Fault) {
                return ConstantNode(.object(PathBox(try JSONText.steps(text), text: text)), node.offset)
            } catch { return node }
        default: return node
        }
    }

    private mutating func function(_ index: Int, _ arguments: [Typed], _ offset: Int) -> Node {
        let operands = arguments.map { compile($0) }
        let made = body(of: index)
        return FunctionNode(slots: made.slots, operands: operands, body: made.body, offset)
    }

    private mutating func body(of index: Int) -> (slots: [Int], body: [Step]) {
        if let made = functions[index] { return made }
        guard checked.functions.indices.contains(index) else { return ([], []) }
        let function = checked.functions[index]
        let outer = (base, constants)
        base = nextSlot
        constants = [:]
        nextSlot += function.slotCount
        let slots = function.parameters.map { $0 + base }
        let made = (slots, compile(function.body))
        (base, constants) = outer
        functions[index] = made
        return made
    }

    mutating func closure(_ closure: TypedClosure) -> ClosureBody {
        let slots = closure.parameters.map { $0 + base }
        if let expression = closure.expression, !options.countsCoverage {
            return ClosureBody(slots: slots, expression: compile(expression), block: [])
        }
        if let expression = closure.expression {
            let probe = addProbe(expression.offset)
            return ClosureBody(slots: slots, expression: ProbeNode(compile(expression), probe), block: [])
        }
        return ClosureBody(slots: slots, expression: nil, block: compile(closure.body))
    }

    /// The conditions of a permit or a forbid.
    mutating func conditions(_ closure: TypedClosure) -> [ConditionList.Element] {
        closure.body.map { statement in
            switch statement {
            case .bind(let slot, let value): .bind(slot + base, compile(value))
            case .evaluate(let value): .condition(counted(compile(value)))
            default: .condition(ConstantNode(.missing, 0))
            }
        }
    }

    mutating func addProbe(_ offset: Int, _ branch: Probe.Branch = .line) -> Int {
        probes.append(Probe(offset: offset, branch: branch))
        return probes.count - 1
    }

    /// A condition whose two answers are branches.
    private mutating func counted(_ node: Node) -> Node {
        guard options.countsCoverage else { return node }
        let offset = node.offset
        return BranchNode(
            node, line: addProbe(offset), holds: addProbe(offset, .holds), fails: addProbe(offset, .fails))
    }

    // MARK: Statements

    mutating func compile(_ statements: [TypedStatement]) -> [Step] {
        var steps: [Step] = []
        for statement in statements {
            if options.countsCoverage { steps.append(ProbeStep(addProbe(Self.offset(statement)))) }
            steps.append(compile(statement))
        }
        return steps
    }

    private static func offset(_ statement: TypedStatement) -> Int {
        switch statement {
        case .bind(_, let typed), .evaluate(let typed): typed.offset
        case .condition(_, _, _, let offset), .selection(_, _, let offset), .returning(_, let offset): offset
        case .loop(let loop): loop.offset
        case .leaving: -1
        }
    }

    private mutating func compile(_ statement: TypedStatement) -> Step {
        switch statement {
        case .bind(let slot, let value): return BindStep(slot + base, compile(value))
        case .evaluate(let value): return EvaluateStep(compile(value))
        case .condition(let conditions, let then, let otherwise, let offset):
            let tests = conditions.map { condition -> ConditionStep.Test in
                switch condition {
                case .boolean(let typed): .boolean(compile(typed))
                case .unwrapping(let slot, let typed): .unwrapping(slot + base, compile(typed))
                }
            }
            var (first, second) = (compile(then), compile(otherwise))
            if options.countsCoverage {
                // Both ways out of a condition are branches, written or not.
                first.insert(ProbeStep(addProbe(offset, .holds)), at: 0)
                second.insert(ProbeStep(addProbe(offset, .fails)), at: 0)
            }
            return ConditionStep(tests, then: first, otherwise: second)
        case .loop(let loop):
            let sequence = compile(loop.sequence)
            let filter = loop.filter.map { counted(compile($0)) }
            return LoopStep(
                slots: loop.slots.map { $0 + base }, sequence: sequence, filter: filter, body: compile(loop.body))
        case .selection(let subject, let cases, _):
            return SelectionStep(compile(subject), cases.map { compile($0) })
        case .returning(let value, _): return ReturnStep(value.map { compile($0) })
        case .leaving(let isContinue): return LeaveStep(isContinue: isContinue)
        }
    }

    private mutating func compile(_ element: TypedStatement.Case) -> SelectionStep.Case {
        let tests = element.tests.map { test, filter -> (test: SelectionStep.Test, filter: Node?) in
            let compiled: SelectionStep.Test =
                switch test {
                case .always: .always
                case .absent: .absent
                case .present(let slot): .present(slot + base)
                case .bind(let slot): .bind(slot + base)
                case .equal(let typed): .equal(compile(typed))
                case .within(let typed): .within(compile(typed))
                }
            return (compiled, filter.map { compile($0) })
        }
        var body = compile(element.body)
        if options.countsCoverage { body.insert(ProbeStep(addProbe(element.offset, .holds)), at: 0) }
        return SelectionStep.Case(tests: tests, body: body)
    }
}
