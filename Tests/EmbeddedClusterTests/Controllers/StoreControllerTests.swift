import Logging
import Manifests
import Testing

@testable import EmbeddedCluster

/// The controllers against the store that the server has, with its defaults, schemas and ownership.
struct StoreControllerTests {
    @Test(.timeLimit(.minutes(1))) func `a deployment rolls out and stays with one set`() async throws {
        try await withControllers { client, changes in
            _ = await client.create(
                [
                    "apiVersion": "apps/v1", "kind": "Deployment",
                    "metadata": ["name": "scorer", "namespace": "default"],
                    "spec": [
                        "replicas": 2, "selector": ["matchLabels": ["app": "scorer"]],
                        "template": [
                            "metadata": ["labels": ["app": "scorer"]],
                            "spec": ["containers": [["name": "scorer", "image": "scorer:1"]]],
                        ],
                    ],
                ], manager: "test")
            let done = await first(.deployment, in: changes) { deployment in
                deployment.status["conditions"]?.array?.contains { $0["reason"] == "NewReplicaSetAvailable" } ?? false
            }
            let status = try #require(done?.status)
            #expect(status["availableReplicas"] == 2)
            // The revision comes with the status: it asks for nothing new, and its writer owns it.
            #expect(done?.generation == 1)
            let writes = done?.metadata["managedFields"]?.array?.filter { $0["manager"] == "embedded-controllers" }
            #expect(writes?.map { $0["subresource"] } == ["status"])
            let owned = writes?.first?["fieldsV1"]?[path: "f:metadata", "f:annotations"]
            #expect(owned?["f:deployment.kubernetes.io/revision"] == [:])
            #expect(await client.list(.replicaSet, namespace: "default").count == 1)
            #expect(await client.list(.pod, namespace: "default").count == 2)
            #expect(await client.get(.serviceAccount, namespace: "default", name: "default") != nil)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [GroupVersionKind.inferenceService, .kubeflowInferenceService])
    func `an inference service keeps its revisions in the store`(kind: GroupVersionKind) async throws {
        try await withControllers { client, changes in
            var service: Value = [
                "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
                "metadata": ["name": "fraud", "namespace": "default"],
                "spec": ["predictor": ["model": ["storageUri": "v1"]]],
            ]
            #expect(await client.create(service, manager: "test") != nil)
            let ready = await first(kind, in: changes) { $0.status["url"] != nil }
            service = try #require(ready)
            service.setSpec("predictor", ["canaryTrafficPercent": 10, "model": ["storageUri": "v2"]])
            #expect(await client.update(service, manager: "test") != nil)
            let split = await first(kind, in: changes) {
                $0.status["components"]?[path: "predictor", "traffic"]?.array?.count == 2
            }
            let predictor = try #require(split?.status["components"]?["predictor"])
            #expect(predictor["latestReadyRevision"] == "fraud-predictor-00002")
            #expect(predictor["traffic"]?.array?.map { $0["percent"] } == [10, 90])
            let revisions = await client.list(.controllerRevision, namespace: "default")
            #expect(revisions.map { $0["data"] } == [["model": ["storageUri": "v1"]], ["model": ["storageUri": "v2"]]])
        }
    }
}

extension StoreClient {
    fileprivate func list(_ kind: GroupVersionKind, namespace: String?) async -> [Value] {
        guard let served = store.registry[kind] else { return [] }
        return await store.list(served.resource, namespace: namespace).map(\.value)
    }
}
