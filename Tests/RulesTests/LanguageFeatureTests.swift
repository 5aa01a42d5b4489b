import Foundation
import Manifests
import Testing

@testable import Rules

@Suite struct Features {
    @Test(arguments: LanguageFeature.all)
    func `each feature of the language does what it says`(feature: LanguageFeature) throws {
        let program = try Fixtures.program(feature.text)
        var context = EvaluationContext()
        context.calendars["freeze"] = [try #require(CalendarWindow(from: "2026-01-01", to: "2026-02-01"))]
        let decision = PolicySet(try program.admissions()).decide(Review(object: LanguageFeature.object), context)
        #expect(decision.faults.map(\.fault.message) == [])
        #expect(decision.violations.map(\.message) == feature.said)
    }

    @Test(arguments: LanguageFeature.all)
    func `the layout of each feature is stable, and means the same`(feature: LanguageFeature) throws {
        let once = try Formatter.format(SourceFile(name: "a.policy.swift", text: feature.text))
        #expect(try Formatter.format(SourceFile(name: "a.policy.swift", text: once)) == once)
        var context = EvaluationContext()
        context.unknownCalendarsAreEmpty = true
        func messages(_ text: String) throws -> [String] {
            PolicySet(try Fixtures.program(text).admissions())
                .decide(Review(object: LanguageFeature.object), context).violations.map(\.message)
        }
        #expect(try messages(once) == messages(feature.text))
    }

    private func policy(_ arguments: String) throws -> AdmissionPolicy {
        try Fixtures.program("import PolicyV1\nadmission(\"p\", \(arguments)) { review in deny(\"x\") }\n")
            .admissions()[0]
    }

    @Test func `matching by kind takes short names, names with a group, and any`() throws {
        let statefulSet = Review(object: ["apiVersion": "apps/v1", "kind": "StatefulSet"])
        #expect(try policy("kinds: [.statefulSet]").applies(to: statefulSet))
        #expect(try policy("kinds: [\"apps/StatefulSet\"]").applies(to: statefulSet))
        #expect(!(try policy("kinds: [\"other.io/StatefulSet\"]").applies(to: statefulSet)))
        #expect(try policy("kinds: .any").applies(to: statefulSet))
        #expect(!(try policy("kinds: [.deployment]").applies(to: statefulSet)))
    }

    @Test func `matching by labels, namespaces and environments needs all of them`() throws {
        let policy = try policy(
            "kinds: .any, environments: [\"production\"], namespaces: [\"shop-*\"], excludedNamespaces: [\"shop-test\"], "
                + "labels: \"tier=web\"")
        func applies(_ namespace: String, _ environment: String, _ tier: String) -> Bool {
            policy.applies(
                to: Review(
                    object: [
                        "kind": "Pod",
                        "metadata": ["namespace": .string(namespace), "labels": ["tier": .string(tier)]],
                    ], environment: environment))
        }
        #expect(applies("shop-eu", "production", "web"))
        #expect(!applies("shop-test", "production", "web"))
        #expect(!applies("bank", "production", "web"))
        #expect(!applies("shop-eu", "staging", "web"))
        #expect(!applies("shop-eu", "production", "db"))
    }

    @Test func `updates of the kinds that are skipped are passed over, creations are not`() throws {
        let policy = try policy("kinds: [.pod, .service], on: [.create, .update, .delete], skipUpdatesOf: [.pod]")
        func applies(_ kind: String, _ operation: String) -> Bool {
            policy.applies(to: Review(object: ["kind": .string(kind)], operation: operation))
        }
        #expect(applies("Pod", "create") && !applies("Pod", "update") && applies("Pod", "delete"))
        #expect(applies("Service", "update") && !applies("Service", "connect"))
    }

    @Test func `coverage counts the lines and both branches of rules of access`() throws {
        let policies = [
            try Fixtures.program(
                """
                import PolicyV1
                access("a", actions: [.read], resources: Application.self) { request in
                    permit("ann") {
                        request.subject.name == "ann"
                    }
                    forbid("bob") {
                        request.subject.name == "bob"
                        request.environment.name == "x"
                    }
                }
                """)
        ]
        func coverage(_ names: [String]) throws -> Coverage.FileCoverage {
            let tests = names.map { name in
                """
                test("\(name)") {
                    expect("a", request(by: "\(name)", .read, on: Application(project: "p", name: "n")), .\(name == "ann" ? "allow" : "deny"))
                }
                """
            }
            let program = try PolicyProgram(
                SourceFile(name: "a.policytest.swift", text: "import PolicyV1\n" + tests.joined(separator: "\n")))
            let report = TestRunner(policies: policies, countsCoverage: true).run(program)
            #expect(report.results.flatMap(\.failures).map(\.message) == [])
            return try #require(report.coverage.report.first)
        }
        let ann = try coverage(["ann"])
        #expect(ann.lines.map(\.line) == [4, 7, 8])
        #expect(ann.lines.filter { $0.count > 0 }.map(\.line) == [4, 7])
        #expect(
            ann.branches.map { "\($0.line) \($0.holds) \($0.count > 0)" } == [
                "4 true true", "4 false false", "7 true false", "7 false true", "8 true false", "8 false false",
            ])
        #expect(try coverage(["ann", "bob"]).percent == 100)
        #expect(try coverage(["ann", "bob"]).branchPercent == 83)
    }
}
