package import Manifests
import StructuredMerge

/// Follows what a policy reads of objects through its constants, loops, closures and functions, and reports what the
/// kinds' schemas do not know.
///
/// Functions are followed once for each call, so what each caller passes is known; a budget of steps keeps that
/// bounded, beyond which nothing more is said.
struct SchemaCheck {
    let schemas: PolicySchemas
    let checked: CheckedFile
    let globals: [Datum]
    /// Schemas of the object under review; nil where its kinds are not known.
    var object: [TypeSchema]?
    var pods: [TypeSchema] = []
    /// What the slots of the function that is being followed hold.
    var slots: [Int: SchemaPlace] = [:]
    /// The file of the function that is being followed.
    var file: SourceFile
    var returned: SchemaPlace = .nothing
    var diagnostics: [Diagnostic] = []
    private var budget = 50_000
    private var seen: Set<String> = []

    init(_ checked: CheckedFile, globals: [Datum], schemas: PolicySchemas) {
        self.checked = checked
        self.globals = globals
        self.schemas = schemas
        file = checked.file
    }

    mutating func run() -> [Diagnostic] {
        for admission in checked.admissions { follow(admission) }
        return diagnostics.sorted(by: Diagnostic.inReadingOrder)
    }

    private mutating func follow(_ admission: CheckedFile.Admission) {
        budget = 50_000
        (slots, returned, object, pods) = ([:], .nothing, nil, [])
        var compiler = Compiler(checked, globals: globals, slotCount: admission.slotCount)
        let kinds = admission.arguments["kinds"].flatMap { compiler.compile($0).constant }
        if case .list(let elements)? = kinds {
            let names = elements.map(\.text)
            let types = names.map { schemas.types(named: $0) }
            // A policy for a kind without a schema may read what that kind has.
            if types.allSatisfy({ !$0.isEmpty }) { object = types.flatMap { $0 } }
            pods = schemas.podSpecifications(of: names)
        } else {
            pods = schemas.podSpecifications(of: schemas.podBearing)
            if kinds?.text == "podBearing" { object = schemas.podBearingTypes }
        }
        if object?.isEmpty == true { object = nil }
        if let slot = admission.body.parameters.first { slots[slot] = .review }
        follow(admission.body.body)
    }

    // MARK: Messages

    mutating func spend() -> Bool {
        budget -= 1
        return budget > 0
    }

    mutating func report(_ message: String, at offset: Int, hint: String? = nil) {
        let location = file.location(offset)
        guard diagnostics.count < Limits.diagnostics,
            seen.insert("\(location.file):\(location.line):\(location.column) \(message)").inserted
        else { return }
        diagnostics.append(.error(message, at: location, hint: hint))
    }

    // MARK: Statements

    mutating func follow(_ statements: [TypedStatement]) {
        for statement in statements where spend() { follow(statement) }
    }

    private mutating func follow(_ statement: TypedStatement) {
        switch statement {
        case .bind(let slot, let value): slots[slot] = place(value)
        case .evaluate(let value): _ = place(value)
        case .condition(let conditions, let then, let otherwise, _):
            for condition in conditions {
                switch condition {
                case .boolean(let value): _ = place(value)
                case .unwrapping(let slot, let value): slots[slot] = place(value)
                }
            }
            follow(then)
            follow(otherwise)
        case .loop(let loop):
            let sequence = place(loop.sequence)
            if let slot = loop.slots.first, loop.slots.count == 1 { slots[slot] = sequence.element }
            if let filter = loop.filter { _ = place(filter) }
            follow(loop.body)
        case .selection(let subject, let cases, _): follow(place(subject), cases)
        case .returning(let value, _): if let value { returned = returned.joined(place(value)) }
        case .leaving: break
        }
    }

    private mutating func follow(_ subject: SchemaPlace, _ cases: [TypedStatement.Case]) {
        for element in cases {
            for (test, filter) in element.tests {
                switch test {
                case .present(let slot), .bind(let slot): slots[slot] = subject
                case .equal(let value), .within(let value): _ = place(value)
                case .always, .absent: break
                }
                if let filter { _ = place(filter) }
            }
            follow(element.body)
        }
    }

    // MARK: Functions and closures

    mutating func call(_ index: Int, _ arguments: [SchemaPlace]) -> SchemaPlace {
        guard checked.functions.indices.contains(index), spend() else { return .unknown }
        let function = checked.functions[index]
        let outer = (slots, returned, file)
        (slots, returned, file) = ([:], .nothing, function.file)
        for (slot, argument) in zip(function.parameters, arguments) { slots[slot] = argument }
        follow(function.body)
        let result = returned
        (slots, returned, file) = outer
        return result
    }

    mutating func call(_ closure: TypedClosure, _ arguments: [SchemaPlace]) -> SchemaPlace {
        for (slot, argument) in zip(closure.parameters, arguments) { slots[slot] = argument }
        if let expression = closure.expression { return place(expression) }
        let outer = returned
        returned = .nothing
        follow(closure.body)
        let result = returned
        returned = outer
        return result
    }
}

extension PolicyProgram {
    /// What the policies read that their kinds' schemas do not know, in reading order; empty where all is known.
    package func check(against schemas: PolicySchemas) -> [Diagnostic] {
        var check = SchemaCheck(checked, globals: globals, schemas: schemas)
        return check.run()
    }
}
