import Manifests
import Releases
import Repository
import Testing
import Trust

@testable import Delivery

/// What runs in place of a candidate that is not opened.
@Suite(.timeLimit(.minutes(2))) struct HeldCandidateTests {
    private func replicas(_ scene: CanaryScene) -> Int64? {
        scene.live?[path: "spec", "predictor", "minReplicas"]?.integer
    }

    @Test("people's scaling and annotations stay while a candidate waits; its version and a share do not run")
    func scaled() async throws {
        let scene = try await CanaryScene(spec: "paused: true")
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v1", replicas: 20))
            try await scene.settled()
            try await scene.push(CanaryScene.service("v2", replicas: 20))
            await scene.release { $0.decision == .paused }
            try await scene.settled()
            #expect(scene.liveVersion?.hasSuffix("v1") == true && replicas(scene) == 20)
            let scaled = CanaryScene.service("v2", percent: 50, replicas: 30)
            try await scene.push(
                scaled.replacing("{ name: fraud }", with: "{ name: fraud, annotations: { team: risk } }"))
            try await scene.settled()
            #expect(scene.liveVersion?.hasSuffix("v1") == true && replicas(scene) == 30)
            #expect(scene.live?[path: "metadata", "annotations", "team"] == "risk" && scene.livePercent == nil)
        }
    }

    @Test("what a candidate's commit changes beside its version waits with it")
    func beside() async throws {
        let scene = try await CanaryScene(spec: "paused: true")
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2", replicas: 7))
            await scene.release { $0.decision == .paused }
            try await scene.settled()
            #expect(scene.liveVersion?.hasSuffix("v1") == true && replicas(scene) == 1)
        }
    }

    @Test("a candidate in a work tree takes nothing back of what was committed before")
    func workTree() async throws {
        let scene = try await CanaryScene()
        let head = try await scene.push(CanaryScene.service("v1", replicas: 20))
        _ = try await scene.scene.store.fetch(scene.scene.remote)
        var tree = try await scene.scene.git.checkout(at: head)
        tree.revision = nil
        tree.files = tree.files.map {
            let candidate = CanaryScene.service("v2", replicas: 20)
            return $0.path == CanaryScene.path ? .init(path: $0.path, bytes: Array(candidate.utf8)) : $0
        }
        guard case .loaded(let environment, _) = await Environment.load("staging", from: tree) else {
            Issue.record("expected an environment")
            return
        }
        let reader = ReleaseReader(git: scene.scene.git, trust: TransitionTrust(ownKey: nil, believesAll: true))
        let applied = try await SingleSyncHolds(reader: reader, head: head).applied(to: environment).environment
        let service = applied.resources.first { $0.name == "fraud" }?.object[path: "spec", "predictor"]
        #expect(service?[path: "model", "storageUri"] == "s3://models/fraud/v1" && service?["minReplicas"] == 20)
    }

    @Test("a release whose twin and route have other names by now is read by its workload alone")
    func renamedTwin() async throws {
        func files(_ twin: String, _ image: String) -> [String: String] {
            [
                "environments/staging/environment.yaml": Sample.environmentFile(),
                "environments/staging/a.yaml": Sample.deployment("a", image: image),
                "environments/staging/twin.yaml": Sample.deployment(twin, image: "m:1"),
                "environments/staging/release.yaml": """
                apiVersion: lockstep/v1
                kind: Release
                metadata: { name: a }
                spec:
                  workload: { kind: Deployment, name: a }
                  traffic: { stable: \(twin), replicas: 4 }
                  steps: [{ weight: 50 }, { weight: 100 }]
                  interval: 1s

                """,
            ]
        }
        let scene = try await ReleaseScene(files: files("b", "m:1"))
        var head = scene.first
        for (path, text) in files("c", "m:2") where text != files("b", "m:1")[path] {
            head = try await scene.push(text, to: path)
        }
        _ = try await scene.store.fetch(scene.remote)
        let reader = ReleaseReader(git: scene.git, trust: TransitionTrust(ownKey: scene.key.publicKey.ed25519))
        let held = try await OpeningHolds(reader: reader).held(in: "staging", at: head)
        guard case .values(let values)? = held.first?.source else {
            Issue.record("expected the candidate to be held, found \(held)")
            return
        }
        let pod = values.values.first?[path: "spec", "template", "spec", "containers"]
        #expect(pod?.array?.first?["image"] == "m:1")
    }
}
