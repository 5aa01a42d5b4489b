import Manifests

extension StandardLibrary {
    private static func run(_ frame: Frame) throws(Fault) -> TestRun {
        guard let run = frame.test else { throw Fault(.unavailable("what only tests have")) }
        return run
    }

    private static func absent(_ datum: Datum) -> Bool {
        if case .none = datum { true } else { false }
    }

    static let testing: Table = [
        "yaml(_:)": .unary { (a, _) throws(Fault) in
            let (documents, diagnostics) = YAML.parse(try text(a), file: "yaml")
            if let first = diagnostics.first { throw Fault(.invalid(expected: "YAML", found: first.message)) }
            return .json(documents.first?.value ?? .object(Object()))
        },
        "review(_:environment:operation:old:by:change:at:)": .many { (arguments, frame) throws(Fault) in
            var review = Review(object: JSONText.value(arguments[0]))
            if !absent(arguments[1]) { review.environment = try text(arguments[1]) }
            if !absent(arguments[2]) { review.operation = try text(arguments[2]) }
            if !absent(arguments[3]) { review.oldObject = try value(arguments[3]) }
            if case .object(let subject as Record) = arguments[4] {
                review.requester = subject.fields.first?.text ?? ""
                if subject.fields.count > 1 { review.groups = try list(subject.fields[1]).map(\.text) }
            }
            review.time = absent(arguments[6]) ? TimestampText.parse("2026-01-01T00:00:00Z") : try time(arguments[6])
            return .object(ReviewBox(review, change: absent(arguments[5]) ? nil : arguments[5]))
        },
        "request(by:_:on:environment:change:breakGlass:at:)": .many { (arguments, _) throws(Fault) in
            let environment = absent(arguments[3]) ? .string("") : arguments[3]
            let moment = absent(arguments[6]) ? .time(TimestampText.parse("2026-01-01T00:00:00Z") ?? 0) : arguments[6]
            return request(
                arguments[0], arguments[1], arguments[2], environment,
                change: absent(arguments[4]) ? .missing : arguments[4], moment, arguments[5])
        },
        "promotion(by:change:to:)": .many { (arguments, _) throws(Fault) in
            let destination = Datum.object(
                Record(StandardRecords.destination, [.string("default"), .string("default")]))
            let application = Datum.object(
                Record(StandardRecords.application, [.string("default"), .string("application"), destination]))
            // A working day at noon; approvers written as bare names are colleagues: of the requester's groups.
            return request(
                arguments[0], .string("promote"), application, arguments[2],
                change: try colleagues(arguments[1], of: arguments[0]),
                .time(TimestampText.parse("2026-01-07T11:00:00Z") ?? 0), .none)
        },
        "given(signatures:)": .unary { (a, frame) throws(Fault) in
            let map = try box(a, MapBox.self, "a dictionary")
            for (key, value) in zip(map.keys, map.values) {
                var found: [VerifiedSignature] = []
                for element in try list(value) {
                    let fields = try box(element, Record.self, "a signature").fields
                    guard fields.count == 3 else { continue }
                    found.append(
                        VerifiedSignature(role: fields[0].text, identity: fields[1].text, expires: try time(fields[2])))
                }
                try run(frame).context.signatures[key.text] = .found(found)
            }
            return .none
        },
        "given(attestations:)": .unary { (a, frame) throws(Fault) in
            let map = try box(a, MapBox.self, "a dictionary")
            for (key, value) in zip(map.keys, map.values) {
                try run(frame).context.attestations[key.text] = .found(try list(value).map { JSONText.value($0) })
            }
            return .none
        },
        "given(inventory:)": .unary { (a, frame) throws(Fault) in
            try run(frame).context.inventory = .found(try list(a).map { JSONText.value($0) })
            return .none
        },
        "given(calendar:from:to:)": .many { (arguments, frame) throws(Fault) in
            let texts = (try text(arguments[1]), try text(arguments[2]))
            guard let window = CalendarWindow(from: texts.0, to: texts.1) else {
                throw Fault(
                    .invalid(
                        expected: "two bounds in order, each \(CalendarWindow.forms)",
                        found: "\(texts.0) to \(texts.1)"))
            }
            try run(frame).context.calendars[try text(arguments[0]), default: []].append(window)
            return .none
        },
        "given(unavailable:)": .unary { (a, frame) throws(Fault) in
            let run = try run(frame)
            switch try text(a) {
            case "inventory": run.context.inventory = .unavailable("the inventory")
            case "signatures":
                run.context.signatures = [:]
                run.context.otherSignatures = .unavailable("the signatures")
            case "attestations":
                run.context.attestations = [:]
                run.context.otherAttestations = .unavailable("the attestations")
            default: throw Fault(.invalid(expected: "inventory, signatures or attestations", found: a.text))
            }
            return .none
        },
        "expect(_:)": .unary { (a, frame) throws(Fault) in
            if case .bool(true) = a { return .none }
            try fail("expected the condition to hold", frame)
            return .none
        },
        "implies(_:_:)": .binary { (a, b, frame) throws(Fault) in
            guard case .bool(true) = a else { return .none }
            try run(frame).premises += 1
            if case .bool(true) = b { return .none }
            try fail("the premise holds, the conclusion does not", frame)
            return .none
        },
        "expect(_:_:params:denies:saying:)": .many { (arguments, frame) throws(Fault) in
            let outcome = try admit(arguments[0], arguments[1], arguments[2], frame)
            if let fault = outcome.fault { try fail("the policy faults: \(fault.message)", frame) }
            let count = try integer(arguments[3])
            let messages = outcome.violations.map(\.message)
            let shown = messages.map { "\n      - \($0)" }.joined()
            if messages.count != count {
                try fail("expected \(count) violations, found \(messages.count)\(shown)", frame)
            }
            if case .string(let part) = arguments[4], !messages.contains(where: { $0.contains(part) }) {
                try fail("expected a message that says '\(part)'\(shown)", frame)
            }
            return .none
        },
        "expect(_:_:params:faults:)": .many { (arguments, frame) throws(Fault) in
            let outcome = try admit(arguments[0], arguments[1], arguments[2], frame)
            guard let fault = outcome.fault else {
                try fail("expected a fault, found \(outcome.violations.count) violations", frame)
                return .none
            }
            if !fault.message.contains(try text(arguments[3])) {
                try fail("expected a fault that says '\(arguments[3].text)', found '\(fault.message)'", frame)
            }
            return .none
        },
        "expect(_:_:forbiddenBy:)": .many { (arguments, frame) throws(Fault) in
            let decision = try decide(arguments[0], arguments[1], frame)
            let rule = try text(arguments[2])
            if !decision.forbiddenBy.contains(rule) {
                try fail("expected '\(rule)' to forbid, found \(describe(decision))", frame)
            }
            return .none
        },
        "expect(_:_:permittedBy:)": .many { (arguments, frame) throws(Fault) in
            let decision = try decide(arguments[0], arguments[1], frame)
            let rule = try text(arguments[2])
            if !decision.isAllowed || !decision.permittedBy.contains(rule) {
                try fail("expected '\(rule)' to permit, found \(describe(decision))", frame)
            }
            return .none
        },
        "expect(_:_:_:)": .many { (arguments, frame) throws(Fault) in
            let decision = try decide(arguments[0], arguments[1], frame)
            let expected = try text(arguments[2])
            if decision.isAllowed != (expected == "allow") {
                try fail("expected \(expected), found \(describe(decision))", frame)
            }
            return .none
        },
        "decision(_:_:)": .binary { (a, b, frame) throws(Fault) in
            .string(try decide(a, b, frame).isAllowed ? "allow" : "deny")
        },
        "decision(_:_:params:)": .many { (arguments, frame) throws(Fault) in
            let outcome = try admit(arguments[0], arguments[1], arguments[2], frame)
            let denies = outcome.fault != nil || outcome.violations.contains { $0.enforcement == .deny }
            return .string(denies ? "deny" : "allow")
        },
    ]

