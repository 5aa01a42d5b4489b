import Manifests
import Testing

@testable import Rules

@Suite struct FailingClosed {
    private func fault(_ decision: AdmissionDecision) -> String { decision.faults.first?.fault.message ?? "" }

    @Test func `a missing field denies, and says which`() throws {
        let decision = try Fixtures.decide(
            "for c in review.pod.containers { require(c.image.name.hasPrefix(\"a\"), \"no\") }",
            object: Fixtures.pod([["name": "c"]]))
        #expect(!decision.isAllowed)
        #expect(fault(decision) == "missing 'spec.containers[0].image'")
        #expect(decision.faults.first?.fault.location?.line == 3)
    }

    @Test func `a value of the wrong type denies`() throws {
        let decision = try Fixtures.decide(
            "require(review.object[\"spec\"]?.bool ?? true, \"no\")", object: Fixtures.pod([]))
        #expect(!decision.isAllowed)
        #expect(fault(decision) == "expected a boolean for a value of the object, found an object")
        let list = try Fixtures.decide("for c in review.pod.containers { deny(c.name) }", object: Fixtures.pod("none"))
        #expect(!list.isAllowed)
    }

    @Test func `an overflow denies`() throws {
        let decision = try Fixtures.decide(
            "require(review.replicas + Int.max > 0, \"no\")", object: ["kind": "X", "spec": ["replicas": 5]])
        #expect(fault(decision) == "a number leaves 64 bits")
        #expect(!decision.isAllowed)
    }

