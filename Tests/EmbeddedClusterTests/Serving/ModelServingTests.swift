import Foundation
import Manifests
import Testing

@testable import EmbeddedCluster

/// Requests to models that the embedded cluster serves.
@Suite struct ModelServingTests {
    private static func model(_ coefficients: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-model-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("{\"coefficients\": \(coefficients)}".utf8).write(to: folder.appendingPathComponent("model.json"))
        return folder.absoluteString
    }

    private static func service(_ uri: String, canary: Int64? = nil) -> Value {
        var predictor: Object = ["model": ["modelFormat": ["name": "lockstep"], "storageUri": .string(uri)]]
        predictor["canaryTrafficPercent"] = canary.map(Value.integer)
        return [
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": ["name": "fraud", "namespace": "default"], "spec": ["predictor": .object(predictor)],
        ]
    }

    private static func incoming(_ method: String, _ body: String = "") -> APIHandler.Incoming {
        APIHandler.Incoming(
            method: method, path: "", query: [:], accept: "", contentType: "", userAgent: "", body: Array(body.utf8))
    }

    private static func predict(_ serving: ModelServing, _ body: String) async -> (code: Int, text: String) {
        let answer = await serving.answer(
            ["default", "fraud", "v1", "models", "fraud:predict"], incoming("POST", body))
        return (answer.code, text(answer))
    }

    private static func text(_ answer: APIHandler.Answer) -> String {
        if case .bytes(let bytes) = answer.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    private static func shares(_ service: Value) -> [Int64] {
        (service.status["components"]?["predictor"]?["traffic"]?.array ?? []).compactMap { $0["percent"]?.integer }
    }

    @Test(.timeLimit(.minutes(1))) func `a canary gets its share, and its failures are counted as its own`()
        async throws
    {
        let (good, bad) = (try Self.model(#"{"amount": 1}"#), try Self.model(#"{"amount": 1, "risk": 1}"#))
        try await withControllers { client, changes in
            let serving = ModelServing(client: client)
            #expect(await Self.predict(serving, #"{"instances": []}"#).code == 503)
            _ = await client.create(Self.service(good), manager: "test")
            _ = await first(.inferenceService, in: changes) { Self.shares($0) == [100] }
            let answer = await Self.predict(serving, #"{"instances": [{"amount": 0}]}"#)
            #expect(answer.code == 200)
            #expect(answer.text.contains("0.5"))

            let live = await client.get(.inferenceService, namespace: "default", name: "fraud")
            var next = Self.service(bad, canary: 50)
            next.metadata["resourceVersion"] = live?.metadata["resourceVersion"]
            _ = await client.update(next, manager: "test")
            _ = await first(.inferenceService, in: changes) { Self.shares($0) == [50, 50] }
            var failures = 0
            for _ in 0..<200 where await Self.predict(serving, #"{"instances": [{"amount": 1}]}"#).code == 500 {
                failures += 1
            }
            // Of 200 at one half, within six standard deviations.
            #expect((58...142).contains(failures))
            let metrics = Self.text(await serving.answer(["metrics"], Self.incoming("GET")))
            let labels =
                #"namespace_name="default",configuration_name="fraud-predictor",revision_name="fraud-predictor-00002",response_code="500""#
            #expect(
                metrics.contains(
                    "revision_app_request_count{\(labels),response_code_class=\"5xx\"} \(failures)\n"))
            #expect(metrics.contains("revision_app_request_latencies_bucket"))
            #expect(!metrics.contains(#"revision_name="fraud-predictor-00001",response_code="500""#))
            let inputs = Self.text(await serving.answer(["default", "fraud", "inputs"], Self.incoming("GET")))
            #expect(inputs.split(separator: "\n").count == 201)
            #expect(inputs.hasPrefix("{\"amount\":0}\n"))
        }
    }

    @Test func `buckets count what lies at or under their bound`() {
        var metrics = RequestMetrics()
        let key = RequestMetrics.Key(namespace: "n", service: "s", revision: "r", code: 200)
        for time in [5.0, 5.1, 20_000] { metrics.record(key, milliseconds: time) }
        let lines = metrics.text.split(separator: "\n")
        #expect(lines.contains { $0.contains("le=\"5\"} 1") })
        #expect(lines.contains { $0.contains("le=\"10\"} 2") })
        #expect(lines.contains { $0.contains("le=\"10000\"} 2") })
        #expect(lines.contains { $0.contains("le=\"+Inf\"} 3") })
    }
}
