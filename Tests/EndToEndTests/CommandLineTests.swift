import Foundation
import Testing

/// What the command line says to wrong words: exit code 2, and a way on.
@Suite struct CommandLineTests {
    @Test func `the version is printed`() async throws {
        let result = try await run(Place.lockstep, ["version"])
        #expect(result.status == 0)
        #expect(result.output.hasPrefix("lockstep 0."))
    }

    @Test(arguments: [["no-such-verb"], ["plan", "--no-such-option"], ["plan", "--output", "xml"]])
    func `wrong usage exits with 2 and says what is right`(arguments: [String]) async throws {
        let result = try await run(Place.lockstep, arguments)
        #expect(result.status == 2)
        #expect(result.errors.contains("Usage: lockstep"))
        #expect(result.output.isEmpty)
    }

    @Test func `help exits with 0`() async throws {
        let result = try await run(Place.lockstep, ["--help"])
        #expect(result.status == 0)
        for verb in ["demo", "serve", "plan, diff", "sync", "status", "cluster", "version"] {
            #expect(result.output.contains("  \(verb) "))
        }
    }

    /// A thread that is still at work would lose the libraries that it uses.
    @Test(arguments: [["version"], ["--help"], ["no-such-verb"]])
    func `the process ends without taking its libraries down`(arguments: [String]) async throws {
        let result = try await run(Place.lockstep, arguments, environment: ["LD_DEBUG": "files"])
        #expect(result.errors.contains("calling init: "))
        #expect(!result.errors.contains("calling fini: "))
    }

    /// An empty file, and a library of something else, in the place of libcurl.
    @Test(arguments: [
        (true, "expected to load libcurl.so.4: "), (false, "expected libcurl 7.68 or later, found one without"),
    ])
    func `a libcurl that cannot be used is told where it is needed, and nowhere else`(isEmpty: Bool, reason: String)
        async throws
    {
        let scratch = try Scratch()
        let place = try await run("/bin/sh", ["-c", "/sbin/ldconfig -p | sed -n 's/.*=> //p' | grep -m 1 /libz.so.1$"])
        let other = URL(fileURLWithPath: place.output.trimmingCharacters(in: .whitespacesAndNewlines))
        try (isEmpty ? Data() : Data(contentsOf: other))
            .write(to: URL(fileURLWithPath: "\(scratch.path)/libcurl.so.4"))
        let environment = ["LD_LIBRARY_PATH": scratch.path]
        let version = try await run(Place.lockstep, ["version"], environment: environment)
        #expect(version.status == 0)
        let status = try await run(
            Place.lockstep, ["status", "--server", "http://127.0.0.1:1"], environment: environment)
        #expect(status.status == 3)
        #expect(status.errors.contains(reason), "\(status.errors)")
    }

    @Test func `a cluster on a port that is taken says what to do`() async throws {
        let kubectl = try await KubectlCluster.start()
        let server = try await kubectl("config view -o jsonpath={.clusters[0].cluster.server}")
        let address = server.replacing("http://", with: "")
        let scratch = try Scratch()
        let result = try await run(
            Place.lockstep, ["cluster", "--bare", "--listen", address, "--state", "\(scratch.path)/state"])
        #expect(result.status == 2)
        let port = address.split(separator: ":").last ?? ""
        #expect(
            result.errors.contains(
                "error: expected port \(port) of 127.0.0.1 to be free, found another program listening on it"))
        #expect(result.errors.contains("hint: end that program, or listen elsewhere: --listen 127.0.0.1:6451"))
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func `completions are generated`(shell: String) async throws {
        let result = try await run(Place.lockstep, ["--generate-completion-script", shell])
        #expect(result.status == 0)
        #expect(result.output.contains("lockstep"))
    }

    @Test func `a folder without environments is told apart from an empty plan`() async throws {
        let scratch = try Scratch()
        let result = try await run(Place.lockstep, ["plan", "--repository", scratch.path])
        #expect(result.status == 2)
        #expect(result.errors.contains("expected a folder 'environments' in"))
        #expect(result.errors.contains("hint: "))
    }

    @Test func `a context that is not there is named with those that are`() async throws {
        let scratch = try Scratch()
        try scratch.write(
            "kubeconfig",
            "apiVersion: v1\nkind: Config\ncontexts:\n- { name: prod, context: { cluster: c, user: u } }\n")
        try scratch.write(
            "environments/a/environment.yaml",
            "apiVersion: lockstep/v1\nkind: Environment\nmetadata: { name: a }\nspec: { cluster: { context: prot }, namespace: x }\n"
        )
        let result = try await run(
            Place.lockstep, ["plan", "--repository", scratch.path],
            environment: ["KUBECONFIG": "\(scratch.path)/kubeconfig"])
        #expect(result.status == 3)
        #expect(result.errors.contains("no context 'prot'"))
        #expect(result.errors.contains("did you mean 'prod'?"))
    }

    @Test func `a cluster that does not answer is exit code 3`() async throws {
        let scratch = try Scratch()
        try scratch.write(
            "kubeconfig",
            "apiVersion: v1\nkind: Config\nclusters:\n- { name: c, cluster: { server: 'http://127.0.0.1:1' } }\ncontexts:\n- { name: x, context: { cluster: c } }\ncurrent-context: x\n"
        )
        try scratch.write(
            "environments/a/environment.yaml",
            "apiVersion: lockstep/v1\nkind: Environment\nmetadata: { name: a }\nspec: { cluster: { embedded: true }, namespace: x }\n"
        )
        let result = try await run(
            Place.lockstep, ["plan", "--repository", scratch.path, "--kubeconfig", "\(scratch.path)/kubeconfig"])
        #expect(result.status == 3)
        #expect(result.errors.contains("127.0.0.1:1"))
    }
}
