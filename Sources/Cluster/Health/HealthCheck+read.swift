import Manifests

extension HealthCheck {
    static let apiVersion = "lockstep/v1"
    static let kind = "HealthCheck"

    /// - Parameter diagnostics: receives everything that is wrong with the document, all at once.
    /// - Returns: nil where there is an error.
    static func read(_ document: Document, into diagnostics: inout [Diagnostic]) -> HealthCheck? {
        var reader = FieldReader(document)
        _ = reader.required("apiVersion", .only(apiVersion))
        _ = reader.required("kind", .only(kind))
        let name = reader.requiredObject("metadata") { $0.required("name", .nonEmptyString) }
        var check = reader.requiredObject("spec", readSpec)
        reader.rejectUnknownFields()
        diagnostics += reader.diagnostics
        guard reader.isValid, let name else { return nil }
        check?.name = name
        return check
    }

    private static func readSpec(_ spec: inout FieldReader) -> HealthCheck? {
        let kinds: [GroupKind] = spec.objects("kinds") { kind in
            let group = kind.value("group", .group, default: "")
            return kind.required("kind", .nonEmptyString).map { GroupKind(group: group, kind: $0) }
        }
        if !spec.has("kinds") {
            spec.report(
                "missing field 'kinds' in 'spec', expected a list of objects",
                hint: "each like '{ group: apps, kind: Deployment }'")
        } else if kinds.isEmpty, spec.isValid {
            spec.report("expected at least one kind in 'kinds', found none", at: "kinds")
        }
        let generation = spec.value("observedGeneration", .choice(Generation.self), default: .considered)
        let status = spec.value("status", .choice(StatusNeed.self), default: .required)
        let runs = spec.value("runs", .choice(Course.self), default: .continuously)
        let conditions = spec.value(
            "conditions", .list(of: .path), default: [HealthPath(.object, [.key("status"), .key("conditions")])])
        let rules = spec.objects("rules", readRule)
        if !spec.has("rules") { spec.report("missing field 'rules' in 'spec', expected a list of objects") }
        guard spec.isValid else { return nil }
        return HealthCheck(
            name: "", kinds: kinds, generation: generation, needsStatus: status == .required, runs: runs,
            conditions: conditions, rules: rules)
    }

    private enum StatusNeed: String, CaseIterable {
        case required, optional
    }

    private static func readRule(_ rule: inout FieldReader) -> Rule? {
        let status = rule.required("status", .choice(Health.Status.self))
        let when = HealthPredicate.read("when", of: &rule) ?? .always
        let message = rule.optional("message", .message)
        guard let status, rule.isValid else { return nil }
        return Rule(status: status, when: when, message: message)
    }
}

extension FieldKind where T == String {
    fileprivate static func only(_ word: String) -> FieldKind {
        FieldKind("'\(word)'", ifReadable: { $0.string == word ? word : nil })
    }

    /// In full, or `*`, or `*.suffix`; empty for the core group.
    fileprivate static var group: FieldKind {
        FieldKind(
            "a group like 'apps' or '*.crossplane.io'",
            ifReadable: { value in
                guard let group = value.string else { return nil }
                return group.dropFirst().contains("*") || group.contains("/") ? nil : group
            })
    }
}

extension FieldKind where T == HealthPath {
    static var path: FieldKind {
        FieldKind("a field path like 'status.phase'", parsing: HealthExpressionParser.path)
    }
}

extension FieldKind where T == HealthExpression {
    static var expression: FieldKind {
        FieldKind("a field like 'status.phase' or 'spec.replicas|1'") { value in
            if let number = value.integer {
                let term = HealthExpression.Term(isSubtracted: false, alternatives: [.literal(.integer(number))])
                return .success(HealthExpression(terms: [term]))
            }
            let text = FieldKind(
                "a field like 'status.phase' or 'spec.replicas|1'", parsing: HealthExpressionParser.expression)
            return text.read(value)
        }
    }
}

extension FieldKind where T == HealthMessage {
    static var message: FieldKind {
        FieldKind("a message like '{status.readyReplicas|0} are ready'", parsing: HealthMessage.parse)
    }
}

extension FieldKind where T == HealthPattern {
    /// A text, or a list of texts, each of which may have `*`.
    static var pattern: FieldKind {
        FieldKind(
            "a text or a list of texts",
            ifReadable: { value in
                if let text = value.string { return HealthPattern([text]) }
                guard let texts = value.array, !texts.isEmpty else { return nil }
                let strings = texts.compactMap(\.string)
                return strings.count == texts.count ? HealthPattern(strings) : nil
            })
    }
}

extension FieldKind {
    fileprivate init(
        _ expected: String, parsing parse: @escaping (String) throws(HealthExpressionParser.Fault) -> T
    ) {
        self.init(expected) { value in
            guard let text = value.string else { return .failure(Mismatch(expected: expected)) }
            do throws(HealthExpressionParser.Fault) {
                return .success(try parse(text))
            } catch {
                return .failure(Mismatch(expected: expected, found: "'\(text)'", hint: error.message))
            }
        }
    }
}
