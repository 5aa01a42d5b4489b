/// All types and declarations that a file can see.
struct Catalogue: Sendable {
    var nominals: [Nominal] = []
    var declarations: [Declaration] = []
    var types: [String: NominalID] = [:]
    var globals: [String: [DeclarationID]] = [:]

    subscript(id: NominalID) -> Nominal {
        get { nominals[id.index] }
        set { nominals[id.index] = newValue }
    }

    subscript(id: DeclarationID) -> Declaration { declarations[id.index] }

    mutating func add(_ nominal: Nominal) -> NominalID {
        let id = NominalID(index: nominals.count)
        nominals.append(nominal)
        types[nominal.name] = id
        return id
    }

    @discardableResult
    mutating func add(_ declaration: Declaration) -> DeclarationID {
        let id = DeclarationID(index: declarations.count)
        declarations.append(declaration)
        if let owner = declaration.owner {
            nominals[owner.index].members[declaration.name, default: []].append(id)
        } else {
            globals[declaration.name, default: []].append(id)
        }
        return id
    }

    // MARK: Types by name

    func id(_ name: String) -> NominalID { types[name] ?? NominalID(index: 0) }

    func type(_ name: String, _ parts: SemanticType...) -> SemanticType { .nominal(id(name), parts) }

    /// The standard library, read once.
    static let standard: Catalogue = {
        var builder = InterfaceBuilder()
        builder.add(SourceFile(name: "Swift", text: PolicyInterface.prelude))
        builder.add(SourceFile(name: "PolicyV1", text: PolicyInterface.text))
        return builder.catalogue
    }()

    static let known: WellKnown = {
        let catalogue = standard
        func id(_ name: String) -> NominalID { catalogue.id(name) }
        return WellKnown(
            void: id("Void"), bool: id("Bool"), int: id("Int"), double: id("Double"), string: id("String"),
            optional: id("Optional"), array: id("Array"), set: id("Set"), dictionary: id("Dictionary"),
            range: id("Range"), closedRange: id("ClosedRange"), metatype: id("Type"), json: id("Json"),
            quantity: id("Quantity"), timestamp: id("Timestamp"), duration: id("Duration"),
            keyPath: id("WritableKeyPath"), entry: id("DictionaryEntry"), review: id("Review"),
            request: id("Request"), enumerated: id("EnumeratedEntry"))
    }()

    // MARK: Conformance

    /// Whether a type conforms; type parameters do not, but for what their constraint says.
    func conforms(_ type: SemanticType, to name: String) -> Bool {
        switch type {
        case .unknown: return true
        case .function, .parameter: return false
        case .nominal(let id, let parts):
            let known = Catalogue.known
            let implied = name == "Equatable" || name == "Hashable"
            if implied, [known.optional, known.array, known.set, known.dictionary, known.range].contains(id) {
                return parts.allSatisfy { conforms($0, to: name) }
            }
            let nominal = self[id]
            if nominal.conformances.contains(name) { return true }
            if name == "Equatable" {
                return nominal.conformances.contains("Hashable") || nominal.conformances.contains("Comparable")
                    || nominal.cases != nil
            }
            // An enum without payload is Hashable by itself.
            return name == "Hashable" && nominal.cases != nil
        }
    }

    // MARK: Text

    func text(_ type: SemanticType) -> String {
        switch type {
        case .unknown: return "an unknown type"
        case .parameter(let index): return "T\(index)"
        case .function(let parameters, let result):
            return "(\(parameters.map { text($0) }.joined(separator: ", "))) -> \(text(result))"
        case .nominal(let id, let parts):
            let known = Catalogue.known
            switch id {
            case known.optional where parts.count == 1: return text(parts[0]) + "?"
            case known.array where parts.count == 1: return "[\(text(parts[0]))]"
            case known.dictionary where parts.count == 2: return "[\(text(parts[0])): \(text(parts[1]))]"
            case known.metatype where parts.count == 1: return text(parts[0]) + ".Type"
            default:
                let name = self[id].name
                return parts.isEmpty ? name : "\(name)<\(parts.map { text($0) }.joined(separator: ", "))>"
            }
        }
    }
}
