import Foundation
import Testing

/// `lockstep policy` on the project's own policies.
@Suite struct PolicyCommandTests {
    private func lockstep(_ arguments: [String], in folder: String = Place.root.path) async throws -> Finished {
        try await run(Place.lockstep, ["policy"] + arguments, in: folder)
    }

    @Test func `the project's policies are well formed, laid out, and pass their tests`() async throws {
        #expect(try await lockstep(["check"]).status == 0)
        #expect(try await lockstep(["fmt", "--check"]).status == 0)
        let tests = try await lockstep(["test"])
        #expect(tests.status == 0, "\(tests.output)")
    }

    @Test func `the interface is what policies are checked against`() async throws {
        let printed = try await lockstep(["interface"])
        #expect(printed.status == 0 && printed.output.contains("public struct PodView"))
        let help = try await lockstep(["--help"]).output
        let verbs = help.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first }
        #expect(verbs.contains("interface") && Set(verbs).count == verbs.count, "\(help)")
    }

    @Test func `a misspelt word is told with its place and the nearest name`() async throws {
        let scratch = try Scratch()
        try scratch.write(
            "typo.policy.swift",
            """
            import PolicyV1

            admission("typo", kinds: .podBearing) { review in
                for container in review.pod.allContainers {
                    require(container.imag.hasPrefix("a"), "no", at: container.path)
                }
            }
            """)
        let checked = try await lockstep(["check", "typo.policy.swift"], in: scratch.path)
        #expect(checked.status == 1)
        #expect(checked.output.contains("typo.policy.swift:5:"), "\(checked.output)")
        #expect(checked.output.contains("image"), "\(checked.output)")
    }

    @Test func `each line of a batch is decided, a line that is none denied`() async throws {
        let scratch = try Scratch()
        let review =
            #"{"object":{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"type":"LoadBalancer"}}}"#
        try scratch.write(
            "lines.jsonl",
            """
            {"id":1,"library":"K8sBlockLoadBalancer","review":\(review)}
            {"id":2,"library":"K8sBlockNodePort","review":\(review)}
            nonsense

            """)
        let decided = try await lockstep(["eval", "--batch", "\(scratch.path)/lines.jsonl"])
        let lines = decided.output.split(separator: "\n")
        #expect(decided.status == 0 && lines.count == 3)
        #expect(lines.map { $0.contains(#""decision":"deny""#) } == [true, false, true], "\(decided.output)")
    }

    @Test func `a field that a kind's schema does not know is told at its letters`() async throws {
        let scratch = try Scratch()
        try scratch.write(
            "typo.policy.swift",
            """
            import PolicyV1

            admission("typo", kinds: [.deployment]) { review in
                require(review.object.at("spec.template.spec.contaners[0]") != nil, "no")
            }
            """)
        let checked = try await lockstep(["check", "typo.policy.swift"], in: scratch.path)
        #expect(checked.status == 1)
        #expect(
            checked.output.contains("typo.policy.swift:4:50: error: unknown field 'contaners'"), "\(checked.output)")
        #expect(checked.output.contains("did you mean 'containers'?"), "\(checked.output)")
    }

    @Test func `who can do something is answered from the rules and a file of groups`() async throws {
        let scratch = try Scratch()
        try scratch.write("groups.yaml", "developers: [ann]\nrelease-managers: [bob]\n")
        let answer = try await lockstep([
            "who-can", "promote", "fraud/scorer", "--environment", "staging", "--bindings",
            "\(scratch.path)/groups.yaml",
        ])
        #expect(answer.status == 0)
        #expect(answer.output.contains("ann: depends") && answer.output.contains("bob: depends"), "\(answer.output)")
        #expect(answer.output.contains("'developers-before-production'"), "\(answer.output)")
        #expect(answer.output.contains("freeze.covers(request.time)"), "\(answer.output)")
        #expect(!answer.output.contains("author-promotes-own-change"), "\(answer.output)")
    }

    @Test func `two versions of a policy are compared`() async throws {
        let scratch = try Scratch()
        for (name, most) in [("old", 3), ("new", 5)] {
            try scratch.write(
                "\(name).policy.swift",
                """
                import PolicyV1

                admission("limit", kinds: [.deployment]) { review in
                    require(review.replicas <= \(most), "too many")
                }
                """)
        }
        try scratch.write(
            "corpus.jsonl", #"{"review":{"kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":4}}}"# + "\n")
        let compared = try await lockstep(
            ["diff", "old.policy.swift", "new.policy.swift", "--corpus", "corpus.jsonl"], in: scratch.path)
        #expect(compared.status == 1)
        #expect(compared.output.contains("1 inputs, 1 decided differently"), "\(compared.output)")
        #expect(compared.output.contains("old: deny: too many"), "\(compared.output)")
        let same = try await lockstep(
            ["diff", "old.policy.swift", "old.policy.swift", "--generated", "50"], in: scratch.path)
        #expect(same.status == 0, "\(same.output)")
    }

    @Test func `the project's policies declare nothing that they do not use`() async throws {
        let lint = try await lockstep(["lint", "--faults"])
        #expect(lint.status == 0, "\(lint.output)")
        #expect(lint.output.contains("promotions can fault:"), "\(lint.output)")
    }

    @Test func `a verb that no rule is about is told with the nearest one`() async throws {
        let answer = try await lockstep(["who-can", "promte", "fraud/scorer"])
        #expect(answer.status == 2)
        #expect(answer.output.contains("found 'promte'") && answer.output.contains("did you mean 'promote'?"))
    }

    @Test func `a test sees every policy of its folder, and coverage those without a test`() async throws {
        let scratch = try Scratch()
        for (name, kind) in [("one", "pod"), ("two", "service")] {
            try scratch.write(
                "\(name).policy.swift",
                """
                import PolicyV1

                admission("\(name)", kinds: [.\(kind)]) { review in
                    deny("never")
                }
                """)
        }
        try scratch.write(
            "one.policytest.swift",
            """
            import PolicyV1

            let pod: Pod = yaml("{ kind: Pod, metadata: { name: a } }")

            test("both are asked") {
                expect("one", review(pod), denies: 1)
                expect("two", review(pod), denies: 0)
            }
            """)
        let tested = try await lockstep(["test", "."], in: scratch.path)
        #expect(tested.status == 0, "\(tested.output)")
        let covered = try await lockstep(["coverage", ".", "--at-least", "50"], in: scratch.path)
        #expect(covered.status == 1)
        #expect(covered.output.contains("100% of lines") && covered.output.contains("0% of lines"), "\(covered.output)")
    }

    @Test func `an explanation names the words that were read, and takes what a line of a batch carries`() async throws
    {
        let scratch = try Scratch()
        try scratch.write(
            "night.policy.swift",
            """
            import PolicyV1

            admission("night", kinds: .any) { review in
                require(review.change.author.name != "mallory" && review.time < "2026-01-01T00:00:00Z", "late")
            }
            """)
        try scratch.write(
            "line.json",
            #"{"review":{"object":{"kind":"Pod","metadata":{"name":"a"}},"change":{"author":"alice"}},"time":"2026-02-01T00:00:00Z"}"#
        )
        let told = try await lockstep(["explain", "--policy", "night", "--input", "line.json", "."], in: scratch.path)
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.output.contains("name: \"alice\"") && told.output.contains("<: false"), "\(told.output)")
        let unknown = try await lockstep(
            ["explain", "--policy", "nihgt", "--input", "line.json", "."], in: scratch.path)
        #expect(unknown.status == 2 && unknown.output.contains("did you mean 'night'?"))
    }

    @Test(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
    func `the kinds that a cluster defines are checked against its schemas`() async throws {
        let world = try await World.make(environments: false)
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: widgets.example.com }
            spec:
              group: example.com
              names: { kind: Widget, plural: widgets }
              scope: Namespaced
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties: { spec: { type: object, properties: { colour: { type: string } } } }

            """
        try definition.write(toFile: "\(world.scratch.path)/d.yaml", atomically: true, encoding: .utf8)
        try await world.kubectl(["apply", "-f", "\(world.scratch.path)/d.yaml"])
        let policies = try Scratch()
        func check(_ field: String) async throws -> Finished {
            try policies.write(
                "w.policy.swift",
                """
                import PolicyV1

                admission("w", kinds: ["example.com/Widget"]) { review in
                    require(review.object.at("spec.\(field)")?.string != nil, "no colour")
                }
                """)
            return try await lockstep(
                ["check", "--cluster", "--kubeconfig", world.kubeconfig, "w.policy.swift"], in: policies.path)
        }
        let good = try await check("colour")
        #expect(good.status == 0, "\(good.output)\(good.errors)")
        let typo = try await check("color")
        #expect(typo.status == 1)
        #expect(
            typo.output.contains("unknown field 'color'") && typo.output.contains("did you mean 'colour'?"),
            "\(typo.output)\(typo.errors)")
    }
}
