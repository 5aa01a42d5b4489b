import Manifests

/// The places where a policy can fault on some input.
struct FaultFinder {
    private let checked: CheckedFile

    init(_ checked: CheckedFile) { self.checked = checked }

    func faults() -> [(policy: String, places: [Diagnostic])] {
        let admissions = checked.admissions.map { ($0.id, places(in: $0.body.body)) }
        let accesses = checked.accesses.map { access in
            (
                access.id,
                places(in: access.bindings + access.rules.flatMap { $0.conditions.body + ($0.unless?.body ?? []) })
            )
        }
        return (admissions + accesses).filter { !$0.1.isEmpty }
    }

    private func places(in statements: [TypedStatement]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        var seen: Set<Int> = []
        collect(statements, checked.file, &found, &seen)
        var told: Set<String> = []
        return found.sorted(by: Diagnostic.inReadingOrder).filter { told.insert($0.description).inserted }
    }

    private func collect(
        _ statements: [TypedStatement], _ file: SourceFile, _ found: inout [Diagnostic], _ seen: inout Set<Int>
    ) {
        var expressions: [Typed] = []
        statements.walk { expressions.append($0) }
        for typed in expressions {
            if case .function(let index, _) = typed.kind, checked.functions.indices.contains(index),
                seen.insert(index).inserted
            {
                collect(checked.functions[index].body, checked.functions[index].file, &found, &seen)
            }
            if let reason = reason(typed) { found.append(.warning(reason, at: file.location(typed.offset))) }
        }
    }

    private func reason(_ typed: Typed) -> String? {
        switch typed.kind {
        case .arithmetic(let operation, _, let right): return arithmetic(operation, right, typed.type)
        case .member(_, let declaration), .call(let declaration, _): return Self.reasons[declaration.symbol]
        default: return nil
        }
    }

    private func arithmetic(_ operation: Typed.Arithmetic, _ right: Typed, _ type: SemanticType) -> String? {
        guard type == .nominal(Catalogue.known.int, []) else { return nil }
        switch operation {
        case .add, .subtract, .multiply: return "a number may leave 64 bits"
        case .divide, .remainder:
            if case .constant(.integer(let divisor)) = right.kind, divisor != 0, divisor != -1 { return nil }
            return "a division by zero"
        }
    }

    private static let reasons: [String: String] = {
        var reasons: [String: String] = [
            "Array.subscript(_:)": "an index outside the list", "Container.image": "a container without an image",
            "Container.name": "a container without a name", "Review.pod": "an object without its pod",
            "Workload.pod": "an object without its pod", "Review.time": "a time that is not known",
            "Review.change": "a change that is not known", "Review.requester": "a requester that is not known",
            "Calendar.covers(_:)": "a calendar that is not known",
            "signatures(of:)": "signatures that could not be read",
            "attestations(of:type:)": "attestations that could not be read",
            "String.matches(regex:)": "a pattern that is none",
        ]
        for name in ["workloads(in:)", "objects(_:)", "objects(_:in:)", "object(_:named:)"] {
            reasons["Cluster.\(name)"] = "an inventory that could not be read"
        }
        let typed = [
            "subscript(_:)", "at(_:)", "list(_:)", "has(_:)", "string", "integer", "double", "bool", "array", "strings",
            "keys", "values", "dictionary", "quantity", "intOrString",
        ]
        for name in typed { reasons["Json.\(name)"] = "a value of another type" }
        return reasons
    }()
}
