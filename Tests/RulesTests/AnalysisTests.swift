import Foundation
import Manifests
import Testing

@testable import Rules

@Suite struct Analysis {
    static let access = """
        import PolicyV1
        let managers = Group("managers")
        access("deploys", actions: [.promote, .rollback], resources: Application.self) { request in
            permit("managers") {
                request.environment.name == "production"
                request.subject.isMember(of: managers)
            }
            permit("anybody-before") { request.environment.name != "production" }
            forbid("own-change") {
                request.environment.name == "production"
                request.subject == request.change.author
            } unless: {
                request.breakGlass?.reason.isEmpty == false
            }
        }
        """

    private func ask(_ request: Value) throws -> (answer: WhoCan.Answer, rules: [String]) {
        let answer = try WhoCan.ask([try Fixtures.program(Self.access)], request, EvaluationContext())
        return (
            answer.answer,
            answer.rules.map {
                "\($0.id) \($0.line): \($0.conditions.joined(separator: " & "))"
                    + ($0.unless.isEmpty ? "" : " unless \($0.unless.joined(separator: " & "))")
            }
        )
    }

    @Test func `who can: what is known is settled, what is left is told as written`() throws {
        let open = try ask(["action": "promote", "resource": ["project": "p", "name": "n"]])
        #expect(open.answer == .depends)
        #expect(open.rules.count == 3)
        let production = try ask(["action": "promote", "environment": "production"])
        #expect(production.answer == .depends)
        #expect(
            production.rules == [
                "managers 4: request.subject.isMember(of: managers)",
                "own-change 9: request.subject == request.change.author unless "
                    + "request.breakGlass?.reason.isEmpty == false",
            ])
    }

    @Test func `who can: a person's answer is yes, no or what it depends on`() throws {
        let ann: Value = ["name": "ann", "groups": ["managers"]]
        let bob: Value = ["name": "bob", "groups": []]
        #expect(try ask(["action": "promote", "environment": "staging", "subject": bob]).answer == .yes)
        #expect(try ask(["action": "promote", "environment": "production", "subject": bob]).answer == .no)
        #expect(try ask(["action": "promote", "environment": "production", "subject": ann]).answer == .depends)
        #expect(
            try ask([
                "action": "promote", "environment": "production", "subject": ann, "change": ["author": "bob"],
            ]).answer == .yes)
        #expect(try ask(["action": "approve", "environment": "staging", "subject": ann]).answer == .no)
    }

    static func limit(_ most: Int) -> String {
        """
        import PolicyV1
        admission("limit", kinds: [.deployment]) { review in
            require(review.replicas <= \(most), "too many: \\(review.replicas)", at: "spec.replicas")
        }
        """
    }

    @Test func `two versions are compared over a corpus, and the first difference is made small`() throws {
        let corpus: [Value] = [2, 4, 9].map { replicas in
            [
                "review": [
                    "apiVersion": "apps/v1", "kind": "Deployment",
                    "metadata": ["name": "web", "labels": ["app": "web"]],
                    "spec": ["replicas": .integer(replicas), "template": ["spec": ["containers": []]]],
                ]
            ]
        }
        var comparator = PolicyComparator(
            old: [try Fixtures.program(Self.limit(3))], new: [try Fixtures.program(Self.limit(5))])
        let comparison = comparator.compare(corpus)
        #expect(comparison.inputs == 3)
        #expect(comparison.differing == ["limit": 1])
        let example = try #require(comparison.examples.first)
        #expect(example.input == ["review": ["kind": "Deployment", "spec": ["replicas": 4]]])
        #expect(example.old == "deny: too many: 4" && example.new == "allow")
        var same = PolicyComparator(
            old: [try Fixtures.program(Self.limit(3))], new: [try Fixtures.program(Self.limit(3))])
        #expect(same.compare(corpus).examples.isEmpty)
    }

    @Test func `inputs made from the policies' words find a rule that went away`() throws {
        let narrowed = Self.access.replacing(
            "request.environment.name != \"production\"", with: "request.environment.name == \"staging\"")
        let (old, new) = (try Fixtures.program(Self.access), try Fixtures.program(narrowed))
        var corpus = InputCorpus([old, new])
        var comparator = PolicyComparator(old: [old], new: [new])
        let comparison = comparator.compare(corpus.inputs(500))
        #expect(comparison.inputs == 500)
        let example = try #require(comparison.examples.first)
        #expect(example.old.hasPrefix("allow") && example.new.hasPrefix("deny"))
        var first = InputCorpus([old, new])
        var second = InputCorpus([old, new])
        #expect(first.inputs(20) == second.inputs(20))
    }

    @Test func `what is never used is told`() throws {
        let analysis = PolicyAnalysis(
            try Fixtures.program(
                """
                import PolicyV1
                struct P: Params {
                    let used: String = "a"
                    let idle: String = "b"
                }
                let read = "x"
                let idle = "y"
                func called() -> String { read }
                func forgotten() -> String { read }
                admission("p", kinds: .any, params: P.self) { review, params in
                    deny(params.used + called())
                }
                """))
        #expect(
            Set(analysis.unused.map(\.message)) == [
                "constant 'idle' is never read", "function 'forgotten' is never called",
                "parameter 'idle' of 'P' is never read",
            ])
        #expect(analysis.shadowed.isEmpty)
    }

    @Test func `rules that never decide are told, with the rule that decides for them`() throws {
        let analysis = PolicyAnalysis(
            try Fixtures.program(
                """
                import PolicyV1
                access("a", actions: .all, resources: Application.self) { request in
                    permit("readers") { request.action == .read }
                    permit("ann-reads") { request.action == .read; request.subject.name == "ann" }
                    permit("never") { 1 == 2 }
                    forbid("bob") { request.subject.name == "bob" }
                    permit("bob-syncs") { request.action == .sync; request.subject.name == "bob" }
                    forbid("bob-reads") { request.subject.name == "bob"; request.action == .read }
                    forbid("night") { request.environment.name == "x" } unless: { request.action == .rollback }
                    permit("x") { request.environment.name == "x" }
                }
                """))
        #expect(
            analysis.shadowed.map { "\($0.location?.line ?? 0) \($0.message)" } == [
                "4 permit 'ann-reads' never decides: 'readers' already decides whatever it says",
                "5 permit 'never' never holds: '1 == 2' is false",
                "7 permit 'bob-syncs' never decides: 'bob' forbids whatever it says",
                "8 forbid 'bob-reads' never decides: 'bob' already decides whatever it says",
            ])
    }

    @Test func `where a policy can fault is told, functions included`() throws {
        let analysis = PolicyAnalysis(
            try Fixtures.program(
                """
                import PolicyV1
                func size(_ json: Json) -> Int { json["size"]?.integer ?? 0 }
                admission("p", kinds: .any) { review in
                    require(size(review.object) + 1 < 10 / review.replicas, "x")
                    require(cluster.objects(.service).isEmpty, "y")
                    require(10 / 2 == 5, "never a fault")
                }
                """))
        let places = try #require(analysis.faults.first).places.map { "\($0.location?.line ?? 0) \($0.message)" }
        #expect(
            Set(places) == [
                "2 a value of another type", "4 a number may leave 64 bits", "4 a division by zero",
                "5 an inventory that could not be read",
            ])
    }

    @Test func `the policies of this repository use what they declare, and no rule shadows another`() throws {
        let policies = (Fixtures.files(Fixtures.root.appending(path: "policies")) + Fixtures.library)
            .filter { $0.name.hasSuffix(".policy.swift") }
        for file in policies {
            let analysis = PolicyAnalysis(try PolicyProgram(file))
            #expect((analysis.unused + analysis.shadowed).map(\.description) == [])
        }
    }
}
