import Manifests
import Testing

@testable import Delivery

/// Who may do what.
@Suite struct AuthorizerTests {
    private static let policy = """
        import PolicyV1

        access("releases", actions: [.promote, .approve], resources: Application.self) { request in
            permit("managers") { request.subject.isMember(of: Group("managers")) }
            permit("owner") { request.resource.name == "own" }
            forbid("own-change") { request.subject == request.change.author }
        }

        """

    private func decide(
        _ subject: String, groups: [String] = ["managers"], action: String = "promote", name: String = "fraud",
        author: String? = "alice", policy: String = policy, path: String = "policies/a.policy.swift"
    ) throws -> Authorizer.Verdict {
        var checkout = Sample.checkout([:])
        checkout.policies = [Checkout.File(path: path, bytes: Array(policy.utf8))]
        return try Authorizer.load(checkout).get().decide(
            AccessRequest(
                subject: subject, groups: groups, action: action,
                resource: ["project": "ml", "name": .string(name)], environment: "production",
                change: author.map { ["author": .string($0)] }, time: 1_767_225_600_000))
    }

    @Test func `a permit is needed, and a forbid wins`() throws {
        #expect(try decide("bob").isAllowed)
        #expect(try decide("bob").permittedBy == ["releases: managers"])
        #expect(try decide("bob", groups: []).reasons == ["no rule permits it"])
        let own = try decide("alice")
        #expect(!own.isAllowed)
        #expect(own.reasons == ["forbidden by 'releases: own-change'"])
        #expect(try !decide("bob", action: "sync").isAllowed)
    }

    @Test func `a forbid that cannot be judged forbids`() throws {
        let verdict = try decide("bob", author: nil)
        #expect(!verdict.isAllowed)
        #expect(verdict.forbiddenBy == ["releases: own-change"])
        #expect(!verdict.faults.isEmpty)
    }

    @Test func `a policy that is not well formed leaves no authorizer`() throws {
        #expect(throws: PolicyFaults.self) { try decide("bob", policy: Self.policy + "nonsense(\n") }
    }

    @Test func `the library is there to be copied from, not in force`() throws {
        #expect(try !decide("bob", path: "policies/library/a.policy.swift").isAllowed)
    }
}
