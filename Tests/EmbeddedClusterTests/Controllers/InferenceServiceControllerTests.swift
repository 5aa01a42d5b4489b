import Manifests
import Testing

@testable import EmbeddedCluster

struct InferenceServiceControllerTests {
    private let store = FakeStore()

    private func service(_ uri: String, canary: Int64? = nil, failure: String? = nil) -> Value {
        var predictor: Object = ["model": ["storageUri": .string(uri)]]
        predictor["canaryTrafficPercent"] = canary.map(Value.integer)
        var object: Value = [
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": ["name": "fraud", "namespace": "models"], "spec": ["predictor": .object(predictor)],
        ]
        object.setAnnotation(Value.failureAnnotation, failure)
        return object
    }

    /// Applies, lets the controllers come to rest, and gives the predictor's status.
    private func apply(_ object: Value) async throws -> Value {
        await store.apply(object)
        _ = try #require(await store.settle())
        let live = try #require(await store.get(object.objectKind, namespace: "models", name: "fraud"))
        return try #require(live.status["components"]?["predictor"])
    }

    private func shares(_ predictor: Value) -> [String] {
        (predictor["traffic"]?.array ?? []).map {
            let revision = $0["revisionName"]?.string?.suffix(1) ?? "?"
            return "\(revision) \($0["percent"]?.integer ?? -1) \($0["tag"]?.string ?? "latest")"
        }
    }

    @Test func `a canary gets its share, then all, and the older revision stays known`() async throws {
        #expect(shares(try await apply(service("v1"))) == ["1 100 latest"])
        #expect(shares(try await apply(service("v2", canary: 10))) == ["2 10 latest", "1 90 prev"])
        #expect(shares(try await apply(service("v2", canary: 50))) == ["2 50 latest", "1 50 prev"])
        let promoted = try await apply(service("v2"))
        #expect(shares(promoted) == ["2 100 latest"])
        #expect(promoted["latestRolledoutRevision"] == "fraud-predictor-00002")
        #expect(promoted["previousRolledoutRevision"] == "fraud-predictor-00001")
    }

    @Test func `the old version with zero percent makes a new revision, and removing the field rolls it out`()
        async throws
    {
        _ = try await apply(service("v1"))
        _ = try await apply(service("v2", canary: 10))
        let pinned = try await apply(service("v1", canary: 0))
        #expect(shares(pinned) == ["3 0 latest", "1 100 prev"])
        let done = try await apply(service("v1"))
        #expect(shares(done) == ["3 100 latest"])
    }

    @Test func `removing the percentage with a broken newest revision sends all traffic to the newest ready one`()
        async throws
    {
        _ = try await apply(service("v1"))
        _ = try await apply(service("v2", canary: 10))
        #expect(shares(try await apply(service("v3", failure: "no such model"))) == ["2 100 latest"])
    }

    @Test func `zero percent on a revision that is rolled out goes back to the one before`() async throws {
        _ = try await apply(service("v1"))
        _ = try await apply(service("v2"))
        #expect(shares(try await apply(service("v2", canary: 0))) == ["2 0 latest", "1 100 prev"])
    }

    @Test func `a failing revision is not ready and says why`() async throws {
        _ = try await apply(service("v1"))
        let predictor = try await apply(service("v2", canary: 10, failure: "no such model"))
        #expect(predictor["latestCreatedRevision"] == "fraud-predictor-00002")
        #expect(predictor["latestReadyRevision"] == "fraud-predictor-00001")
        let live = try #require(await store.get(.inferenceService, namespace: "models", name: "fraud"))
        let ready = live.status["conditions"]?.array?.first { $0["type"] == "Ready" }
        #expect(ready?["status"] == "False")
        #expect(ready?["message"] == "Revision \"fraud-predictor-00002\" failed with message: no such model")
        #expect(live.status["modelStatus"]?["transitionStatus"] == "BlockedByFailedLoad")
        #expect(await store.settle() == 0)
    }

    @Test func `the status names the address and the generation`() async throws {
        _ = try await apply(service("v1"))
        let live = try #require(await store.get(.inferenceService, namespace: "models", name: "fraud"))
        #expect(live.status["url"] == "http://fraud.models.example.com")
        #expect(live.status["observedGeneration"] == 1)
        for type in ["PredictorReady", "IngressReady", "Ready"] {
            #expect(live.status["conditions"]?.array?.first { $0["type"]?.string == type }?["status"] == "True")
        }
        #expect(live.status["modelStatus"]?["states"]?["activeModelState"] == "Loaded")
    }

    @Test func `the older form of the percentage is read under the older group`() async throws {
        func older(_ image: String, _ percent: Int64) -> Value {
            [
                "apiVersion": "serving.kubeflow.org/v1beta1", "kind": "InferenceService",
                "metadata": ["name": "fraud", "namespace": "models"],
                "spec": [
                    "predictor": ["containers": [["name": "kfserving-container", "image": .string(image)]]],
                    "traffic": [
                        "canary": ["percent": .integer(percent)], "default": ["percent": .integer(100 - percent)],
                    ],
                ],
            ]
        }
        _ = try await apply(older("v1", 100))
        #expect(shares(try await apply(older("v2", 10))) == ["2 10 latest", "1 90 prev"])
    }

    @Test func `the Standard mode ignores the percentage`() {
        var object = service("v1", canary: 10)
        object.setAnnotation("serving.kserve.io/deploymentMode", "Standard")
        #expect(PredictorTraffic.canaryPercent(of: object) == nil)
    }
}