    @Test func `an index outside a list and a division by zero deny`() throws {
        #expect(
            fault(try Fixtures.decide("deny(review.object.list(\"x\")[1].text)", object: ["kind": "X"]))
                == "index 1 is outside a list of 0")
        #expect(
            fault(try Fixtures.decide("require(1 / (review.replicas - 1) > 0, \"no\")", object: ["kind": "X"]))
                == "a division by zero")
    }

    @Test func `spent fuel denies`() throws {
        let decision = try Fixtures.decide(
            "for a in 0..<100000 { for b in 0..<100000 { require(a + b >= 0, \"no\") } }", object: ["kind": "X"])
        #expect(!decision.isAllowed)
        #expect(fault(decision).hasPrefix("the policy took more than its"))
    }

    @Test func `an unavailable inventory denies, and is told from an empty one`() throws {
        let inventory = "require(cluster.objects(.service).isEmpty, \"no\")"
        let decision = try Fixtures.decide(inventory, object: ["kind": "X"])
        #expect(!decision.isAllowed)
        #expect(fault(decision) == "the inventory could not be read")
        var context = EvaluationContext()
        context.inventory = .found([])
        #expect(try Fixtures.decide(inventory, object: ["kind": "X"], context: context).isAllowed)
    }

    @Test func `a kind that the inventory was not read for denies`() throws {
        var context = EvaluationContext()
        context.inventory = .found([])
        context.inventoryKinds = [("", "Pod")]
        let body = "require(cluster.objects(.service).isEmpty, \"no\")"
        let decision = try Fixtures.decide(body, object: ["kind": "X"], context: context)
        #expect(!decision.isAllowed && decision.faults.count == 1)
    }

    @Test func `unavailable signatures deny, and are told from none`() throws {
        let signatures = "require(!signatures(of: \"a\").isEmpty, \"unsigned\")"
        let decision = try Fixtures.decide(signatures, object: ["kind": "X"])
        #expect(!decision.isAllowed)
        #expect(fault(decision) == "the signatures of 'a' could not be read")
        var context = EvaluationContext()
        context.otherSignatures = .found([])
        let unsigned = try Fixtures.decide(signatures, object: ["kind": "X"], context: context)
        #expect(unsigned.violations.map(\.message) == ["unsigned"])
        #expect(unsigned.faults.isEmpty)
    }

    @Test func `unavailable attestations and an unknown time deny`() throws {
        let attestations = "require(attestations(of: \"a\", type: \"t\").isEmpty, \"no\")"
        #expect(!(try Fixtures.decide(attestations, object: ["kind": "X"]).isAllowed))
        let time = try Fixtures.decide("require(review.time > \"2026-01-01T00:00:00Z\", \"no\")", object: ["kind": "X"])
        #expect(!time.isAllowed)
        #expect(fault(time) == "the time could not be read")
    }

    @Test func `a warning policy that faults denies, a dry run does not`() throws {
        let body = "require(review.object[\"spec\"]?.bool ?? true, \"no\")"
        #expect(!(try Fixtures.decide(body, object: Fixtures.pod([]), extra: ", enforcement: .warn").isAllowed))
        #expect(try Fixtures.decide(body, object: Fixtures.pod([]), extra: ", enforcement: .dryRun").isAllowed)
        let warned = try Fixtures.decide("deny(\"no\")", object: Fixtures.pod([]), extra: ", enforcement: .warn")
        #expect(warned.isAllowed && warned.violations.count == 1)
    }

    @Test func `a nil in a message never swallows the denial`() throws {
        let decision = try Fixtures.decide("deny(\"owner \\(review.labels[\"owner\"])\")", object: ["kind": "X"])
        #expect(decision.violations.map(\.message) == ["owner <none>"])
    }

    private static let access = """
        import PolicyV1
        access("a", actions: [.promote], resources: Application.self) { request in
            permit("all") { request.subject.name != "" }
            forbid("frozen") { request.change.author == request.subject }
        }
        """

    private static let request: Value = [
        "subject": ["name": "alice", "groups": []], "action": "promote", "resource": ["project": "p", "name": "n"],
    ]

    @Test func `a forbid that faults forbids`() throws {
        let policy = try Fixtures.program(Self.access).accesses()[0]
        let decision = policy.decide(try policy.prepare(Self.request), EvaluationContext())
        #expect(!decision.isAllowed)
        #expect(decision.forbiddenBy == ["frozen"])
        #expect(decision.faults.map(\.fault.message) == ["missing 'change'"])
    }

    @Test func `a permit that faults does not permit`() throws {
        let text = """
            import PolicyV1
            access("a", actions: [.promote], resources: Application.self) { request in
                permit("not-own") { request.change.author != request.subject }
                forbid("nobody") { request.subject.name == "" }
            }
            """
        let policy = try Fixtures.program(text).accesses()[0]
        let decision = policy.decide(try policy.prepare(Self.request), EvaluationContext())
        #expect(!decision.isAllowed && decision.permittedBy.isEmpty && decision.forbiddenBy.isEmpty)
        #expect(decision.faults.map(\.rule) == ["not-own"])
    }

    @Test func `an unless that faults does not lift its forbid`() throws {
        let text = """
            import PolicyV1
            access("a", actions: [.promote], resources: Application.self) { request in
                permit("all") { request.subject.name != "" }
                forbid("frozen") { request.action == .promote } unless: { request.change.author == request.subject }
            }
            """
        let policy = try Fixtures.program(text).accesses()[0]
        let decision = policy.decide(try policy.prepare(Self.request), EvaluationContext())
        #expect(!decision.isAllowed && decision.forbiddenBy == ["frozen"])
    }

    @Test func `without a permit nothing is allowed, and an unless lifts its own forbid only`() throws {
        let policy = try Fixtures.program(
            """
            import PolicyV1
            access("a", actions: .all, resources: Application.self) { request in
                permit("reads") { request.action == .read || request.action == .rollback }
                forbid("freeze") { request.environment.name == "frozen" } unless: { request.action == .rollback }
                forbid("bob") { request.subject.name == "bob" }
            }
            """
        ).accesses()[0]
        func allows(_ name: String, _ action: String, _ environment: String) throws -> Bool {
            let request: Value = [
                "subject": ["name": .string(name), "groups": []], "action": .string(action),
                "environment": .string(environment), "resource": ["project": "p", "name": "n"],
            ]
            return policy.decide(try policy.prepare(request), EvaluationContext()).isAllowed
        }
        #expect(try allows("alice", "read", "x"))
        #expect(!(try allows("alice", "sync", "x")))
        #expect(!(try allows("alice", "read", "frozen")))
        #expect(try allows("alice", "rollback", "frozen"))
        #expect(!(try allows("bob", "rollback", "frozen")))
    }
}
