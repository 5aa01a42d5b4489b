import Foundation
import Testing

/// A Git remote, an embedded cluster and, if asked for, a daemon: everything real, everything in one folder.
final class World: Sendable {
    let scratch: Scratch
    let cluster: Running
    let origin: String
    let work: String
    var kubeconfig: String { "\(scratch.path)/kubeconfig" }

    private init(scratch: Scratch, cluster: Running) {
        self.scratch = scratch
        self.cluster = cluster
        origin = "\(scratch.path)/origin.git"
        work = "\(scratch.path)/work"
    }

    /// - Parameter environments: copies the project's own `environments` into the repository.
    static func make(environments: Bool = true) async throws -> World {
        let scratch = try Scratch()
        let cluster = try startCluster(scratch)
        let world = World(scratch: scratch, cluster: cluster)
        let address = await cluster.line(holding: "http://")
        try #require(address != nil, "the cluster did not start: \(cluster.errors)")
        try await world.git(["init", "--quiet", "--bare", "--initial-branch=main", world.origin], in: scratch.path)
        try await world.git(["clone", "--quiet", world.origin, world.work], in: scratch.path)
        try await world.git(["checkout", "--quiet", "-B", "main"])
        if environments {
            try FileManager.default.copyItem(
                atPath: Place.root.appendingPathComponent("environments").path, toPath: "\(world.work)/environments")
            try await world.push("Declare staging and production")
        }
        return world
    }

    static func startCluster(_ scratch: Scratch) throws -> Running {
        try Running(
            Place.lockstep,
            [
                "cluster", "--listen", "127.0.0.1:0", "--state", "\(scratch.path)/state", "--kubeconfig",
                "\(scratch.path)/kubeconfig",
            ])
    }

    deinit { cluster.kill(SIGTERM) }

    @discardableResult
    func git(_ arguments: [String], in folder: String? = nil) async throws -> String {
        let identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        let result = try await run("/usr/bin/git", identity + arguments, in: folder ?? work)
        try #require(result.status == 0, "git \(arguments.joined(separator: " ")): \(result.errors)")
        return result.output
    }

    /// Commits everything and pushes it.
    /// - Returns: the commit.
    @discardableResult
    func push(_ message: String) async throws -> String {
        try await git(["add", "--all"])
        try await git(["commit", "--quiet", "--message", message])
        try await git(["push", "--quiet", "origin", "main"])
        return try await git(["rev-parse", "HEAD"]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Changes a file of the work tree.
    func edit(_ path: String, _ change: (String) -> String) throws {
        let text = try String(contentsOfFile: "\(work)/\(path)", encoding: .utf8)
        let changed = change(text)
        try #require(changed != text, "the edit of \(path) changed nothing")
        try changed.write(toFile: "\(work)/\(path)", atomically: true, encoding: .utf8)
    }

    /// What the program remembers of logs and checks is this world's alone.
    var environment: [String: String] { ["XDG_STATE_HOME": "\(scratch.path)/xdg"] }

    func lockstep(_ arguments: [String]) async throws -> Finished {
        try await run(
            Place.lockstep, arguments + ["--repository", work, "--kubeconfig", kubeconfig], environment: environment)
    }

    @discardableResult
    func kubectl(_ arguments: [String]) async throws -> Finished {
        try await run(Place.kubectl, ["--kubeconfig", kubeconfig] + arguments)
    }

    /// A field of an object, as `kubectl` prints it; empty where the object or the field is absent.
    func field(_ path: String, of object: String, in namespace: String) async throws -> String {
        try await kubectl(["--namespace", namespace, "get", object, "--ignore-not-found", "-o", "jsonpath={\(path)}"])
            .output
    }

    /// Starts a daemon on the remote, with its address.
    func serve(
        remote: String? = nil, kubeconfig: String? = nil, store: String = "store", options: [String] = []
    ) async throws -> (daemon: Running, address: String) {
        let daemon = try Running(
            Place.lockstep,
            [
                "serve", "--repository", remote ?? origin, "--kubeconfig", kubeconfig ?? self.kubeconfig,
                "--listen", "127.0.0.1:0", "--store", "\(scratch.path)/\(store)", "--interval", "1s",
            ] + options, environment: environment)
        let line = await daemon.line(holding: "listening on http")
        let address = try #require(
            line?.split(separator: " ").first { $0.hasPrefix("http") }, "the daemon did not start: \(daemon.errors)")
        return (daemon, String(address))
    }

    /// What the daemon says of an environment, for programs.
    func report(_ environment: String, _ address: String) async throws -> [String: Any] {
        let output = try await run(
            Place.lockstep, ["status", environment, "--server", address, "--output", "json"]
        ).output
        let all = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        return (all?["environments"] as? [[String: Any]])?.first ?? [:]
    }

    /// The daemon's own words about an environment.
    func status(_ environment: String, _ address: String) async throws -> String {
        try await run(Place.lockstep, ["status", environment, "--server", address]).output
    }
}
