package import Manifests

/// Decides JSON lines: `{"id", "policy" | "library", "parameters", "review" | "request", "inventory", …}` to
/// `{"id", "decision", "violations": [{"message", "path", "policy", "line"}], "fault"}`.
///
/// `decision` is `allow` or `deny`; what faults is denied, with the reason in `fault`, which is null else. Compiled
/// policies are kept, so a policy that many lines name is checked once.
package struct BatchEvaluator {
    private enum Compiled {
        case admission(PolicySet)
        case access([AccessPolicy])
    }

    private let library: PolicyLibrary
    private var programs: [String: Result<PolicyProgram, RulesError>] = [:]
    private var compiled: [String: Result<Compiled, RulesError>] = [:]
    /// More texts than these are not remembered.
    private static let remembered = 4_096

    /// The policies in force that lines with a `bundle` and without a policy of their own are decided by.
    private let bundle: (uses: PolicyUses, digest: String)?
    private let calendars: [String: [CalendarWindow]]
    /// By digest: a record names the inventory that an earlier one lists.
    private var inventories: [String: (objects: Value, kinds: Value?)] = [:]

    /// - Parameter calendars: those of the bundle.
    package init(
        library: PolicyLibrary, bundle: (uses: PolicyUses, digest: String)? = nil,
        calendars: [String: [CalendarWindow]] = [:]
    ) {
        self.library = library
        self.calendars = calendars
        self.bundle = bundle
    }

    /// One line, without its line feed, to one line.
    package mutating func evaluate(_ line: [UInt8]) -> [UInt8] {
        do throws(JSONError) {
            return JSON.write(evaluate(try JSON.parse(line)))
        } catch {
            return JSON.write(Self.denied(id: .null, fault: "expected a JSON object, found \(error.description)"))
        }
    }

    package mutating func evaluate(_ line: Value) -> Value {
        let id = line["id"] ?? .null
        guard line.object != nil else {
            return Self.denied(id: .null, fault: "expected a JSON object, found \(line.kindInWords)")
        }
        if line["policy"] == nil, line["library"] == nil, let digest = line["bundle"]?.string {
            return replay(line, id: id, digest: digest)
        }
        let policies: Compiled
        do throws(RulesError) { policies = try self.policies(of: line) } catch {
            return Self.denied(id: id, fault: error.message)
        }
        let context = Self.context(of: line)
        switch policies {
        case .admission(let policies):
            guard let review = line["review"], review.object != nil else {
                return Self.denied(id: id, fault: "missing field 'review', expected an object")
            }
            return Self.answer(id: id, policies.decide(Self.review(review, of: line, context), context))
        case .access(let policies):
            guard let request = line["request"] ?? line["review"], request.object != nil else {
                return Self.denied(id: id, fault: "missing field 'request', expected an object")
            }
            return Self.decide(id: id, request, policies, context)
        }
    }

    /// Decides the line of a decision record again.
    private mutating func replay(_ line: Value, id: Value, digest: String) -> Value {
        guard let bundle, bundle.digest == digest else {
            let found = bundle.map { "those of \($0.digest.prefix(12))" } ?? "none"
            return Self.denied(id: id, fault: "expected the policies of \(digest.prefix(12)), found \(found)")
        }
        guard let review = line["review"], review.object != nil else {
            return Self.denied(id: id, fault: "missing field 'review', expected an object")
        }
        var context = Self.context(of: line)
        context.calendars = calendars
        if let named = line["inventoryDigest"]?.string {
            if let inventory = line["inventory"] { inventories[named] = (inventory, line["inventoryKinds"]) }
            guard let known = inventories[named] else {
                return Self.denied(id: id, fault: "expected the inventory \(named.prefix(12)) in an earlier line")
            }
            context.inventory = .found(Inventory.objects(in: known.objects))
            context.inventoryKinds = known.kinds?.array?.compactMap(\.string).map { text in
                let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(parts.first ?? ""), String(parts.last ?? ""))
            }
        }
        return Self.answer(id: id, bundle.uses.decide(Review(reading: review), context))
    }

    // MARK: Policies

    private mutating func policies(of line: Value) throws(RulesError) -> Compiled {
        let parameters = line["parameters"] ?? .null
        let name = line["library"]?.string
        guard let text = line["policy"]?.string ?? name else {
            throw .invalid([.error("missing field 'policy' or 'library', expected a string", at: nil)])
        }
        var key = (name == nil ? "p" : "l") + text
        if !parameters.isNull { key += "\u{0}" + JSON.string(parameters) }
        if let known = compiled[key] { return try known.get() }
        let result = Self.result { () throws(RulesError) in try compile(text, name, parameters) }
        if compiled.count < Self.remembered { compiled[key] = result }
        return try result.get()
    }

    private static func result<T>(_ work: () throws(RulesError) -> T) -> Result<T, RulesError> {
        do throws(RulesError) { return .success(try work()) } catch { return .failure(error) }
    }

    private mutating func compile(_ text: String, _ name: String?, _ parameters: Value) throws(RulesError) -> Compiled {
        let program = try program(text, name)
        if !program.admissionNames.isEmpty {
            return .admission(PolicySet(try program.admissions(parameters: parameters)))
        }
        guard !program.accessNames.isEmpty else {
            throw .invalid([.error("expected a policy, found none in the text", at: nil)])
        }
        return .access(program.accesses())
    }

    private mutating func program(_ text: String, _ name: String?) throws(RulesError) -> PolicyProgram {
        let key = (name == nil ? "p" : "l") + text
        if let known = programs[key] { return try known.get() }
        let library = library
        let result = Self.result { () throws(RulesError) in
            if let name { return try library.program(name) }
            return try PolicyProgram(SourceFile(name: "policy", text: text))
        }
        if programs.count < Self.remembered { programs[key] = result }
        return try result.get()
    }

    // MARK: Inputs

    /// A line's review, with the environment and the time that the line gives.
    static func review(_ value: Value, of line: Value, _ context: EvaluationContext) -> Review {
        var review = Review(reading: value)
        if review.environment.isEmpty, let environment = line["environment"]?.string {
            review.environment = environment
        }
        if review.time == nil { review.time = context.time }
        return review
    }

    /// What a line says that policies may ask beside the object.
    package static func context(of line: Value) -> EvaluationContext {
        var context = EvaluationContext()
        if let inventory = line["inventory"], !inventory.isNull {
            context.inventory = .found(Inventory.objects(in: inventory))
        }
        context.time = line["time"]?.string.flatMap(TimestampText.parse)
        for member in line["podTemplates"]?.object ?? Object() {
            context.podPaths[member.key] = (member.value.array ?? []).compactMap(\.string).map { path in
                PodPath(path.split(separator: ".").map(String.init))
            }
        }
        for member in line["signatures"]?.object ?? Object() {
            if let reason = member.value.string {
                context.signatures[member.key] = .unavailable(reason)
                continue
            }
            let signatures = (member.value.array ?? []).compactMap { value -> VerifiedSignature? in
                guard let role = value["role"]?.string,
                    let expires = value["expires"]?.string.flatMap(TimestampText.parse)
                else { return nil }
                return VerifiedSignature(role: role, identity: value["identity"]?.string ?? "", expires: expires)
            }
            context.signatures[member.key] = .found(signatures)
        }
        if line["signatures"] != nil {
            context.otherSignatures = line["otherSignatures"]?.string.map { .unavailable($0) } ?? .found([])
        }
        for member in line["attestations"]?.object ?? Object() {
            context.attestations[member.key] =
                member.value.string.map { .unavailable($0) } ?? .found(member.value.array ?? [])
        }
        if line["attestations"] != nil {
            context.otherAttestations = line["otherAttestations"]?.string.map { .unavailable($0) } ?? .found([])
        }
        return context
    }

    // MARK: Answers

    private static func denied(id: Value, fault: String) -> Value {
        ["id": id, "decision": "deny", "violations": [], "fault": .string(fault)]
    }

    private static func answer(id: Value, _ decision: AdmissionDecision) -> Value {
        let violations = decision.violations.map { violation -> Value in
            var value: Object = [
                "message": .string(violation.message), "path": violation.path.map { .string($0) } ?? .null,
                "policy": .string(violation.policy), "line": .integer(Int64(violation.line)),
            ]
            if violation.enforcement != .deny { value["enforcement"] = .string(violation.enforcement.rawValue) }
            return .object(value)
        }
        let fault = decision.faults.first.map { fault in
            "\(fault.policy): \(fault.fault.location.map { "line \($0.line): " } ?? "")\(fault.fault.message)"
        }
        return [
            "id": id, "decision": decision.isAllowed ? "allow" : "deny", "violations": .array(violations),
            "fault": fault.map { .string($0) } ?? .null,
        ]
    }

    private static func decide(id: Value, _ request: Value, _ policies: [AccessPolicy], _ context: EvaluationContext)
        -> Value
    {
        let action = request["action"]?.string ?? ""
        var violations: [Value] = []
        var fault: Value = .null
        var isPermitted = false
        for policy in policies where policy.applies(to: action) {
            let decision: AccessDecision
            do throws(RulesError) { decision = policy.decide(try policy.prepare(request), context) } catch {
                return denied(id: id, fault: error.message)
            }
            isPermitted = isPermitted || !decision.permittedBy.isEmpty
            for rule in decision.forbiddenBy {
                violations.append([
                    "message": .string("forbidden by '\(rule)'"), "path": .null, "policy": .string(policy.id),
                    "line": .integer(Int64(decision.line ?? 0)),
                ])
            }
            if fault.isNull, let first = decision.faults.first {
                fault = .string("\(policy.id): \(first.rule): \(first.fault.message)")
            }
        }
        if violations.isEmpty, !isPermitted {
            violations.append([
                "message": "no rule permits it", "path": .null,
                "policy": policies.first.map { .string($0.id) } ?? .null,
                "line": .integer(0),
            ])
        }
        return [
            "id": id, "decision": violations.isEmpty ? "allow" : "deny", "violations": .array(violations),
            "fault": fault,
        ]
    }
}
