import Foundation
import Testing

/// An embedded cluster of its own, and `kubectl` with an empty home: nothing is remembered from another server.
final class KubectlCluster: Sendable {
    let scratch: Scratch
    private let cluster: Running

    private init(scratch: Scratch, cluster: Running) {
        self.scratch = scratch
        self.cluster = cluster
    }

    deinit { cluster.kill(SIGTERM) }

    static func start() async throws -> KubectlCluster {
        let scratch = try Scratch()
        let cluster = try World.startCluster(scratch)
        let address = await cluster.line(holding: "http://")
        try #require(address != nil, "the cluster did not start: \(cluster.errors)")
        return KubectlCluster(scratch: scratch, cluster: cluster)
    }

    /// Ends the cluster as Ctrl-C does.
    func end() async -> Finished {
        cluster.kill(SIGINT)
        return await cluster.finish()
    }

    private func environment(_ more: [String: String]) -> [String: String] {
        more.merging(["HOME": scratch.path]) { own, _ in own }
    }

    /// Runs `kubectl` to its end, whatever comes of it.
    func kubectl(_ arguments: [String], environment more: [String: String] = [:]) async throws -> Finished {
        try await run(
            Place.kubectl, ["--kubeconfig", "\(scratch.path)/kubeconfig"] + arguments, in: scratch.path,
            environment: environment(more))
    }

    /// What `kubectl` prints, without the last line break; it must succeed.
    @discardableResult
    func callAsFunction(
        _ command: String, environment more: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let result = try await kubectl(Self.words(command), environment: more)
        try #require(
            result.status == 0, "kubectl \(command): \(result.errors)", sourceLocation: sourceLocation)
        return result.output.trimmingCharacters(in: .newlines)
    }

    /// What `kubectl` says of a command that must fail.
    func refusal(_ command: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let result = try await kubectl(Self.words(command))
        #expect(result.status != 0, "kubectl \(command): \(result.output)", sourceLocation: sourceLocation)
        return result.errors.trimmingCharacters(in: .newlines)
    }

    /// A `kubectl` that goes on, as `get --watch` does.
    func watching(_ command: String) throws -> Running {
        try Running(
            Place.kubectl, ["--kubeconfig", "\(scratch.path)/kubeconfig"] + Self.words(command), in: scratch.path,
            environment: environment([:]))
    }

    /// The words of a command; single quotes hold spaces together.
    private static func words(_ command: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in command {
            if character == "'" {
                isQuoted.toggle()
                word = word ?? ""
            } else if character == " ", !isQuoted {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
