import Manifests

/// Settles the names and types of one file, seen together with the modules it imports.
///
/// Each expression is looked at once: a call is chosen by its labels and by the types of those arguments that have
/// one of their own, and only then are literals and closures read, with the type that they must have. So there is no
/// search, and no exponential time.
struct Checker {
    struct Local {
        var name: String
        var slot: Int
        var type: SemanticType
    }

    /// Main file first, then modules and, for tests, the bundle's policies.
    let trees: [SyntaxTree]
    var treeIndex = 0
    var checked: CheckedFile
    let known = Catalogue.known
    var locals: [Local] = []
    /// The number of locals where the innermost scope begins.
    var scopeStarts: [Int] = []
    /// Types of `$0`, `$1`… of the innermost closure, with their slots.
    var closureArguments: [(slot: Int, type: SemanticType)] = []
    var slotCount = 0
    /// What `return` must give; nil where a closure's result is still open.
    var expectedResult: SemanticType?
    var inferredResult: SemanticType?
    var loopDepth = 0
    var switchDepth = 0
    var currentFunction: Int?
    /// The first offset of a constant that is declared, but further down in the file.
    var undeclared: Set<String> = []
    var steps = 0

    private init(_ trees: [SyntaxTree], catalogue: Catalogue) {
        self.trees = trees
        checked = CheckedFile(file: trees[0].file, catalogue: catalogue)
    }

    /// - Parameters:
    ///   - supporting: modules of the bundle that the file imports; for a test file also the bundle's policies.
    static func check(
        _ tree: SyntaxTree, supporting: [SyntaxTree] = [], catalogue: Catalogue = .standard, modules: Set<String> = []
    ) -> CheckedFile {
        var checker = Checker([tree] + supporting, catalogue: catalogue)
        checker.checked.diagnostics = tree.diagnostics
        checker.checkImports(modules)
        checker.checkDeclarations()
        // What cannot be parsed in part is checked for the rest.
        checker.checkRules()
        checker.checkRecursion()
        checker.checked.diagnostics.sort(by: Diagnostic.inReadingOrder)
        return checker.checked
    }

    static func steps(on tree: SyntaxTree) -> Int {
        var checker = Checker([tree], catalogue: .standard)
        checker.checkDeclarations()
        checker.checkRules()
        return checker.steps
    }

    var tree: SyntaxTree { trees[treeIndex] }
    var catalogue: Catalogue { checked.catalogue }

    // MARK: Messages

    mutating func report(_ message: String, at offset: Int, hint: String? = nil) {
        guard checked.diagnostics.count < Limits.diagnostics else { return }
        checked.diagnostics.append(.error(message, at: tree.file.location(offset), hint: hint))
    }

    mutating func fail(_ message: String, at offset: Int, hint: String? = nil) -> Typed {
        report(message, at: offset, hint: hint)
        return Typed(.faulty, .unknown, at: offset)
    }

    /// The name that was probably meant; nil once nothing more is reported, so that a file of nothing but unknown names
    /// is not compared with every known one.
    func nearest(_ word: String, among names: @autoclosure () -> [String]) -> String? {
        checked.diagnostics.count < Limits.diagnostics ? NearestName.suggest(word, among: names()) : nil
    }

    // MARK: Types

    func optional(_ type: SemanticType) -> SemanticType {
        if unwrapped(type) != nil || type == .unknown { return type }
        return .nominal(known.optional, [type])
    }

    func unwrapped(_ type: SemanticType) -> SemanticType? {
        if case .nominal(known.optional, let parts) = type { parts.first } else { nil }
    }

    func plain(_ type: SemanticType) -> SemanticType { unwrapped(type) ?? type }

    func element(of type: SemanticType) -> SemanticType? {
        switch type {
        case .nominal(known.array, let parts), .nominal(known.set, let parts): parts.first
        default: nil
        }
    }

    var bool: SemanticType { .nominal(known.bool, []) }
    var int: SemanticType { .nominal(known.int, []) }
    var string: SemanticType { .nominal(known.string, []) }
    var void: SemanticType { .nominal(known.void, []) }

    mutating func resolve(_ syntax: TypeSyntax) -> SemanticType {
        switch syntax {
        case .optional(let type):
            let inner = resolve(type)
            return .nominal(known.optional, [inner])
        case .array(let type): return .nominal(known.array, [resolve(type)])
        case .dictionary(let key, let value):
            let keyType = resolve(key)
            requireHashable(keyType, at: key.offset)
            return .nominal(known.dictionary, [keyType, resolve(value)])
        case .function:
            report("expected the type of a value, found the type of a function", at: syntax.offset)
            return .unknown
        case .named(let name, let arguments, let offset):
            guard let id = catalogue.types[name],
                !["Type", "Pair", "DictionaryEntry", "EnumeratedEntry"].contains(name)
            else {
                let nearest = nearest(name, among: Array(catalogue.types.keys).sorted())
                report(
                    "unknown type '\(name)'", at: offset, hint: nearest.map { "did you mean '\($0)'?" })
                return .unknown
            }
            let parts = arguments.map { resolve($0) }
            guard parts.count == catalogue[id].parameterNames.count else {
                report(
                    "expected \(catalogue[id].parameterNames.count) types in '<…>' of '\(name)', found \(parts.count)",
                    at: offset)
                return .unknown
            }
            if id == known.set, let part = parts.first { requireHashable(part, at: offset) }
            return .nominal(id, parts)
        }
    }

    private mutating func requireHashable(_ type: SemanticType, at offset: Int) {
        if !catalogue.conforms(type, to: "Hashable") {
            report("expected a type that can be a key, found '\(catalogue.text(type))'", at: offset)
        }
    }

    // MARK: Scopes

    mutating func scoped<T>(_ work: (inout Checker) -> T) -> T {
        scopeStarts.append(locals.count)
        let result = work(&self)
        locals.removeLast(locals.count - (scopeStarts.popLast() ?? 0))
        return result
    }

    mutating func declare(_ name: String, _ type: SemanticType, at offset: Int) -> Int {
        // Names are looked for one by one, from the innermost.
        guard locals.count < Limits.locals else {
            report("expected at most \(Limits.locals) constants in sight", at: offset, hint: "use a list")
            slotCount += 1
            return slotCount - 1
        }
        if name != "_", locals[(scopeStarts.last ?? 0)...].contains(where: { $0.name == name }) {
            report("'\(name)' is declared twice in the same block", at: offset)
        }
        let slot = slotCount
        slotCount += 1
        if name != "_" { locals.append(Local(name: name, slot: slot, type: type)) }
        return slot
    }

    func local(_ name: String) -> Local? { locals.last { $0.name == name } }
}
