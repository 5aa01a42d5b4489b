import Testing

@Suite struct DocumentRulesTests {
    private let rules = DocumentRules(subcommands: ["plan", "sync"], targets: ["demo", "test"])

    private func broken(_ lines: String...) -> [String] {
        rules.commands(SourceFile(path: "README.md", text: lines.joined(separator: "\n")))
    }

    @Test(arguments: [
        "lockstep plan staging", "$ lockstep sync", ".build/release/lockstep plan", "lockstep --help", "make demo",
        "make test FILTER=Cluster", "make test demo", "make -j2 test", "make", "kubectl rollout status",
        "# lockstep is a tool",
        "lockstep plan staging  # make a difference",
    ])
    func `a command that is there is kept`(line: String) {
        #expect(broken("```sh", line, "```") == [])
    }

    @Test(arguments: [
        ("lockstep palm staging", "lockstep palm"), ("  $ bin/lockstep snyc", "lockstep snyc"),
        ("make dmeo", "make dmeo"), ("make test dmeo", "make dmeo"),
    ])
    func `a command that is not there is refused`(line: String, command: String) {
        #expect(broken("text", "```sh", line, "```") == ["README.md:3: there is no '\(command)'"])
    }

    @Test func `only shell blocks are commands`() {
        #expect(broken("lockstep follows Git", "```", "lockstep listens", "```", "make sense") == [])
        #expect(broken("```yaml", "lockstep x", "```", "```sh", "make dmeo", "```").count == 1)
    }

    @Test func `what there is to type is read from the sources`() {
        let files = [
            SourceFile(path: "a", text: "@main struct Lockstep: AsyncParsableCommand { commandName: \"lockstep\" }"),
            SourceFile(
                path: "b", text: "struct Plan: AsyncParsableCommand {\n}\nstruct DryRun : Sendable, ParsableCommand {"),
            SourceFile(
                path: "c",
                text: "struct StatusCommand: ParsableCommand { commandName: \"status\" }\nstruct Row: Codable {"),
        ]
        let rules = DocumentRules(
            commandLine: files, makefile: "PREFIX := a\n.PHONY: demo\ndemo: release ## shows\n\t@run\nx:=1\ntest-all:\n"
        )
        #expect(rules.subcommands.isSuperset(of: ["plan", "dry-run", "status", "help"]))
        #expect(!rules.subcommands.contains("row"))
        #expect(rules.targets == ["demo", "test-all"])
    }
}
