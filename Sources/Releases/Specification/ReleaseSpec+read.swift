package import Manifests
import Repository
import Trust

extension ReleaseSpec {
    /// Reads a document of kind Release, strictly: an unknown field is an error at its place.
    ///
    /// - Returns: nil where something is wrong, which `diagnostics` then tells.
    package static func read(_ document: Document, into diagnostics: inout [Diagnostic]) -> ReleaseSpec? {
        var reader = FieldReader(document)
        if let version = reader.required("apiVersion", .string), version != "lockstep/v1" {
            reader.report("expected 'lockstep/v1', found '\(version)'", at: "apiVersion")
        }
        if let kind = reader.required("kind", .string), kind != "Release" {
            reader.report("expected kind 'Release', found '\(kind)'", at: "kind")
        }
        let name = reader.requiredObject("metadata") { $0.required("name", .nonEmptyString) }
        var faults: [Diagnostic] = []
        let spec = reader.requiredObject("spec") { spec -> ReleaseSpec? in
            read(&spec, name: name ?? "", of: document, into: &faults)
        }
        reader.rejectUnknownFields()
        faults = reader.diagnostics + faults
        diagnostics += faults
        return name == nil || faults.contains { $0.severity == .error } ? nil : spec
    }

    private static func read(
        _ spec: inout FieldReader, name: String, of document: Document, into faults: inout [Diagnostic]
    ) -> ReleaseSpec? {
        let workload = spec.requiredObject("workload", Workload.read)
        let traffic = spec.object("traffic", TrafficSpec.read)
        let artifacts = spec.object("artifacts", Artifacts.read)
        let steps = ReleaseStep.readAll(&spec)
        let checks = Check.readAll(&spec, of: document, into: &faults)
        for name in steps.flatMap({ $0.checks ?? [] }) where !checks.contains(where: { $0.name == name }) {
            spec.report(
                "expected the name of a check, found '\(name)'", at: "steps",
                hint: NearestName.suggest(name, among: checks.map(\.name)).map { "did you mean '\($0)'?" })
        }
        let webhooks = spec.objects("webhooks", StepWebhook.read)
        var names = Set(checks.map(\.name))
        for hook in webhooks where !names.insert(hook.name).inserted {
            spec.report("expected a name for each check and webhook, found '\(hook.name)' twice", at: "webhooks")
        }
        let onFailure = spec.value("onFailure", .choice(FailureAction.self), default: .revert)
        let onDrift = spec.object("onDrift", OnDrift.read) ?? OnDrift()
        let deadline = spec.object("deadline", Deadline.read)
        let interval = spec.value("interval", .duration, default: .seconds(10))
        if interval < .seconds(1) { spec.report("expected an interval of at least 1s", at: "interval") }
        let isPaused = spec.value("paused", .bool, default: false)
        let overrides = spec.value("override", .list(of: .commit), default: [])
        guard let workload else { return nil }
        if traffic == nil, workload.kind != "InferenceService" {
            spec.report("expected 'traffic' for a workload of kind '\(workload.kind)', found none")
        }
        var release = ReleaseSpec(
            name: name, location: document.location, workload: workload, traffic: traffic, artifacts: artifacts,
            steps: steps, checks: checks, interval: interval, onFailure: onFailure, onDrift: onDrift,
            deadline: deadline, isPaused: isPaused, overrides: overrides)
        release.webhooks = webhooks
        return release
    }
}

extension FieldKind where T == String {
    /// 40 hexadecimal digits: a commit, in full.
    fileprivate static var commit: FieldKind {
        FieldKind("a commit of 40 hexadecimal digits") { value in
            value.string.flatMap { $0.utf8.count == 40 && ObjectID($0) != nil ? $0 : nil }
        }
    }
}

extension ReleaseSpec.Workload {
    fileprivate static func read(_ reader: inout FieldReader) -> Self? {
        let kind = reader.required("kind", .nonEmptyString)
        let name = reader.required("name", .nonEmptyString)
        guard let kind, let name else { return nil }
        return Self(kind: kind, name: name)
    }
}

extension ReleaseSpec.Artifacts {
    fileprivate static func read(_ reader: inout FieldReader) -> Self? {
        let roles = reader.required("signedBy", .list(of: .choice(Role.self)))
        let required = reader.value("required", .integer(in: 1...Int.max), default: 1)
        guard let roles else { return nil }
        if roles.isEmpty { reader.report("expected at least one role, found none", at: "signedBy") }
        for role in roles where !role.signsArtifacts {
            reader.report("expected a role that signs artifacts, found '\(role.rawValue)'", at: "signedBy")
        }
        return Self(signedBy: roles, required: required)
    }
}

