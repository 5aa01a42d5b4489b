import Manifests

extension HealthPredicate {
    private static let forms = ["all", "any", "not", "some", "every", "condition", "field"]

    /// Reads a predicate, or a list of which all must hold; nil where the field is absent or at fault.
    static func read(_ name: String, of reader: inout FieldReader) -> HealthPredicate? {
        guard let value = reader.optional(name, .any) else { return nil }
        guard value.array != nil else { return reader.object(name, read) }
        return .all(reader.objects(name, read))
    }

    private static func read(_ reader: inout FieldReader) -> HealthPredicate? {
        let used = forms.filter { reader.has($0) }
        guard used.count == 1, let form = used.first else {
            let found = used.isEmpty ? "none" : used.map { "'\($0)'" }.joined(separator: " and ")
            reader.report(
                "expected one of \(forms.map { "'\($0)'" }.joined(separator: ", ")), found \(found)",
                hint: used.count > 1 ? "a list of predicates holds when all of them hold" : nil)
            return nil
        }
        switch form {
        case "all": return .all(reader.objects("all", read))
        case "any": return .any(reader.objects("any", read))
        case "not": return read("not", of: &reader).map { .not($0) }
        case "condition": return readCondition(&reader)
        case "field": return readField(&reader)
        default: return readQuantifier(form, &reader)
        }
    }

    private static func readQuantifier(_ form: String, _ reader: inout FieldReader) -> HealthPredicate? {
        reader.object(form) { quantifier in
            let lists = quantifier.required("in", .paths)
            let part = read("where", of: &quantifier) ?? .always
            return lists.map { form == "some" ? .some(in: $0, part) : .every(in: $0, part) }
        }
    }

    private static func readCondition(_ reader: inout FieldReader) -> HealthPredicate? {
        guard let types = reader.required("condition", .pattern) else { return nil }
        let statuses = reader.value("status", .conditionStatus, default: HealthPattern(["True"]))
        return .condition(
            HealthConditionMatch(
                types: types, except: reader.optional("except", .pattern), statuses: statuses,
                reasons: reader.optional("reason", .pattern), otherReasons: reader.optional("notReason", .pattern),
                list: reader.optional("of", .path)))
    }

    private static func readField(_ reader: inout FieldReader) -> HealthPredicate? {
        let expression = reader.required("field", .expression)
        var tests: [HealthFieldTest] = []
        if let value = reader.optional("equals", .scalar) { tests.append(.oneOf([value])) }
        if let value = reader.optional("notEquals", .scalar) { tests.append(.noneOf([value])) }
        if let values = reader.optional("in", .list(of: .scalar)) { tests.append(.oneOf(values)) }
        if let values = reader.optional("notIn", .list(of: .scalar)) { tests.append(.noneOf(values)) }
        if let wanted = reader.optional("exists", .bool) { tests.append(.exists(wanted)) }
        if let wanted = reader.optional("empty", .bool) { tests.append(.isEmpty(wanted)) }
        if let pattern = reader.optional("matches", .pattern) { tests.append(.matches(pattern)) }
        for comparison in HealthFieldTest.Comparison.allCases {
            if let other = reader.optional(comparison.rawValue, .expression) {
                tests.append(.compares(comparison, other))
            }
        }
        guard let expression, reader.isValid else { return nil }
        guard tests.count == 1, let test = tests.first else {
            reader.report(
                "expected one test beside 'field', found \(tests.isEmpty ? "none" : "\(tests.count)")",
                hint: "a test is 'equals', 'notEquals', 'in', 'notIn', 'exists', 'empty', 'matches', or a comparison")
            return nil
        }
        return .field(expression, test)
    }
}

extension FieldKind where T == [HealthPath] {
    /// A path or a list of paths.
    fileprivate static var paths: FieldKind {
        FieldKind("a field path or a list of them") { value in
            if value.array != nil { return FieldKind<[HealthPath]>.list(of: .path).read(value) }
            switch FieldKind<HealthPath>.path.read(value) {
            case .success(let path): return .success([path])
            case .failure(let fault):
                return .failure(Mismatch(expected: fault.expected, found: fault.found, hint: fault.hint))
            }
        }
    }
}

extension FieldKind where T == Value {
    fileprivate static var scalar: FieldKind {
        FieldKind(
            "a text, a number, true or false",
            ifReadable: { value in
                value.array == nil && value.object == nil && !value.isNull ? value : nil
            })
    }
}

extension FieldKind where T == HealthPattern {
    /// `True`, `False`, `Unknown`, `Any`, or a list of them; YAML reads the first two as booleans.
    fileprivate static var conditionStatus: FieldKind {
        FieldKind(
            "'True', 'False', 'Unknown' or 'Any'",
            ifReadable: { value in
                let all = value.array ?? [value]
                let words = all.compactMap { word -> String? in
                    switch word {
                    case .bool(let bool): bool ? "True" : "False"
                    case .string("Any"): "*"
                    case .string(let text) where ["True", "False", "Unknown"].contains(text): text
                    default: nil
                    }
                }
                return words.count == all.count && !words.isEmpty ? HealthPattern(words) : nil
            })
    }
}
