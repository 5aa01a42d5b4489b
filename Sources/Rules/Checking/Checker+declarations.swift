import Manifests

extension Checker {
    mutating func checkImports(_ modules: Set<String>) {
        for item in tree.items {
            guard case .module(let name, let offset) = item, name != "PolicyV1", !modules.contains(name) else {
                continue
            }
            report(
                "unknown module '\(name)'", at: offset,
                hint: "a policy may import PolicyV1 and the modules of its own bundle")
        }
        let importsVocabulary = tree.items.contains {
            if case .module("PolicyV1", _) = $0 { true } else { false }
        }
        if !importsVocabulary, !tree.items.isEmpty {
            report("expected 'import PolicyV1' at the top of the file", at: 0)
        }
    }

    /// Types, then functions, then constants, of the supporting files first.
    mutating func checkDeclarations() {
        let order = Array(trees.indices.dropFirst()) + [0]
        for index in order {
            treeIndex = index
            for item in tree.items { declareType(item) }
        }
        for index in order {
            treeIndex = index
            for item in tree.items { declareFields(item) }
        }
        for index in order {
            treeIndex = index
            for item in tree.items { if case .function(let function) = item { declareFunction(function) } }
        }
        for index in order {
            treeIndex = index
            for item in tree.items { if case .constant(let binding) = item { undeclared.insert(binding.name) } }
        }
        for index in order {
            treeIndex = index
            for item in tree.items { declareConstant(item) }
        }
        var next = 0
        for index in order {
            treeIndex = index
            for item in tree.items {
                guard case .function(let function) = item, next < checked.functions.count else { continue }
                checkBody(of: function, index: next)
                next += 1
            }
        }
        treeIndex = 0
    }

    private mutating func declareType(_ item: Item) {
        let (name, offset): (String, Int)
        var nominal: Nominal
        switch item {
        case .structure(let structure):
            (name, offset) = (structure.name, structure.offset)
            nominal = Nominal(name: name, parameterNames: [], conformances: Set(structure.conformances))
            for conformance in structure.conformances
            where !["Params", "Sendable", "Hashable", "Equatable"].contains(conformance) {
                report("unknown protocol '\(conformance)'", at: offset, hint: "a struct of parameters is a 'Params'")
            }
        case .enumeration(let enumeration):
            (name, offset) = (enumeration.name, enumeration.offset)
            nominal = Nominal(name: name, parameterNames: [], conformances: Set(enumeration.conformances))
            nominal.cases = enumeration.cases.map(\.name)
            let hasRaw = enumeration.conformances.contains("String")
            for element in enumeration.cases {
                if hasRaw { nominal.rawValues[element.name] = element.raw ?? element.name }
                if !hasRaw, element.raw != nil { report("expected ': String' for raw values", at: offset) }
            }
            if enumeration.cases.isEmpty { report("expected a case in '\(name)'", at: offset) }
            if Set(enumeration.cases.map(\.name)).count < enumeration.cases.count {
                report("expected different cases in '\(name)'", at: offset)
            }
            for conformance in enumeration.conformances
            where !["String", "Sendable", "Hashable", "Equatable"].contains(conformance) {
                report("unknown protocol '\(conformance)'", at: offset)
            }
        default: return
        }
        nominal.file = treeIndex
        if let existing = catalogue.types[name], catalogue[existing].file != nil {
            report("'\(name)' is declared twice", at: offset)
        } else if let existing = catalogue.types[name], [known.string, known.int, known.bool].contains(existing) {
            report("'\(name)' is a type of the language", at: offset)
        }
        _ = checked.catalogue.add(nominal)
    }

    private mutating func declareFields(_ item: Item) {
        if case .enumeration(let enumeration) = item { return declareCases(enumeration) }
        guard case .structure(let structure) = item, let owner = catalogue.types[structure.name] else { return }
        var defaults: [Typed?] = []
        var parameters: [Declaration.Parameter] = []
        if structure.properties.count > Limits.properties {
            report("expected at most \(Limits.properties) properties in '\(structure.name)'", at: structure.offset)
        }
        for property in structure.properties.prefix(Limits.properties) {
            let type = resolve(property.type)
            if property.isStatic { report("expected a constant of each value, found 'static'", at: property.offset) }
            if catalogue[owner].fields.contains(where: { $0.name == property.name }) {
                report("'\(property.name)' is declared twice", at: property.offset)
            }
            var initial: Typed?
            if let value = property.value { initial = check(value, expecting: type) }
            defaults.append(initial)
            let index = catalogue[owner].fields.count
            checked.catalogue[owner].fields.append(
                Nominal.Field(
                    name: property.name, type: type, initial: property.value,
                    isRequired: property.value == nil && unwrapped(type) == nil))
            checked.catalogue.add(
                Declaration(
                    name: property.name, parameters: nil, result: type, owner: owner, behaviour: .field(index),
                    symbol: "\(structure.name).\(property.name)"))
            if property.value == nil {
                parameters.append(Declaration.Parameter(label: property.name, type: type))
            }
        }
        checked.defaults[owner] = defaults
        checked.catalogue.add(
            Declaration(
                name: "init", parameters: parameters, result: .nominal(owner, []), owner: owner, isStatic: true,
                behaviour: .memberwise, symbol: "\(structure.name).init"))
    }

