import Manifests
import Rules

/// What libFuzzer calls: text of a policy, of hostile origin, on its whole way.
///
/// Lexer, parser and checker read it; what they accept is laid out, laid out again, compiled, evaluated, explained, and its
/// tests and properties are run. A crash, a hang (libFuzzer's -timeout) or a formatter that is not stable ends the run.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let file = SourceFile(name: "a.policy.swift", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    do throws(RulesError) {
        let program = try PolicyProgram(file)
        try layOut(file)
        try evaluate(program)
    } catch {}
    return 0
}

private func layOut(_ file: SourceFile) throws(RulesError) {
    let once = try Formatter.format(file)
    let twice = try Formatter.format(SourceFile(name: file.name, text: once))
    precondition(once == twice, "the layout is not stable")
}

private func evaluate(_ program: PolicyProgram) throws(RulesError) {
    let context = Inputs.context
    for policy in try program.admissions() {
        for review in Inputs.reviews where policy.applies(to: review) { _ = policy.evaluate(review, context) }
    }
    for policy in program.accesses() { _ = policy.decide(try policy.prepare(Inputs.request), context) }
    _ = program.check(against: Inputs.schemas)
    for name in program.admissionNames {
        for review in Inputs.reviews.prefix(1) {
            _ = try Explanation.explain(program, admission: name, parameters: .null, review, context).text
        }
    }
    _ = TestRunner(policies: [program], countsCoverage: true, tries: 2).run(program).coverage.report
}

private enum Inputs {
    static let schemas = PolicySchemas()

    static let context: EvaluationContext = {
        var context = EvaluationContext()
        context.time = 1_767_225_600_000
        context.inventory = .found(reviews.map(\.object))
        context.otherSignatures = .found([])
        context.otherAttestations = .found([])
        if let window = CalendarWindow(from: "2025-12-20", to: "2026-01-04") {
            context.calendars["release-freeze"] = [window]
        }
        return context
    }()

    static let reviews: [Review] = {
        let container: Value = [
            "name": "c", "image": "registry.example.com/a/b:1", "resources": ["limits": ["cpu": "1", "memory": "2Gi"]],
            "securityContext": ["privileged": true, "capabilities": ["add": ["ALL"]]],
        ]
        let pod: Value = ["containers": [container], "volumes": [["name": "v", "hostPath": ["path": "/"]]]]
        let metadata: Value = ["name": "n", "namespace": "s", "labels": ["app": "a"]]
        let objects: [Value] = [
            ["apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": pod],
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
                "spec": ["replicas": 3, "template": ["metadata": metadata, "spec": pod]],
            ],
            ["apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": ["type": "NodePort"]],
        ]
        return objects.map { object in
            var review = Review(object: object, environment: "production", time: 1_767_225_600_000)
            review.change = request["change"]
            return review
        }
    }()

    static let request: Value = [
        "subject": ["name": "alice", "groups": ["developers"]], "action": "promote",
        "resource": ["project": "p", "name": "n"], "environment": "production", "time": "2026-01-01T00:00:00Z",
        "change": ["author": "bob", "approvals": [["by": "carol", "revision": "r"]], "revision": "r"],
    ]
}