extension ReleaseSpec.OnDrift {
    fileprivate static func read(_ reader: inout FieldReader) -> Self? {
        let action = reader.required("action", .choice(Action.self))
        let triggers = reader.value("triggers", .list(of: .nonEmptyString), default: [])
        guard let action else { return nil }
        if action == .retrain, triggers.isEmpty, reader.isValid {
            reader.report("expected 'triggers' for 'retrain', found none", at: "action")
        }
        if action == .hold, !triggers.isEmpty {
            reader.report("expected no triggers with 'hold', found \(triggers.count)", at: "triggers")
        }
        return Self(action: action, triggers: triggers)
    }
}

extension ReleaseSpec.Deadline {
    fileprivate static func read(_ reader: inout FieldReader) -> Self? {
        let after = reader.required("after", .duration)
        let action = reader.value("action", .choice(ReleaseSpec.FailureAction.self), default: .hold)
        if let after, after <= .zero { reader.report("expected a time above 0s", at: "after") }
        return after.map { Self(after: $0, action: action) }
    }
}

extension ReleaseSpec.Check {
    /// Reads the names only, as the other fields depend on what is measured.
    fileprivate static func readAll(
        _ spec: inout FieldReader, of document: Document, into faults: inout [Diagnostic]
    ) -> [Self] {
        let values = spec.value("checks", .list(of: .any), default: [])
        var checks: [Self] = []
        for (index, value) in values.enumerated() {
            let path = spec.path + [.key("checks"), .index(index)]
            var reader = FieldReader(document, at: path)
            let name = reader.isValid ? reader.required("name", .nonEmptyString) : nil
            if let name, checks.contains(where: { $0.name == name }) {
                reader.report("expected a name for each check, found '\(name)' twice", at: "name")
            }
            faults += reader.diagnostics
            if let name { checks.append(Self(name: name, value: value, location: document.nearestLocation(of: path))) }
        }
        return checks
    }
}

extension ReleaseStep {
    fileprivate static func readAll(_ spec: inout FieldReader) -> [ReleaseStep] {
        guard spec.required("steps", .list(of: .any)) != nil else { return [] }
        var previous: Int?
        var isComplete = true
        let steps = spec.objects("steps") { reader -> ReleaseStep? in
            let step = read(&reader, above: previous)
            if let percent = step?.percent { previous = percent }
            if step == nil { isComplete = false }
            return step
        }
        guard isComplete else { return steps }
        if steps.last?.percent == 100 { return steps }
        spec.report("expected weight 100 as the last step, found \(steps.last?.inWords ?? "no steps")", at: "steps")
        return steps
    }

    private static func read(_ reader: inout FieldReader, above previous: Int?) -> ReleaseStep? {
        let hasWeight = reader.has("weight")
        let hasApproval = reader.has("approval")
        let hasHold = reader.has("hold")
        guard hasWeight != hasApproval else {
            reader.report("expected one of 'weight', 'approval', found \(hasWeight ? "both" : "neither")")
            return nil
        }
        if hasApproval {
            for field in ["hold", "experiment", "checks"] where reader.has(field) {
                reader.report("expected '\(field)' beside 'weight' only, found it beside 'approval'", at: field)
            }
            let required = reader.value("required", .integer(in: 1...100), default: 1)
            return reader.optional("approval", .nonEmptyString).map {
                .approval(ApprovalRule(group: $0, required: required))
            }
        }
        let hold = reader.value("hold", .duration, default: .zero)
        if hold < .zero { reader.report("expected a time of at least 0s", at: "hold") }
        let experiment = reader.optional("experiment", .duration)
        if experiment != nil, hasHold {
            reader.report("expected one of 'hold', 'experiment', found both", at: "experiment")
        }
        if let experiment, experiment <= .zero { reader.report("expected a time above 0s", at: "experiment") }
        let checks = reader.optional("checks", .list(of: .nonEmptyString))
        guard let percent = reader.optional("weight", .integer(in: 0...100)) else { return nil }
        if let previous, percent <= previous {
            reader.report("expected a weight above the step's before, \(previous), found \(percent)", at: "weight")
        }
        return experiment.map { .experiment(percent: percent, length: $0, checks: checks) }
            ?? .weight(percent: percent, hold: hold, checks: checks)
    }

    private var inWords: String {
        switch self {
        case .weight(let percent, _, _), .experiment(let percent, _, _): "weight \(percent)"
        case .approval(let rule): "an approval of '\(rule.group)'"
        }
    }
}
