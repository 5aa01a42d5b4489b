import Manifests

/// Reads the declarations of the standard library.
struct InterfaceBuilder {
    var catalogue: Catalogue
    /// Names that no declaration has: an interface is part of the product, so a test expects none.
    private(set) var faults: [String] = []

    init() {
        catalogue = Catalogue()
        for name in ["Type"] {
            _ = catalogue.add(Nominal(name: name, parameterNames: ["Instance"], conformances: []))
        }
    }

    mutating func add(_ file: SourceFile) {
        let tree = Parser.parse(file, isInterface: true)
        faults += tree.diagnostics.map(\.description)
        for item in tree.items { declareType(item) }
        for item in tree.items { declareMembers(item, tree) }
    }

    private mutating func declareType(_ item: Item) {
        switch item {
        case .structure(let structure):
            _ = catalogue.add(
                Nominal(
                    name: structure.name, parameterNames: structure.generics.map(\.name),
                    conformances: Set(structure.conformances)))
        case .enumeration(let enumeration):
            var nominal = Nominal(
                name: enumeration.name, parameterNames: [], conformances: Set(enumeration.conformances))
            nominal.cases = enumeration.cases.map(\.name)
            _ = catalogue.add(nominal)
        default: break
        }
    }

    private mutating func declareMembers(_ item: Item, _ tree: SyntaxTree) {
        switch item {
        case .structure(let structure):
            guard let owner = catalogue.types[structure.name] else { return }
            let names = structure.generics.map(\.name)
            for property in structure.properties { declare(property, of: owner, generics: names) }
            for function in structure.functions { declare(function, of: owner, generics: names, requirements: []) }
        case .enumeration(let enumeration):
            guard let owner = catalogue.types[enumeration.name] else { return }
            for element in enumeration.cases {
                catalogue.add(
                    Declaration(
                        name: element.name, parameters: nil, result: .nominal(owner, []), owner: owner, isStatic: true,
                        behaviour: .enumCase(element.name), symbol: "\(enumeration.name).\(element.name)"))
            }
        case .extended(let extended):
            guard let owner = catalogue.types[extended.name] else { return faults.append(extended.name) }
            let names = catalogue[owner].parameterNames
            for property in extended.properties { declare(property, of: owner, generics: names) }
            for function in extended.functions {
                declare(function, of: owner, generics: names, requirements: extended.requirements)
            }
        case .function(let function): declare(function, of: nil, generics: [], requirements: [])
        case .computed(let property):
            catalogue.add(
                Declaration(
                    name: property.name, parameters: nil, result: resolve(property.type, [], nil), owner: nil,
                    behaviour: .intrinsic, symbol: property.name))
        default: break
        }
    }

    private mutating func declare(_ property: PropertySyntax, of owner: NominalID, generics: [String]) {
        let type = resolve(property.type, generics, owner)
        var behaviour: Declaration.Behaviour = .intrinsic
        if property.isStored, !property.isStatic {
            behaviour = .field(catalogue[owner].fields.count)
            catalogue[owner].fields.append(
                Nominal.Field(name: property.name, type: type, initial: nil, isRequired: !isOptional(type)))
        } else if catalogue[owner].isJSON, !property.isStatic {
            behaviour = .jsonMember
        } else if property.isStatic, generics.isEmpty, catalogue[owner].name != "Int" {
            behaviour = .enumCase(property.name)
        }
        catalogue.add(
            Declaration(
                name: property.name, parameters: nil, result: type, owner: owner, isStatic: property.isStatic,
                genericCount: generics.count, behaviour: behaviour,
                symbol: "\(catalogue[owner].name).\(property.name)"))
    }

    private func isOptional(_ type: SemanticType) -> Bool {
        if case .nominal(let id, _) = type { id == catalogue.types["Optional"] } else { false }
    }

