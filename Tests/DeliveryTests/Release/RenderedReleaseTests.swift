import Foundation
import Judging
import Releases
import Repository
import Testing

@testable import Delivery

/// Releases of a workload that a kustomization draws together, rendered by the real program.
@Suite(.timeLimit(.minutes(2))) struct RenderedReleaseTests {
    private static let folder = "environments/staging/fraud"
    private static let kustomization = "\(folder)/kustomization.yaml"

    private static func patched(_ version: String) -> String {
        """
        resources: [inference-service.yaml]
        labels: [{ pairs: { team: risk } }] # people's
        patches:
          - patch: |-
              apiVersion: serving.kserve.io/v1beta1
              kind: InferenceService
              metadata: { name: fraud }
              spec: { predictor: { model: { storageUri: s3://models/fraud/\(version) } } }

        """
    }

    private func scene(_ kustomization: String) async throws -> CanaryScene {
        let tools = "\(FileManager.default.currentDirectoryPath)/.venv/bin"
        let kustomize = try #require(Kustomize(searchPath: tools))
        return try await CanaryScene(
            files: [
                Self.kustomization: kustomization,
                // A folder with a kustomization is its output alone.
                "environments/staging/release.yaml": CanaryScene.releaseFile(),
            ], kustomize: kustomize)
    }

    @Test(arguments: [(CheckVerdict.pass, "finish, the candidate is stable", "v2"), (.fail, "revert", "v1")])
    func `a version that is changed in the kustomization is released, and taken back there`(
        verdict: CheckVerdict, end: String, version: String
    ) async throws {
        let scene = try await scene(Self.patched("v1"))
        scene.checks.answer(.noData)
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(Self.patched("v2"), to: Self.kustomization)
            await scene.environment { _ in scene.livePercent == 10 }
            #expect(scene.liveVersion == "s3://models/fraud/v2")
            scene.checks.answer(verdict)
            await scene.release { $0.decision == .idle && $0.weight == nil && $0.step == 0 }
            try await scene.settled()
            #expect(scene.liveVersion == "s3://models/fraud/\(version)" && scene.livePercent == nil)
        }
        let subjects = try scene.scene.subjects()
        #expect(subjects.contains { $0.contains(end) }, "\(subjects)")
        #expect(try scene.scene.file(Self.kustomization) + "\n" == Self.patched(version))
        #expect(try scene.scene.file(CanaryScene.path) + "\n" == CanaryScene.service("v1"))
    }

    @Test func `what no edit renders to is not moved, and says so`() async throws {
        // The share is overridden wherever it is written.
        let fixed = Self.patched("v1").replacing("predictor: {", with: "predictor: { canaryTrafficPercent: null,")
        let scene = try await scene(fixed)
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(fixed.replacing("fraud/v1", with: "fraud/v2"), to: Self.kustomization)
            await scene.release { $0.fault?.hasPrefix("expected an edit below '\(Self.folder)'") == true }
            #expect(scene.liveVersion == "s3://models/fraud/v1")
        }
    }

    @Test func `a candidate that fails is taken back while another file of the environment is at fault`() async throws {
        let scene = try await scene(Self.patched("v1"))
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(Self.patched("v2"), to: Self.kustomization)
            await scene.environment { _ in scene.livePercent == 10 }
            try await scene.push("kind: [\n", to: "environments/staging/config.yaml")
            await scene.environment { $0.phase == .invalid }
            scene.checks.answer(.fail)
            await scene.release { $0.fault != nil || $0.step == 0 }
            await scene.environment { _ in scene.liveVersion == "s3://models/fraud/v1" }
        }
        let subjects = try scene.scene.subjects()
        #expect(subjects.first?.contains("revert") == true, "\(subjects)")
    }

    @Test func `the version of a commit is rendered once, however often approvals are counted`() async throws {
        let scene = try await scene(Self.patched("v1"))
        var head = ""
        for version in ["v2", "v3", "v4"] {
            head = try await scene.push(Self.patched(version), to: Self.kustomization)
        }
        _ = try await scene.scene.store.fetch(scene.scene.remote)
        let git = WatchedGit(scene.scene.git)
        let reader = ReleaseReader(git: git, trust: TransitionTrust(ownKey: nil))
        let reading = try #require(
            try await reader.release(.init(environment: "staging", release: "fraud"), at: head))
        let commits = try await git.commits(from: nil, to: head, limit: 10)
        var seen: [Set<VersionDigest>] = []
        var read: [Int] = []
        for _ in 0..<2 {
            var versions: Set<VersionDigest> = []
            for commit in commits {
                versions.insert(try #require(try await reader.version(of: reading, at: "\(commit.id)")))
            }
            seen.append(versions)
            read.append(git.checkouts)
        }
        #expect(seen[0].count == 4 && seen[0] == seen[1] && read[0] == read[1])
    }
}