    private mutating func declareCases(_ enumeration: EnumerationSyntax) {
        guard let owner = catalogue.types[enumeration.name] else { return }
        for element in enumeration.cases {
            checked.catalogue.add(
                Declaration(
                    name: element.name, parameters: nil, result: .nominal(owner, []), owner: owner, isStatic: true,
                    behaviour: .enumCase(element.name), symbol: "\(enumeration.name).\(element.name)"))
        }
        if !catalogue[owner].rawValues.isEmpty {
            checked.catalogue.add(
                Declaration(
                    name: "rawValue", parameters: nil, result: string, owner: owner, behaviour: .intrinsic,
                    symbol: "RawRepresentable.rawValue"))
        }
    }

    private mutating func declareFunction(_ function: FunctionSyntax) {
        var parameters: [Declaration.Parameter] = []
        for parameter in function.parameters {
            parameters.append(Declaration.Parameter(label: parameter.label, type: resolve(parameter.type)))
        }
        let result = function.result.map { resolve($0) } ?? void
        let clash = (catalogue.globals[function.name] ?? []).contains {
            catalogue[$0].parameters?.map(\.label) == parameters.map(\.label)
                && catalogue[$0].parameters?.map(\.type) == parameters.map(\.type)
        }
        if clash { report("'\(function.name)' is declared twice", at: function.offset) }
        let index = checked.functions.count
        checked.functions.append(
            CheckedFile.Function(
                name: function.name, parameters: [], body: [], slotCount: 0, offset: function.offset, callees: [],
                file: tree.file))
        checked.catalogue.add(
            Declaration(
                name: function.name, parameters: parameters, result: result, owner: nil, behaviour: .function(index),
                symbol: function.name))
    }

    private mutating func checkBody(of function: FunctionSyntax, index: Int) {
        guard
            let declaration = catalogue.globals[function.name]?.map({ catalogue[$0] }).first(where: {
                if case .function(index) = $0.behaviour { true } else { false }
            }), let body = function.body
        else { return }
        currentFunction = index
        slotCount = 0
        expectedResult = declaration.result
        let (slots, statements) = scoped { checker in
            var slots: [Int] = []
            for (parameter, type) in zip(function.parameters, declaration.parameters ?? []) {
                slots.append(checker.declare(parameter.name, type.type, at: parameter.offset))
            }
            // As in Swift: a function of one expression returns it.
            if declaration.result != checker.void, let only = checker.singleExpression(body) {
                let typed = checker.check(only, expecting: declaration.result)
                return (slots, [TypedStatement.returning(typed, at: typed.offset)])
            }
            let statements = checker.scoped { checker in checker.check(body.statements) }
            if declaration.result != checker.void, !checker.alwaysLeaves(body) {
                checker.report("expected 'return' on every way through '\(function.name)'", at: body.end - 1)
            }
            return (slots, statements)
        }
        checked.functions[index].parameters = slots
        checked.functions[index].body = statements
        checked.functions[index].slotCount = slotCount
        currentFunction = nil
        expectedResult = nil
    }

    private mutating func declareConstant(_ item: Item) {
        let (name, value, type, offset, isData): (String, ExpressionID, SemanticType?, Int, Bool)
        switch item {
        case .constant(let binding):
            (name, value, offset, isData) = (binding.name, binding.value, binding.offset, false)
            type = binding.type.map { resolve($0) }
        case .computed(let property):
            guard let initial = property.value else {
                return report("expected '{ value }' after the type of '\(property.name)'", at: property.offset)
            }
            (name, value, offset, isData) = (property.name, initial, property.offset, true)
            type = resolve(property.type)
        default: return
        }
        undeclared.remove(name)
        slotCount = 0
        let typed = check(value, expecting: type)
        if typed.type == void { report("expected a value for '\(name)'", at: offset) }
        if let known = catalogue.globals[name], known.contains(where: { catalogue[$0].parameters == nil && isOwn($0) })
        {
            report("'\(name)' is declared twice", at: offset)
        }
        checked.catalogue.globals[name] = nil
        checked.catalogue.add(
            Declaration(
                name: name, parameters: nil, result: type ?? typed.type, owner: nil,
                behaviour: .global(checked.globals.count), symbol: name))
        checked.globals.append(
            CheckedFile.Global(name: name, type: type ?? typed.type, value: typed, isData: isData, file: tree.file))
    }

    private func isOwn(_ id: DeclarationID) -> Bool {
        if case .global = catalogue[id].behaviour { true } else { false }
    }

    func singleExpression(_ block: Block) -> ExpressionID? {
        guard block.statements.count == 1, case .expression(let id) = block.statements[0] else { return nil }
        return id
    }

    /// Functions may call functions, but none itself: so every policy ends.
    mutating func checkRecursion() {
        var state = Array(repeating: 0, count: checked.functions.count)
        var costs = Array(repeating: 1, count: checked.functions.count)
        func visit(_ index: Int, _ depth: Int) -> Int? {
            if state[index] == 2 { return nil }
            if state[index] == 1 || depth > 200 { return index }
            state[index] = 1
            var cost = 1 + checked.functions[index].body.count
            for callee in checked.functions[index].callees.sorted() {
                if let found = visit(callee, depth + 1) { return found }
                cost = min(Limits.staticCost, cost + costs[callee])
            }
            costs[index] = cost
            state[index] = 2
            return nil
        }
        for index in checked.functions.indices {
            if let found = visit(index, 0) {
                let function = checked.functions[found]
                report(
                    "function '\(function.name)' calls itself, over others or directly", at: function.offset,
                    hint: "iterate over a list instead")
                return
            }
        }
    }
}
