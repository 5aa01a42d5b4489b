import Manifests

/// The fields of a ``PolicyUse``, each fault at its line.
struct PolicyUseReader {
    let document: Document
    var diagnostics: [Diagnostic] = []

    init(document: Document) { self.document = document }

    private mutating func report(_ message: String, at path: [PathStep], hint: String? = nil) {
        var steps = path
        while !steps.isEmpty, document.location(of: steps) == nil { steps.removeLast() }
        diagnostics.append(.error(message, at: document.location(of: steps) ?? document.location, hint: hint))
    }

    private mutating func rejectUnknown(_ value: Value?, _ known: [String], at path: [PathStep]) {
        for member in value?.object ?? Object() where !known.contains(member.key) {
            let nearest = NearestName.suggest(member.key, among: known)
            report(
                "unknown field '\(member.key)'", at: path + [.key(member.key)],
                hint: nearest.map { "did you mean '\($0)'?" } ?? "valid fields are \(known.joined(separator: ", "))")
        }
    }

    mutating func read(_ programs: [PolicyProgram]) -> PolicyUse? {
        let value = document.value
        rejectUnknown(value, ["apiVersion", "kind", "metadata", "spec"], at: [])
        guard let spec = value["spec"], spec.object != nil else {
            report("missing field 'spec', expected an object", at: [])
            return nil
        }
        rejectUnknown(spec, ["policy", "enforcement", "match", "parameters", "exemptions"], at: ["spec"])
        rejectUnknown(spec["match"], ["environments", "namespaces", "labels", "selector"], at: ["spec", "match"])
        guard let policy = policy(spec, programs) else { return nil }
        var enforcement = policy.enforcement
        if let text = spec["enforcement"] {
            if let known = text.string.flatMap(Enforcement.init(rawValue:)) {
                enforcement = known
            } else {
                report("expected deny, warn or dryRun, found '\(Datum.json(text).text)'", at: ["spec", "enforcement"])
            }
        }
        return PolicyUse(
            name: value[path: "metadata", "name"]?.string ?? policy.id, policy: policy, enforcement: enforcement,
            environments: strings(spec, "environments"), namespaces: strings(spec, "namespaces"),
            selector: selector(spec), exemptions: exemptions(spec))
    }

    private mutating func policy(_ spec: Value, _ programs: [PolicyProgram]) -> AdmissionPolicy? {
        guard let id = spec["policy"]?.string else {
            report("missing field 'policy', expected the name of a policy", at: ["spec"])
            return nil
        }
        guard let program = programs.first(where: { $0.admissionNames.contains(id) }) else {
            let names = programs.flatMap(\.admissionNames).sorted()
            report(
                "unknown policy '\(id)'", at: ["spec", "policy"],
                hint: NearestName.suggest(id, among: names).map { "did you mean '\($0)'?" })
            return nil
        }
        if let error = program.parameterError(id, spec["parameters"] ?? .null) {
            report(error.message, at: ["spec", "parameters"] + error.path, hint: error.hint)
            return nil
        }
        do throws(RulesError) { return try program.admission(id, parameters: spec["parameters"] ?? .null) } catch {
            report(error.message, at: ["spec", "parameters"])
            return nil
        }
    }

    private mutating func strings(_ spec: Value, _ key: String) -> [String] {
        guard let value = spec[path: "match", key] else { return [] }
        let found = (value.array ?? []).compactMap(\.string)
        if value.array == nil || found.count < (value.array?.count ?? 0) {
            report("expected a list of strings, found \(value.kindInWords)", at: ["spec", "match", .key(key)])
        }
        return found
    }

    private mutating func selector(_ spec: Value) -> LabelSelector? {
        if let labels = spec[path: "match", "labels"] {
            if let selector = LabelSelector(.object(["matchLabels": labels])) { return selector }
            report("expected labels", at: ["spec", "match", "labels"])
        }
        if let value = spec[path: "match", "selector"] {
            if let selector = LabelSelector(value) { return selector }
            report("expected a label selector", at: ["spec", "match", "selector"])
        }
        return nil
    }

    private mutating func exemptions(_ spec: Value) -> [PolicyUse.Exemption] {
        var result: [PolicyUse.Exemption] = []
        for (index, value) in (spec["exemptions"]?.array ?? []).enumerated() {
            let path: [PathStep] = ["spec", "exemptions", .index(index)]
            rejectUnknown(value, ["name", "namespace", "owner", "reason", "expires"], at: path)
            for field in ["name", "owner", "reason", "expires"] where value[field]?.string?.isEmpty != false {
                report(
                    "missing field '\(field)', expected a string", at: path,
                    hint: "an exemption says whose it is, why, and until when")
            }
            guard let text = value["expires"]?.string else { continue }
            guard let expires = TimestampText.parse(text) else {
                report("expected a time such as '2026-01-31T09:00:00Z', found '\(text)'", at: path + ["expires"])
                continue
            }
            result.append(
                PolicyUse.Exemption(
                    name: value["name"]?.string ?? "", namespace: value["namespace"]?.string ?? "*",
                    owner: value["owner"]?.string ?? "", reason: value["reason"]?.string ?? "", expires: expires))
        }
        return result
    }
}

extension PolicyProgram {
    /// What does not fit the parameters of a policy; nil where they fit.
    func parameterError(_ id: String, _ value: Value) -> ShapeError? {
        guard let nominal = checked.admissions.first(where: { $0.id == id })?.parameters else { return nil }
        let shape = Shape(.nominal(nominal, []), checked.catalogue, defaults: Self.defaults(checked, globals))
        if case .opaque = shape { return nil }
        do throws(ShapeError) {
            _ = try shape.datum(value.isNull ? .object(Object()) : value, isStrict: true)
            return nil
        } catch { return error }
    }
}
