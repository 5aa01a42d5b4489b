import Manifests
import Testing

@testable import Delivery

/// Where objects say which models are loaded, and where they hide it.
@Suite struct ModelSourcesTests {
    private static func references(_ kind: String, _ spec: String, group: String = "serving.kserve.io") throws
        -> [ArtifactReference]
    {
        let text =
            "kind: \(kind)\nmetadata: { name: fraud }\nspec:\n  "
            + spec.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ") + "\n"
        let object = try #require(YAML.parse(text, file: "a.yaml").documents.first?.value, "\(text)")
        let identity = ResourceIdentity(
            groupKind: GroupKind(group: group, kind: kind), namespace: "m", name: "fraud")
        return ArtifactReference.all(in: object, of: identity)
    }

    @Test(arguments: [
        ("InferenceService", "predictor: { model: { storageUri: s3://m/a } }", "s3://m/a"),
        (
            "InferenceService", "predictor: { model: { modelFormat: { name: x } }, storageUris: [{ uri: s3://m/b }] }",
            "s3://m/b"
        ),
        (
            "InferenceService", "predictor: { containers: [{ env: [{ name: STORAGE_URI, value: s3://m/c }] }] }",
            "s3://m/c"
        ),
        ("TrainedModel", "model: { storageUri: s3://m/d }", "s3://m/d"),
        ("LocalModelCache", "sourceModelUri: hf://o/m:1", "hf://o/m:1"),
        ("LLMInferenceService", "model: { uri: hf://o/m:2 }", "hf://o/m:2"),
        ("LLMInferenceServiceConfig", "model: { uri: hf://o/m:3 }", "hf://o/m:3"),
    ])
    func `each way of KServe to name a model is read`(kind: String, spec: String, address: String) throws {
        let found = try Self.references(kind, spec)
        #expect(found.map(\.text) == [address] && found.allSatisfy { $0.kind == .model && $0.artifact == "fraud" })
    }

    @Test func `the adapters of a language model are models too`() throws {
        let found = try Self.references(
            "LLMInferenceService",
            "model: { uri: hf://o/m:1, lora: { adapters: [{ name: a, uri: s3://m/a }] } }\nrouter: { uri: s3://no }")
        #expect(found.map(\.text).sorted() == ["hf://o/m:1", "s3://m/a"])
    }

    @Test(arguments: [
        (
            "InferenceService", "predictor: { model: { storage: { key: k, path: p, parameters: { bucket: b } } } }",
            "a Secret"
        ),
        ("InferenceService", "predictor: { model: { storageUri: s3://m/a, storage: { key: k } } }", "a Secret"),
        ("InferenceService", "predictor: { model: { modelFormat: { name: huggingface } } }", "none"),
        ("InferenceService", "predictor: { sklearn: { protocolVersion: v2 } }", "none"),
        (
            "InferenceService", "predictor: { model: { storageUri: s3://m/a, args: [--model_id=evil/m] } }",
            "'--model_id'"
        ),
        ("InferenceService", "predictor: { model: { storageUri: s3://m/a, args: [--model, evil/m] } }", "'--model'"),
        ("InferenceService", "predictor: { model: { storageUri: s3://m/a, args: [--model] } }", "'--model'"),
        ("ServingRuntime", "containers: [{ command: [serve, --model-id, $(WHICH)] }]", "'--model-id'"),
        ("LLMInferenceService", "baseRefs: [{ name: base }]", "none"),
        ("Predictor", "storage: { s3: { secretKey: k } }", "a Secret"),
    ])
    func `what does not say which model is loaded is told of`(kind: String, spec: String, word: String) throws {
        let found = try Self.references(kind, spec).filter { $0.obscurity != nil }
        #expect(found.count == 1 && found[0].obscurity?.contains(word) == true, "\(found)")
    }

    @Test func `a variable without its value here hides the model, in any kind`() throws {
        let spec = "template: { spec: { containers: [{ env: [{ name: STORAGE_URI, valueFrom: { fieldRef: {} } }] }] } }"
        let found = try Self.references("Deployment", spec, group: "apps")
        #expect(found.count == 1 && found[0].obscurity?.contains("STORAGE_URI") == true)
    }

    @Test(arguments: [
        ("InferenceService", "predictor: { containers: [{ name: own }] }"),
        (
            "InferenceService",
            "predictor: { model: { storageUri: s3://m/a, args: [--model=/mnt/models, --model_name=x] } }"
        ),
        ("InferenceGraph", "nodes: { root: { steps: [{ serviceName: a }] } }"),
    ])
    func `what loads nothing else is not accused of it`(kind: String, spec: String) throws {
        #expect(try Self.references(kind, spec).allSatisfy { $0.obscurity == nil })
    }
}