    private static func request(
        _ subject: Datum, _ action: Datum, _ resource: Datum, _ environment: Datum, change: Datum, _ time: Datum,
        _ breakGlass: Datum
    ) -> Datum {
        let place = Datum.object(Record(StandardRecords.environment, [environment]))
        return .object(Record(StandardRecords.request, [subject, action, resource, place, change, time, breakGlass]))
    }

    private static func colleagues(_ change: Datum, of subject: Datum) throws(Fault) -> Datum {
        let record = try box(change, Record.self, "a change")
        let person = try box(subject, Record.self, "a subject")
        guard
            let index = Catalogue.standard[StandardRecords.change].fields.firstIndex(where: { $0.name == "approvals" }),
            record.fields.indices.contains(index), person.fields.count == 2
        else { return change }
        var approvals: [Datum] = []
        for element in try list(record.fields[index]) {
            let approval = try box(element, Record.self, "an approval")
            guard let by = approval.fields.first, case .object(let approver as Record) = by, approver.fields.count == 2,
                case .object(let groups as SetBox) = approver.fields[1], groups.elements.isEmpty
            else {
                approvals.append(element)
                continue
            }
            let colleague = Datum.object(Record(approver.nominal, [approver.fields[0], person.fields[1]]))
            approvals.append(.object(Record(approval.nominal, [colleague] + approval.fields.dropFirst())))
        }
        var fields = record.fields
        fields[index] = .list(approvals)
        return .object(Record(record.nominal, fields))
    }

