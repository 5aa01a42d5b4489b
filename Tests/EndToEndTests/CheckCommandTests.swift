import Foundation
import Testing

/// `lockstep check` as a CI job types it: a clone, a branch, and the branch that it goes to.
@Suite struct CheckCommandTests {
    private static let policy = """
        import PolicyV1

        admission("owned", kinds: [.configMap]) { review in
            require(review.object.at("data.owner")?.string != nil, "\\(review.name) belongs to nobody", at: "data")
        }

        """
    private static let use =
        "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: owned }\nspec: { policy: owned }\n"
    private static let environment = """
        apiVersion: lockstep/v1
        kind: Environment
        metadata: { name: staging }
        spec: { cluster: { context: nowhere }, namespace: ml }

        """

    private static func configMap(_ name: String, owner: String? = nil) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: \(name) }\ndata:\n  \(owner.map { "owner: \($0)" } ?? "a: b")\n"
    }

    /// A repository with an error on `main`, and a branch `change` off an older commit of it.
    private func repository() async throws -> Scratch {
        let scratch = try Scratch()
        try scratch.write("environments/staging/environment.yaml", Self.environment)
        try scratch.write("environments/staging/old.yaml", Self.configMap("old"))
        try scratch.write("policies/owned.policy.swift", Self.policy)
        try scratch.write("policies/uses.yaml", Self.use)
        try await git(["init", "--quiet", "--initial-branch", "main"], scratch)
        try await commit("Begin", scratch)
        try await git(["checkout", "--quiet", "-b", "change"], scratch)
        try scratch.write("environments/staging/fine.yaml", Self.configMap("fine", owner: "risk"))
        try await commit("Add what is fine", scratch)
        // The branch goes on meanwhile: what it adds is not the change's.
        try await git(["checkout", "--quiet", "main"], scratch)
        try scratch.write("environments/staging/later.yaml", Self.configMap("later", owner: "risk"))
        try await commit("Go on", scratch)
        try await git(["checkout", "--quiet", "change"], scratch)
        return scratch
    }

    private func git(_ arguments: [String], _ scratch: Scratch) async throws {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
        let done = try await run("/usr/bin/git", identity + arguments, in: scratch.path)
        try #require(done.status == 0, "git \(arguments): \(done.errors)")
    }

    private func commit(_ message: String, _ scratch: Scratch) async throws {
        try await git(["add", "--all"], scratch)
        try await git(["commit", "--quiet", "--message", message], scratch)
    }

    private func check(_ arguments: [String], _ scratch: Scratch) async throws -> Finished {
        try await run(
            Place.lockstep, ["check"] + arguments, in: scratch.path,
            environment: ["HOME": scratch.path, "XDG_STATE_HOME": "\(scratch.path)/.state"])
    }

    @Test func `a change that makes nothing worse passes, and is told object by object`() async throws {
        let scratch = try await repository()
        let done = try await check(["--base", "main", "--offline"], scratch)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        #expect(done.output.contains("+ added    ConfigMap ml/fine"))
        #expect(!done.output.contains("later") && !done.output.contains("belongs to nobody"))
        #expect(done.output.contains("0 new errors, 1 from before"))
        let all = try await check(["--base", "main", "--offline", "--all"], scratch)
        #expect(all.status == 1)
        #expect(all.output.contains("environments/staging/old.yaml:4:1: error: policy 'owned': old belongs to nobody"))
    }

    @Test func `a new error fails at its line, uncommitted or committed`() async throws {
        let scratch = try await repository()
        try scratch.write("environments/staging/fine.yaml", Self.configMap("fine"))
        let done = try await check(["--base", "main", "--offline", "--output", "github"], scratch)
        #expect(done.status == 1)
        #expect(
            done.output == "::error file=environments/staging/fine.yaml,line=4,col=1,title=policy/owned::"
                + "policy 'owned': fine belongs to nobody%0Athe rule is at policies/owned.policy.swift:4\n")
        try await commit("Take the owner away", scratch)
        let committed = try await check(["--base", "main", "--offline", "--revision", "HEAD"], scratch)
        #expect(committed.status == 1)
    }

    @Test func `nothing of a manifest reaches the terminal as it is`() async throws {
        let scratch = try await repository()
        try scratch.write(
            "environments/staging/old.yaml",
            #"{ apiVersion: v1, kind: ConfigMap, metadata: { name: old }, immutable: "\e[8m\r\n0 errors" }"#)
        for output in ["text", "github"] {
            let done = try await check(["--offline", "--output", output], scratch)
            #expect(done.status == 1, "\(done.errors)")
            #expect(done.output.contains(#"\x1B[8m"#))
            #expect(!done.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\r" })
            #expect(!done.output.split(separator: "\n").contains { $0.hasPrefix("0 errors") })
        }
    }

    @Test func `a cluster out of reach is 3, a base that is none is 2`() async throws {
        let scratch = try await repository()
        let unreached = try await check(["--base", "main"], scratch)
        #expect(unreached.status == 3, "\(unreached.output)\(unreached.errors)")
        #expect(unreached.output.contains("not planned"))
        #expect(try await check(["--base", "nowhere", "--offline"], scratch).status == 2)
        #expect(try await check(["--environment", "stagin", "--offline"], scratch).status == 2)
    }

    @Test(.enabled(if: Place.hasKubectl, "the tests' Python packages are missing: make test installs them"))
    func `SARIF satisfies a model made from its published schema`() async throws {
        let scratch = try await repository()
        try scratch.write("environments/staging/fine.yaml", Self.configMap("fine"))
        let done = try await check(["--base", "main", "--offline", "--output", "sarif"], scratch)
        #expect(done.status == 1)
        try scratch.write("report.sarif", done.output)
        let script =
            "import sys; from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Log; "
            + "print(len(Log.model_validate_json(open(sys.argv[1]).read()).runs[0].results))"
        let python = Place.root.appendingPathComponent(".venv/bin/python").path
        let valid = try await run(python, ["-c", script, "\(scratch.path)/report.sarif"])
        #expect(valid.output == "2\n", "\(valid.errors)")
        try scratch.write("report.sarif", done.output.replacingOccurrences(of: "ruleIndex", with: "rulIndex"))
        #expect(try await run(python, ["-c", script, "\(scratch.path)/report.sarif"]).status == 1)
    }

    @Test func `decisions are kept, and decided again come to the same`() async throws {
        let scratch = try await repository()
        _ = try await check(["--offline", "--decisions", "decisions.jsonl"], scratch)
        let kept = try scratch.read("decisions.jsonl").split(separator: "\n")
        #expect(kept.map { $0.contains(#""decision":"deny""#) } == [false, true])
        let again = try await run(
            Place.lockstep, ["policy", "eval", "--batch", "decisions.jsonl", "--bundle", "."], in: scratch.path)
        let lines = again.output.split(separator: "\n")
        #expect(lines.map { $0.contains(#""decision":"deny""#) } == [false, true], "\(again.output)\(again.errors)")
    }
}
