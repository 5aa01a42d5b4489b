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
}
