import Testing

/// `lockstep health` at the shell: what it reads, what it says, and with which code it ends.
@Suite struct HealthCommandTests {
    private static let fine = "{ apiVersion: v1, kind: Namespace, metadata: { name: models } }\n"

    private func shell(_ command: String, _ files: [String: String] = ["fine.yaml": fine]) async throws -> Finished {
        let scratch = try Scratch()
        for (name, text) in files { try scratch.write(name, text) }
        return try await run(
            "/bin/sh", ["-c", command], in: scratch.path,
            environment: [
                "lockstep": Place.lockstep, "HOME": scratch.path, "XDG_STATE_HOME": "\(scratch.path)/.state",
            ])
    }

    @Test(arguments: [
        "\"$lockstep\" health fine.yaml", "\"$lockstep\" health - < fine.yaml",
        "cat fine.yaml | \"$lockstep\" health -",
        "mkfifo pipe && { cat fine.yaml > pipe & } && \"$lockstep\" health pipe",
    ])
    func `it reads files, standard input and pipes`(_ command: String) async throws {
        let done = try await shell(command)
        #expect(done.status == 0 && done.output == "Healthy      Namespace models\n", "\(done)")
    }

    @Test func `what is not healthy ends with 1, and is told as JSON where that is wanted`() async throws {
        let pending =
            "{ apiVersion: v1, kind: Pod, metadata: { name: p, namespace: models }, status: { phase: Pending } }\n"
        let done = try await shell("\"$lockstep\" health pod.yaml --output json", ["pod.yaml": pending])
        #expect(done.status == 1 && done.output.contains("\"status\": \"Progressing\""), "\(done)")
    }

    @Test(arguments: [
        ("", "a.yaml:1:1: error: expected a Kubernetes object, found an empty input\n"),
        ("# nothing\n---\n", "a.yaml:1:1: error: expected a Kubernetes object, found an empty input\n"),
        ("hello\n", "a.yaml:1:1: error: expected a Kubernetes object, found a string\n"),
        ("kind: [Pod\n", "a.yaml:2:1: error: expected ',' or ']' of the list that begins at line 1\n"),
        (
            "{ apiVersion: v1, kind: List, items: 5 }\n",
            "a.yaml:1:31: error: expected 'items' to be a list of objects, found an integer\n"
        ),
        (
            String(repeating: "[", count: 100_000),
            "a.yaml:1:65: error: expected at most 64 levels of nesting\n"
        ),
    ])
    func `what cannot be read is told at its place, and ends with 2`(_ text: String, _ error: String) async throws {
        let done = try await shell("\"$lockstep\" health a.yaml", ["a.yaml": text])
        #expect(done.status == 2 && done.output == "" && done.errors.hasPrefix(error), "\(done)")
    }

    @Test func `a folder, and what is not there, are told as such`() async throws {
        let folder = try await shell("\"$lockstep\" health .")
        #expect(folder.status == 2 && folder.errors == "error: cannot read '.': it is a folder\n", "\(folder)")
        let missing = try await shell("\"$lockstep\" health no.yaml")
        #expect(missing.status == 2 && missing.errors.hasPrefix("error: cannot read 'no.yaml': "), "\(missing)")
    }
}