    private mutating func declare(
        _ function: FunctionSyntax, of owner: NominalID?, generics outer: [String],
        requirements: [ExtensionSyntax.Requirement]
    ) {
        let names = outer + function.generics.map(\.name)
        // Operators are the checker's own; the others make the interface compile and are nobody's to call.
        let isOperator = function.name.utf8.first.map { !Lexer.isNameByte($0) } ?? true
        if isOperator || function.name == "buildBlock" || function.name == "stub" { return }
        let parameters = function.parameters.map { parameter in
            // The engine leaves messages unevaluated by itself: to the checker the parameter is the value.
            var type = resolve(parameter.type, names, owner)
            if parameter.isAutoclosure, case .function(_, let result) = type { type = result }
            return Declaration.Parameter(
                label: parameter.label, type: type, hasDefault: parameter.hasDefault,
                isVariadic: parameter.isVariadic, isAutoclosure: parameter.isAutoclosure,
                isBuilder: parameter.isBuilder)
        }
        if let owner, function.name == "init", let first = parameters.first, first.isVariadic {
            if first.label == "arrayLiteral" { catalogue[owner].literalElement = first.type }
            return
        }
        if function.name == "init", parameters.first?.label?.hasSuffix("Literal") == true { return }
        var result = function.result.map { resolve($0, names, owner) } ?? catalogue.type("Void")
        if let owner, function.name == "init" {
            result = .nominal(owner, catalogue[owner].parameterNames.indices.map { .parameter($0) })
            if function.isFailable { result = catalogue.type("Optional", result) }
        }
        let prefix = owner.map { catalogue[$0].name + "." } ?? ""
        let labels = function.parameters.map { ($0.label ?? "_") + ":" }.joined()
        var declaration = Declaration(
            name: function.name, parameters: parameters, result: result, owner: owner,
            isStatic: function.isStatic || function.name == "init", genericCount: names.count,
            behaviour: .intrinsic, symbol: "\(prefix)\(function.name)(\(labels))")
        for (index, generic) in function.generics.enumerated() {
            if let name = generic.constraint { declaration.constraints.append((outer.count + index, name)) }
        }
        for requirement in requirements {
            switch requirement {
            case .conforms(let name, let to):
                if let index = names.firstIndex(of: name) { declaration.constraints.append((index, to)) }
            case .equals(let name, let type):
                if let index = names.firstIndex(of: name) {
                    declaration.equalities.append((index, resolve(type, names, owner)))
                }
            }
        }
        if let owner, function.name == "init", isMemberwise(parameters, of: owner) {
            declaration.behaviour = .memberwise
        }
        catalogue.add(declaration)
    }

    /// An initialiser that names the stored properties makes a record of them.
    private func isMemberwise(_ parameters: [Declaration.Parameter], of owner: NominalID) -> Bool {
        let fields = catalogue[owner].fields
        guard !fields.isEmpty, catalogue[owner].name != "Subject" else { return false }
        if parameters.count == 1, fields.count == 1 { return true }
        return parameters.allSatisfy { parameter in fields.contains { $0.name == parameter.label } }
    }

    mutating func resolve(_ syntax: TypeSyntax, _ generics: [String], _ owner: NominalID?) -> SemanticType {
        switch syntax {
        case .optional(let type): return catalogue.type("Optional", resolve(type, generics, owner))
        case .array(let type): return catalogue.type("Array", resolve(type, generics, owner))
        case .dictionary(let key, let value):
            return catalogue.type("Dictionary", resolve(key, generics, owner), resolve(value, generics, owner))
        case .function(let parameters, let result):
            return .function(parameters.map { resolve($0, generics, owner) }, resolve(result, generics, owner))
        case .named("Self", _, _):
            guard let owner else { return .unknown }
            return .nominal(owner, catalogue[owner].parameterNames.indices.map { .parameter($0) })
        case .named(let name, let arguments, _):
            if let index = generics.firstIndex(of: name) { return .parameter(index) }
            guard let id = catalogue.types[name] else {
                faults.append(name)
                return .unknown
            }
            return .nominal(id, arguments.map { resolve($0, generics, owner) })
        }
    }
}
