package import Manifests

/// A checked policy file, ready to be specialised.
package struct PolicyProgram: Sendable {
    let checked: CheckedFile
    let globals: [Datum]

    package var file: SourceFile { checked.file }
    package var admissionNames: [String] { checked.admissions.map(\.id) }
    package var accessNames: [String] { checked.accesses.map(\.id) }
    package var testNames: [String] { checked.tests.map(\.name) }

    /// Checks a file.
    ///
    /// - Parameters:
    ///   - modules: other files of the bundle that it may import, by module name.
    ///   - policies: for a test file, the policies whose constants it sees.
    ///   - data: values for the bundle's computed constants, as JSON by name.
    /// - Throws: ``RulesError/invalid(_:)`` with every fault of the file.
    package init(
        _ file: SourceFile, modules: [String: SourceFile] = [:], policies: [SourceFile] = [],
        data: [String: Value] = [:]
    ) throws(RulesError) {
        let tree = Parser.parse(file)
        var supporting: [SyntaxTree] = []
        var imported: Set<String> = []
        for source in [tree] + policies.map({ Parser.parse($0) }) {
            for case .module(let name, _) in source.items where name != "PolicyV1" && imported.insert(name).inserted {
                if let module = modules[name] { supporting.append(Parser.parse(module)) }
            }
        }
        supporting += policies.map { Parser.parse($0) }
        let checked = Checker.check(
            tree, supporting: supporting, modules: Set(modules.keys))
        guard checked.isValid else { throw .invalid(checked.diagnostics) }
        self.checked = checked
        globals = try Self.globals(checked, data)
    }

    private static func globals(_ checked: CheckedFile, _ data: [String: Value]) throws(RulesError) -> [Datum] {
        var values: [Datum] = []
        for global in checked.globals {
            if global.isData, let value = data[global.name] {
                let shape = Shape(global.type, checked.catalogue, defaults: Self.defaults(checked, values))
                do throws(ShapeError) { values.append(try shape.datum(value, isStrict: true)) } catch {
                    let place = error.path.isEmpty ? "" : " at '\(error.path.text)'"
                    throw .invalid([
                        .error("data '\(global.name)'\(place): \(error.message)", at: nil, hint: error.hint)
                    ])
                }
                continue
            }
            var compiler = Compiler(checked, globals: values, slotCount: 256)
            let node = compiler.compile(global.value)
            let frame = Frame(slots: compiler.slotCount, context: EvaluationContext())
            do throws(Fault) { values.append(try node.evaluate(frame)) } catch {
                let location = checked.file.location(max(0, error.located(global.value.offset).offset))
                throw .invalid([.error("the value of '\(global.name)' faults: \(error.message)", at: location)])
            }
        }
        return values
    }

    static func defaults(_ checked: CheckedFile, _ globals: [Datum]) -> [NominalID: [Datum?]] {
        checked.defaults.mapValues { fields in
            fields.map { field -> Datum? in
                guard let field else { return nil }
                var compiler = Compiler(checked, globals: globals, slotCount: 64)
                let node = compiler.compile(field)
                let frame = Frame(slots: compiler.slotCount, context: EvaluationContext())
                do throws(Fault) { return try node.evaluate(frame) } catch { return .missing }
            }
        }
    }

    // MARK: Specialisation

    /// The policies of admission, each with the same parameters.
    package func admissions(parameters: Value = .null) throws(RulesError) -> [AdmissionPolicy] {
        var policies: [AdmissionPolicy] = []
        for admission in checked.admissions { policies.append(try make(admission, parameters, Compiler.Options())) }
        return policies
    }

    package func admission(_ id: String, parameters: Value = .null) throws(RulesError) -> AdmissionPolicy {
        try admission(id, parameters: parameters, options: Compiler.Options())
    }

    func admission(_ id: String, parameters: Value, options: Compiler.Options) throws(RulesError) -> AdmissionPolicy {
        guard let admission = checked.admissions.first(where: { $0.id == id }) else {
            throw .unknownPolicy(id, nearest: NearestName.suggest(id, among: admissionNames))
        }
        return try make(admission, parameters, options)
    }

    /// The parameters as a value of their type; unknown, missing and mistyped fields are diagnostics at their place.
    private func parameters(_ id: NominalID, _ value: Value, of admission: CheckedFile.Admission) throws(RulesError)
        -> Datum
    {
        let shape = Shape(.nominal(id, []), checked.catalogue, defaults: Self.defaults(checked, globals))
        let given = value.isNull ? .object(Object()) : value
        if case .opaque = shape { return .object(Record(id, [])) }
        do throws(ShapeError) { return try shape.datum(given, isStrict: true) } catch {
            throw .invalid([ParameterFault.diagnostic(error, policy: admission.id)])
        }
    }

    private func make(
        _ admission: CheckedFile.Admission, _ value: Value, _ options: Compiler.Options
    ) throws(RulesError) -> AdmissionPolicy {
        var compiler = Compiler(checked, globals: globals, slotCount: admission.slotCount, options: options)
        if let id = admission.parameters, admission.body.parameters.count == 2 {
            compiler.constants[admission.body.parameters[1]] = try parameters(id, value, of: admission)
        } else if let object = value.object, !object.isEmpty {
            throw .invalid([.error("policy '\(admission.id)' takes no parameters", at: nil)])
        }
        func constant(_ name: String) -> Datum? { admission.arguments[name].flatMap { compiler.compile($0).constant } }
        func strings(_ name: String) -> [String] {
            guard case .list(let elements)? = constant(name) else { return [] }
            return elements.map(\.text)
        }
        let kinds = constant("kinds") ?? .string("any")
        var selector: LabelSelector?
        if case .object(let box as SelectorBox)? = constant("labels") { selector = box.selector }
        let enforcement = constant("enforcement")?.text ?? "deny"
        let body = compiler.compile(admission.body.body)
        let header = AdmissionPolicy.Header(
            id: admission.id, documentation: admission.documentation,
            severity: Severity(rawValue: constant("severity")?.text ?? "") ?? .medium,
            enforcement: enforcement.lowercased() == "dryrun" ? .dryRun : Enforcement(rawValue: enforcement) ?? .deny,
            line: file.line(admission.offset),
            kinds: {
                if case .list(let elements) = kinds { elements.map { KindNames.Pattern($0.text) } } else { nil }
            }(),
            isPodBearing: kinds.text == "podBearing",
            operations: admission.arguments["on"] == nil ? ["create", "update"] : strings("on"),
            environments: strings("environments"), namespaces: strings("namespaces"),
            excludedNamespaces: strings("excludedNamespaces"), selector: selector,
            skipsUpdatesOf: strings("skipUpdatesOf").map { KindNames.Pattern($0) },
            reviewSlot: admission.body.parameters.first ?? 0)
        return AdmissionPolicy(header, file: file, body: body, slotCount: compiler.slotCount, probes: compiler.probes)
    }
}

enum ParameterFault {
    static func diagnostic(_ error: ShapeError, policy: String) -> Diagnostic {
        let place = error.path.isEmpty ? "" : " at '\(error.path.text)'"
        return .error("parameters of '\(policy)'\(place): \(error.message)", at: nil, hint: error.hint)
    }
}