    private static func describe(_ decision: AccessDecision) -> String {
        let faults = decision.faults.map { "\($0.rule) faults: \($0.fault.message)" }
        let parts = [
            decision.isAllowed ? "allow" : "deny", "permitted by \(decision.permittedBy)",
            "forbidden by \(decision.forbiddenBy)",
        ]
        return (parts + faults).joined(separator: ", ")
    }

    private static func fail(_ message: String, _ frame: Frame) throws(Fault) {
        let run = try run(frame)
        if run.failures.count < 100 { run.failures.append(TestRun.Failure(message: message, offset: frame.callOffset)) }
    }

    private static func admit(_ policy: Datum, _ review: Datum, _ parameters: Datum, _ frame: Frame) throws(Fault)
        -> AdmissionOutcome
    {
        let run = try run(frame)
        let id = try text(policy)
        let given = absent(parameters) ? Value.null : JSONText.value(parameters)
        guard let program = run.policies.first(where: { $0.admissionNames.contains(id) }) else {
            throw Fault(.missing("the policy '\(id)'"))
        }
        let options = Compiler.Options(countsCoverage: run.countsCoverage)
        let compiled: AdmissionPolicy
        do throws(RulesError) { compiled = try program.admission(id, parameters: given, options: options) } catch {
            throw Fault(.invalid(expected: "parameters that fit", found: error.message))
        }
        let view = try box(review, ReviewBox.self, "a review")
        guard compiled.applies(to: view) else { return AdmissionOutcome() }
        let inner = Frame(slots: compiled.slotCount, context: run.context)
        inner.fuel = frame.fuel
        inner.probes = Array(repeating: 0, count: compiled.probes.count)
        let outcome = compiled.evaluate(view, inner)
        frame.fuel = inner.fuel
        run.note(compiled.probes, inner.probes, in: compiled.file)
        return outcome
    }

    private static func decide(_ policy: Datum, _ request: Datum, _ frame: Frame) throws(Fault) -> AccessDecision {
        let run = try run(frame)
        let id = try text(policy)
        guard let program = run.policies.first(where: { $0.accessNames.contains(id) }),
            let access = program.checked.accesses.first(where: { $0.id == id })
        else { throw Fault(.missing("the policy '\(id)'")) }
        let compiled = program.make(access, Compiler.Options(countsCoverage: run.countsCoverage))
        let record = try box(request, Record.self, "a request")
        guard record.fields.count > 1, compiled.applies(to: record.fields[1].text) else { return AccessDecision() }
        let inner = Frame(slots: compiled.slotCount, context: run.context)
        inner.fuel = frame.fuel
        inner.probes = Array(repeating: 0, count: compiled.probes.count)
        let decision = compiled.decide(request, inner, listsAll: true)
        frame.fuel = inner.fuel
        run.note(compiled.probes, inner.probes, in: compiled.file)
        return decision
    }
}
