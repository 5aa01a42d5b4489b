import Foundation
import Judging
import Manifests
import Releases
import Repository
import Testing
import Trust

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

    private func read(_ scene: CanaryScene, renderedLimit: Int = 50) async throws -> ReleaseReading {
        let reader = ReleaseReader(
            git: scene.scene.git, trust: TransitionTrust(ownKey: nil), renderedLimit: renderedLimit)
        return try #require(try await reader.release(CanaryScene.key, at: try await scene.head()))
    }

    @Test func `what was stable is not guessed where it lies too far back, and other commits do not count`()
        async throws
    {
        let scene = try await scene(Self.patched("v1"))
        for number in 0..<4 { try await scene.scene.push("a note \(number)\n", to: "notes/1.txt") }
        #expect(try await read(scene, renderedLimit: 2).state.phase == .idle)
        for version in ["v2", "v3"] { try await scene.scene.push(Self.patched(version), to: Self.kustomization) }
        let reading = try await read(scene, renderedLimit: 3)
        #expect(reading.state.phase == .waiting && reading.state.stable == scene.scene.first)
        await #expect(throws: ReleaseFault.noDeclaration(release: "fraud", commits: 2)) {
            try await read(scene, renderedLimit: 2)
        }
    }

    @Test func `what a transformer reads lies in a folder of the kustomization, or it does not render`() async throws {
        let transformer = """
            apiVersion: builtin
            kind: PatchTransformer
            metadata: { name: version }
            path: FOLDER/version.yaml
            target: { kind: InferenceService }

            """
        let patch = "- { op: replace, path: /spec/predictor/model/storageUri, value: s3://models/fraud/v2 }\n"
        let scene = try await scene("resources: [inference-service.yaml]\ntransformers: [transformer.yaml]\n")
        for (folder, place) in [("../../../shared", "shared"), ("shared", "\(Self.folder)/shared")] {
            try await scene.scene.push(patch, to: "\(place)/version.yaml")
            let head = try await scene.scene.push(
                transformer.replacing("FOLDER", with: folder), to: "\(Self.folder)/transformer.yaml")
            _ = try await scene.head()
            let failures = try await scene.scene.git.checkout(at: head).renderFailures[Self.folder] ?? []
            #expect(failures.contains { $0.message.contains("not in or below") } == (place == "shared"), "\(failures)")
            #expect(failures.isEmpty == (place != "shared"))
        }
    }

    @Test func `a kustomization that is a link leads nowhere`() async throws {
        let scene = try await scene("resources: [inference-service.yaml, ../../../shared/base]\n")
        try scene.scene.tool(
            "sh", "-c",
            """
            cd '\(scene.scene.folder)/origin.git' && export GIT_INDEX_FILE=index-of-test && git read-tree main
            link=$(printf other.yaml | git hash-object -w --stdin)
            git update-index --add --cacheinfo "120000,$link,shared/base/kustomization.yaml"
            commit=$(git -c user.name=Eve -c user.email=eve@example.com commit-tree -p main -m link "$(git write-tree)")
            git update-ref refs/heads/main "$commit"
            """)
        let paths = try await RenderedSources(git: scene.scene.git).paths(of: Self.folder, at: try await scene.head())
        #expect(paths == [Self.folder, "\(Self.folder)/inference-service.yaml", "shared/base"])
    }

    @Test func `a commit that does not render hides no version that came with it or after it`() async throws {
        let scene = try await scene(Self.patched("v1"))
        let ada = try Person("ada")
        try await scene.scene.push("resources: [nothing.yaml]\n", to: Self.kustomization, by: "Eve")
        let mended = try await scene.scene.push(Self.patched("v2"), to: Self.kustomization, by: "Ada", key: ada.key)
        let reading = try await read(scene)
        #expect(reading.state.phase == .waiting && reading.state.stable == scene.scene.first)
        let reader = ReleaseReader(git: scene.scene.git, trust: TransitionTrust(ownKey: nil))
        #expect(try await reader.candidate(of: reading) == mended)
        let changes = try await reader.versionChanges(of: reading, since: reading.state.stableVersion)
        #expect(changes.count == 1)
        // Eve's commit may have changed the version, and nobody knows that it is hers.
        let found = try await CandidateAuthors(
            git: scene.scene.git, reader: reader, policy: try People().policy().policy
        ).find(reading, candidate: mended)
        guard case .unknown = found else {
            Issue.record("expected an unknown author, found \(found)")
            return
        }
    }
}
