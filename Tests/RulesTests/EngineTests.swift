import Manifests
import Testing

@testable import Rules

@Suite struct Engine {
    static let registries = """
        import PolicyV1

        enum Mode: String { case strict, loose = "lax" }

        struct Registries: Params {
            let prefixes: [String]
            let mode: Mode = .strict
            let most: Int?
        }

        /// Images come from approved registries.
        admission("registries", kinds: .podBearing, namespaces: ["shop*"], skipUpdatesOf: [.pod], params: Registries.self) { review, params in
            for container in review.pod.allContainers where params.mode == .strict {
                require(params.prefixes.contains { container.image.name.hasPrefix($0) }, "\\(container.path): \\(container.image)", at: container.path)
            }
        }
        """

    static func use(_ text: String) throws -> (use: PolicyUse?, messages: [String]) {
        let document = try #require(YAML.parse(text, file: "use.yaml").documents.first)
        let (use, diagnostics) = PolicyUse.read(document, programs: [try Fixtures.program(registries)])
        return (use, diagnostics.map { "\($0.location?.line ?? 0):\($0.location?.column ?? 0) \($0.message)" })
    }

    @Test func `parameters of a use are checked against their types, at their place`() throws {
        let head = "kind: PolicyUse\nspec:\n  policy: registries\n  parameters:\n"
        #expect(try Self.use(head + "    prefixes: [a/]\n    mode: lax\n").messages == [])
        #expect(try Self.use(head + "    prefixes: [a/, 3]\n").messages == ["5:20 expected a string, found an integer"])
        #expect(try Self.use(head + "    prefixes: [a/]\n    mods: x\n").messages == ["6:11 unknown field 'mods'"])
        #expect(
            try Self.use(head + "    prefixes: [a/]\n    mode: x\n").messages.first?.contains(
                "expected one of 'lax', 'strict', found 'x'") == true)
        #expect(try Self.use(head + "    most: 3\n").messages.first?.contains("missing field 'prefixes'") == true)
        #expect(try Self.use("spec: { policy: registry }\n").messages == ["1:17 unknown policy 'registry'"])
    }

    @Test func `matching is the engine's: kinds, namespaces, skipped updates`() throws {
        let policy = try Fixtures.program(Self.registries).admissions(parameters: ["prefixes": ["a/"]])[0]
        let pod = Fixtures.pod([["name": "c", "image": "b/x"]])
        #expect(policy.applies(to: Review(object: pod)))
        #expect(!policy.applies(to: Review(object: pod, operation: "update")))
        #expect(!policy.applies(to: Review(object: pod, operation: "delete")))
        #expect(!policy.applies(to: Review(object: ["kind": "Service", "metadata": ["namespace": "shop"]])))
        #expect(!policy.applies(to: Review(object: ["kind": "Pod", "metadata": ["namespace": "other"]])))
        let outcome = policy.evaluate(Review(object: pod), EvaluationContext())
        #expect(outcome.violations.map(\.message) == ["spec.containers[0]: b/x"])
        #expect(outcome.violations.map(\.path) == ["spec.containers[0]"])
        #expect(outcome.violations.map(\.line) == [14])
    }

    @Test func `an exemption holds until it expires, and needs an owner and a reason`() throws {
        let head = "kind: PolicyUse\nspec:\n  policy: registries\n  parameters: { prefixes: [a/] }\n  exemptions:\n"
        let full = head + "    - { name: web, owner: payments, reason: moves, expires: \"2026-03-01T00:00:00Z\" }\n"
        let use = try #require(try Self.use(full).use)
        func decide(_ time: String) -> AdmissionDecision {
            var review = Review(object: Fixtures.pod([["name": "c", "image": "b/x"]]))
            review.time = TimestampText.parse(time)
            return PolicyUses([use]).decide(review, EvaluationContext())
        }
        #expect(decide("2026-02-01T00:00:00Z").isAllowed)
        #expect(decide("2026-02-01T00:00:00Z").exempted.map(\.reason) == ["moves"])
        #expect(!decide("2026-03-01T00:00:00Z").isAllowed)
        #expect(!decide("never").isAllowed)
        #expect(try Self.use(head + "    - { name: web }\n").messages.count == 3)
    }

    @Test func `an explanation shows the line that decided and the values that it saw`() throws {
        let explanation = try Explanation.explain(
            try Fixtures.program(Self.registries), admission: "registries", parameters: ["prefixes": ["a/"]],
            Review(object: Fixtures.pod([["name": "c", "image": "b/x:1"]])), EvaluationContext())
        #expect(explanation.decision == "line 14: spec.containers[0]: b/x:1")
        let line = try #require(explanation.lines.first { $0.decided })
        #expect(line.line == 14 && line.values.contains { $0.hasSuffix("\"b/x\"") })
    }

    @Test func `a failing test and a failing property are told with their smallest input`() throws {
        let policies = [try Fixtures.program(Self.registries)]
        let text = """
            import PolicyV1
            let pod: Pod = yaml("{ kind: Pod, metadata: { name: web, namespace: shop }, spec: { containers: [{ name: c, image: b/x }] } }")
            test("it denies") { expect("registries", review(pod), params: ["prefixes": ["a/"]], denies: 1, saying: "b/x") }
            test("it is wrong") { expect("registries", review(pod), params: ["prefixes": ["a/"]], denies: 2) }
            property("names are short") { (request: Request<Application>) in
                implies(request.environment.name == request.environment.name, request.resource.name.count < 3)
            }
            """
        let report = TestRunner(policies: policies, countsCoverage: true).run(
            try PolicyProgram(SourceFile(name: "a.policytest.swift", text: text)))
        #expect(report.results.map(\.isPassed) == [true, false, false])
        #expect(report.results[1].failures.first?.message.hasPrefix("expected 2 violations, found 1") == true)
        #expect(report.results[2].counterexample != nil)
        #expect(JUnit.xml(report.results).contains("failures=\"2\""))
        #expect(JUnit.escaped("a\u{FFFE}\u{1B}<\n") == "a&lt;\n")
        #expect(report.coverage.report.first?.percent == 100)
    }

    @Test func `a batch answers every line, whatever it is`() throws {
        var evaluator = BatchEvaluator(library: PolicyLibrary(Fixtures.library))
        func answer(_ line: String) -> Value { evaluator.evaluate((try? JSON.parse(line)) ?? .null) }
        #expect(String(decoding: evaluator.evaluate(Array("{".utf8)), as: UTF8.self).contains("\"decision\":\"deny\""))
        #expect(
            answer("{\"id\":1,\"library\":\"K8sNothing\",\"review\":{}}")["fault"]?.string?.hasPrefix("unknown policy")
                == true)
        #expect(answer("{\"id\":1,\"policy\":\"let\",\"review\":{}}")["decision"] == "deny")
        let policy = JSON.string(.string(Self.registries))
        let line =
            "{\"id\":\"x\",\"policy\":\(policy),\"parameters\":{\"prefixes\":[\"a/\"]},\"review\":{\"operation\":\"CREATE\",\"object\":{\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"shop\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"b\"}]}}},\"inventory\":[]}"
        let denied = answer(line)
        #expect(denied["decision"] == "deny" && denied["id"] == "x" && denied["fault"] == .null)
        #expect(denied["violations"]?.array?.first?["line"] == 14)
    }
}
