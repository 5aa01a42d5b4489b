import Manifests
import Rules

extension DecisionRecord {
    /// One record for each object that policies were asked about.
    static func records(
        of verdicts: [PolicyVerdict], _ environment: Environment, bundle: PolicyBundle, mask: DecisionMask
    ) -> [DecisionRecord] {
        guard let first = verdicts.first else { return [] }
        var inventory: InventoryRecord?
        if bundle.asksInventory, case .found(let objects) = first.context.inventory {
            inventory = InventoryRecord(
                objects.map { mask.masking($0).object }, kinds: first.context.inventoryKinds ?? [])
        }
        return verdicts.map { DecisionRecord($0, environment, bundle: bundle, mask: mask, inventory: inventory) }
    }

    private init(
        _ verdict: PolicyVerdict, _ environment: Environment, bundle: PolicyBundle, mask: DecisionMask,
        inventory: InventoryRecord?
    ) {
        let masked = mask.masking(verdict.review.object)
        let old = verdict.review.oldObject.map(mask.masking)
        // The longest first: one value may be a part of another.
        let texts = Set(masked.texts + (old?.texts ?? [])).sorted { $0.utf8.count > $1.utf8.count }
        func words(_ text: String) -> Value {
            .string(texts.reduce(text) { $0.replacing($1, with: DecisionMask.text) })
        }
        func value(_ violation: Violation) -> Object {
            [
                "message": words(violation.message), "path": violation.path.map(Value.string) ?? .null,
                "policy": .string(violation.policy), "line": .integer(Int64(violation.line)),
                "severity": .string(violation.severity.rawValue),
                "enforcement": .string(violation.enforcement.rawValue),
            ]
        }
        time = verdict.review.time ?? 0
        self.environment = environment.name
        revision = environment.revision
        self.bundle = bundle.digest
        isAllowed = verdict.decision.isAllowed
        violations = verdict.decision.violations.map { .object(value($0)) }
        exempted = verdict.decision.exempted.map { violation, reason in
            var object = value(violation)
            object["reason"] = .string(reason)
            return .object(object)
        }
        faults = verdict.decision.faults.map { fault in
            [
                "policy": .string(fault.policy), "message": words(fault.fault.message),
                "line": fault.fault.location.map { .integer(Int64($0.line)) } ?? .null,
                "enforcement": .string(fault.enforcement.rawValue),
            ]
        }
        input = Input(verdict, object: masked.object, old: old?.object, inventory: inventory)
        input?.masked = Array(Set(masked.paths + (old?.paths ?? []))).sorted()
    }

    /// That policies could not be asked at all.
    init(_ faults: PolicyFaults, of environment: Environment, bundle: [Checkout.File], at time: Int) {
        self.time = time
        self.environment = environment.name
        revision = environment.revision
        self.bundle = PolicyBundle.digest(of: bundle)
        isAllowed = false
        violations = []
        exempted = []
        self.faults = faults.diagnostics.map { ["policy": .null, "message": .string($0.description)] }
    }
}

extension DecisionRecord.Input {
    fileprivate init(_ verdict: PolicyVerdict, object: Value, old: Value?, inventory: InventoryRecord?) {
        let review = verdict.review
        identity = verdict.identity
        apiVersion = review.object["apiVersion"]?.string ?? ""
        operation = review.operation
        var request: Object = [
            "operation": .string(review.operation.uppercased()), "namespace": .string(review.namespace),
            "name": .string(review.name), "object": object, "environment": .string(review.environment),
            // Null, not absent: who asks is not known.
            "userInfo": review.requester.map { ["username": .string($0)] } ?? .null,
        ]
        request["oldObject"] = old
        request["change"] = review.change
        request["time"] = review.time.map { .string(DecisionRecord.text($0)) }
        self.review = .object(request)
        signatures = Self.findings(verdict.context.signatures) { signature in
            [
                "role": .string(signature.role), "identity": .string(signature.identity),
                "expires": .string(DecisionRecord.text(signature.expires)),
            ]
        }
        attestations = Self.findings(verdict.context.attestations) { $0 }
        if case .unavailable(let reason) = verdict.context.otherSignatures { otherSignatures = reason }
        if case .unavailable(let reason) = verdict.context.otherAttestations { otherAttestations = reason }
        self.inventory = inventory
        masked = []
    }

    /// Lists by name; the reason in place of a list that could not be had.
    private static func findings<T>(_ all: [String: Finding<T>], _ value: (T) -> Value) -> Value {
        var result = Object()
        for (name, finding) in all {
            switch finding {
            case .found(let elements): result[name] = .array(elements.map(value))
            case .unavailable(let reason): result[name] = .string(reason)
            }
        }
        return .object(result)
    }
}
