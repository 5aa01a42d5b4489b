import Manifests
import Testing

@testable import Rules

/// `review.change`: who changed what an object is, as admission policies ask.
@Suite struct ChangeTests {
    private static let change: Value = [
        "author": ["name": "alice", "groups": ["developers"]], "revision": "c1",
        "signers": [["name": "bob", "groups": []]], "paths": ["environments/staging/a.yaml"],
        "approvals": [
            ["by": ["name": "carol", "groups": ["release-managers"]], "revision": "c1"],
            ["by": ["name": "dave", "groups": ["release-managers"]], "revision": "c0"],
        ],
    ]

    private static let twoEyes = """
        let change = review.change
        let managers = change.approvals.filter {
            $0.revision == change.revision && $0.by != change.author && $0.by.isMember(of: Group("release-managers"))
        }
        require(managers.count == 1, "\\(managers.count) of \\(change.approvals.count) approvals")
        require(change.signers.contains { $0.name == "bob" }, "not signed by bob")
        require(change.paths.allSatisfy { $0.hasPrefix("environments/") }, "changes \\(change.paths)")
        """

    private func decide(_ body: String, _ change: Value?) throws -> AdmissionDecision {
        let program = try Fixtures.program(
            "import PolicyV1\nadmission(\"p\", kinds: .any) { review in\n\(body)\n}\n")
        var review = Review(object: Fixtures.pod([]))
        review.change = change
        return PolicySet(try program.admissions()).decide(review, EvaluationContext())
    }

    @Test func `author, signers, paths, and approvals bound to a revision are seen`() throws {
        let decision = try decide(Self.twoEyes, Self.change)
        #expect(decision.faults.map(\.fault.message) == [])
        #expect(decision.violations.map(\.message) == [])
        var other = try #require(Self.change.object)
        other["revision"] = "c0"
        other["signers"] = []
        let denied = try decide(Self.twoEyes, .object(other))
        #expect(denied.violations.map(\.message) == ["not signed by bob"])
        other["approvals"] = []
        #expect(
            try decide(Self.twoEyes, .object(other)).violations.map(\.message)
                == ["0 of 0 approvals", "not signed by bob"])
    }

    @Test func `a change that is not known, in part or of another form, is a fault, and denies`() throws {
        func fault(_ change: Value?) throws -> String? {
            let decision = try decide(Self.twoEyes, change)
            #expect(!decision.isAllowed && decision.violations.isEmpty)
            return decision.faults.first?.fault.message
        }
        #expect(try fault(nil) == "the change could not be read")
        var partial = try #require(Self.change.object)
        partial["approvals"] = nil
        #expect(try fault(.object(partial)) == "missing 'approvals'")
        partial["approvals"] = "many"
        #expect(try fault(.object(partial))?.contains("expected a list") == true)
    }

    @Test func `a review in a file carries its change; one without it has none`() throws {
        let object = Fixtures.pod([])
        #expect(
            Review(reading: ["operation": "CREATE", "object": object, "change": Self.change]).change == Self.change)
        #expect(Review(reading: ["review": ["object": object], "change": Self.change]).change == Self.change)
        #expect(Review(reading: ["object": object, "change": .null]).change == nil)
        #expect(Review(reading: object).change == nil)
    }

    @Test func `tests say who changed what, and when a calendar is in force`() throws {
        let policy = try Fixtures.program(
            """
            import PolicyV1
            let freeze = Calendar("freeze", zone: "Europe/Berlin")
            admission("own", kinds: .any) { review in
                require(review.change.author.name != "mallory", "mallory changed it")
                require(!freeze.covers(review.time), "frozen")
            }
            """)
        let text = """
            import PolicyV1
            let pod: Pod = yaml("{ kind: Pod, metadata: { name: web } }")
            test("alice may") { expect("own", review(pod, change: Change(author: "alice")), denies: 0) }
            test("mallory may not") { expect("own", review(pod, change: Change(author: "mallory")), denies: 1) }
            test("nobody is a fault") { expect("own", review(pod), faults: "the change could not be read") }
            test("nothing in the freeze") {
                given(calendar: "freeze", from: "2026-12-20", to: "2027-01-04")
                expect("own", review(pod, change: Change(author: "alice"), at: "2026-12-19T23:00:00Z"), denies: 1, saying: "frozen")
                expect("own", review(pod, change: Change(author: "alice"), at: "2026-12-19T22:59:00Z"), denies: 0)
            }
            property("only mallory is denied") { (review: Review) in
                implies(review.change.author.name != "mallory", decision("own", review) == .allow)
            }
            """
        let report = TestRunner(policies: [policy]).run(
            try PolicyProgram(SourceFile(name: "a.policytest.swift", text: text)))
        #expect(report.results.flatMap(\.failures).map(\.message) == [])
        #expect(report.results.count == 5)
    }
}
