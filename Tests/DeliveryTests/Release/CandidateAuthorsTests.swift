import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// Whose a version is that production takes over from staging, by what the history says of staging's releases.
@Suite(.timeLimit(.minutes(2))) final class CandidateAuthorsTests {
    private let people: People
    private let scene: CanaryScene
    /// Staging's releases, each by the commit that finished it; before them what was there at first.
    private var finished: [(revision: String, version: VersionDigest)]

    init() async throws {
        people = try People()
        scene = try await CanaryScene.withProduction()
        finished = [(scene.scene.first, try Self.digest(CanaryScene.service("v1")))]
    }

    private static func digest(_ text: String) throws -> VersionDigest {
        VersionDigest(of: try #require(YAML.parse(Array(text.utf8), file: "a.yaml").documents.first?.value))
    }

    /// A workload of two artifacts.
    private static func service(model: Int, side: Int) -> String {
        CanaryScene.service("v\(model)").replacing("modelFormat:", with: "image: side:\(side)\n      modelFormat:")
    }

    private func push(_ text: String, to path: String, by person: Person?) async throws -> String {
        let name = person.map { String($0.name.prefix { $0 != "@" }) } ?? "eve"
        return try await scene.scene.push(text, to: path, by: name, key: person?.key)
    }

    /// A candidate of staging and the transition that finishes it.
    ///
    /// - Parameters:
    ///   - person: nil for somebody without a key.
    ///   - artifacts: what the transition records.
    private func release(_ text: String, by person: Person?, recording artifacts: [String: String] = [:]) async throws {
        let candidate = try await push(text, to: CanaryScene.path, by: person)
        let stable = try #require(finished.last)
        var event = ReleaseEvent(
            key: CanaryScene.key, kind: .finish, candidate: candidate, version: try Self.digest(text),
            stable: stable.revision, stableVersion: stable.version, step: 3, steps: 3)
        event.artifacts = artifacts
        let revision = try await scene.scene.push(
            "\(finished.count)\n", to: "notes/releases",
            message: CommitMessage(subject: "Finish", trailers: event.trailers), by: "Lockstep", key: scene.scene.key)
        finished.append((revision, event.version))
    }

    private func reader(_ git: any ReleaseGit) -> ReleaseReader {
        ReleaseReader(git: git, trust: TransitionTrust(ownKey: scene.scene.key.publicKey.ed25519))
    }

    /// Bob promotes.
    private func promote(_ text: String) async throws -> String {
        _ = try await push(text, to: "\(CanaryScene.production)/fraud.yaml", by: people.bob)
        return try await scene.head()
    }

    private func authors(
        at head: String, by reader: ReleaseReader, mostReleases: Int = 200
    ) async throws -> CandidateAuthors.Finding {
        let reading = try #require(try await reader.release(CanaryScene.productionKey, at: head))
        return try await CandidateAuthors(
            git: reader.git, reader: reader, policy: try people.policy().policy, mostReleases: mostReleases
        ).find(reading, candidate: try await reader.candidateCommit(of: reading))
    }

    private func addresses(_ finding: CandidateAuthors.Finding) throws -> Set<String> {
        guard case .known(let people) = finding else {
            Issue.record("expected known authors, found \(finding)")
            return []
        }
        return people.filter { $0.contains("@") }
    }

    @Test func `of artifacts that came one after another and are promoted together, each has its author`() async throws
    {
        try await release(Self.service(model: 2, side: 1), by: people.ada)
        try await release(Self.service(model: 2, side: 2), by: people.carol)
        let head = try await promote(Self.service(model: 2, side: 2))
        let found = try addresses(try await authors(at: head, by: reader(scene.scene.git)))
        #expect(found == [people.ada.name, people.bob.name, people.carol.name])
    }

    @Test func `who brought what is stable here already is no author of what comes now`() async throws {
        try await release(Self.service(model: 1, side: 1), by: people.ada)
        try await release(Self.service(model: 1, side: 2), by: people.carol)
        let head = try await promote(Self.service(model: 1, side: 2))
        let found = try addresses(try await authors(at: head, by: reader(scene.scene.git)))
        #expect(found == [people.bob.name, people.carol.name])
    }

    @Test(arguments: [false, true])
    func `an unsigned change matters where it brought what is promoted, and not before that came again`(
        isLast: Bool
    ) async throws {
        try await release(CanaryScene.service("v2"), by: isLast ? people.ada : nil)
        try await release(CanaryScene.service("v3"), by: people.carol)
        try await release(CanaryScene.service("v2"), by: isLast ? nil : people.ada)
        let head = try await promote(CanaryScene.service("v2"))
        let found = try await authors(at: head, by: reader(scene.scene.git))
        if isLast {
            guard case .unknown = found else {
                Issue.record("expected an unknown author, found \(found)")
                return
            }
        } else {
            #expect(try addresses(found) == [people.ada.name, people.bob.name, "eve@example.com"])
        }
    }

    @Test func `what came longer ago than is looked is nobody's, and else older releases do not matter`() async throws {
        for (replicas, version) in [(1, "v2"), (2, "v2"), (3, "v2"), (3, "v3")] {
            try await release(CanaryScene.service(version, replicas: replicas), by: people.ada)
        }
        let reader = reader(scene.scene.git)
        let old = try await promote(CanaryScene.service("v2"))
        #expect(try await authors(at: old, by: reader, mostReleases: 3) == .tooLongAgo)
        let new = try await promote(CanaryScene.service("v3"))
        let found = try addresses(try await authors(at: new, by: reader, mostReleases: 3))
        #expect(found == [people.ada.name, people.bob.name])
    }

    @Test func `what a transition records is not read again, and what must be read is read once`() async throws {
        let recorded = ["s3://models/fraud/v2": "sha256:" + String(repeating: "0", count: 64)]
        try await release(CanaryScene.service("v2"), by: people.ada, recording: recorded)
        try await release(CanaryScene.service("v2", replicas: 3), by: people.ada)
        try await release(CanaryScene.service("v2", replicas: 4), by: people.ada, recording: recorded)
        let head = try await promote(CanaryScene.service("v2"))
        let git = WatchedGit(scene.scene.git)
        let reader = reader(git)
        var reads: [[Int]] = []
        for _ in 0..<2 {
            #expect(try addresses(try await authors(at: head, by: reader)) == [people.ada.name, people.bob.name])
            reads.append(finished.dropFirst().map { git.reads(of: CanaryScene.path, at: $0.revision) })
        }
        let growth = zip(reads[1], reads[0]).map(-)
        // As parents of candidates they are read each time.
        #expect(growth == [1, 1, 0], "\(reads)")
        #expect(reads[0] == [1, 2, 0], "\(reads)")
    }
}
