import Manifests

extension DecisionRecord {
    /// That somebody was let do something, or was not.
    package init(_ verdict: Authorizer.Verdict, _ request: AccessRequest, bundle: String, revision: String?) {
        time = request.time
        environment = request.environment
        self.revision = revision
        self.bundle = bundle
        isAllowed = verdict.isAllowed
        violations = verdict.forbiddenBy.map { ["policy": .string($0), "message": .string("forbidden by '\($0)'")] }
        exempted = []
        faults = verdict.faults.map { ["policy": .null, "message": .string($0)] }
        var asked = request.value.object ?? Object()
        asked["permittedBy"] = .array(verdict.permittedBy.map(Value.string))
        self.request = .object(asked)
    }
}
