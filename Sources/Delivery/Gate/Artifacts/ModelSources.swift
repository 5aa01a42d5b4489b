import Manifests

/// The ways in which an object says which models are loaded, and those in which it hides it.
///
/// Any kind: `storageUri`, `storage_uri`, `modelUri`, `sourceModelUri`, `storageUris`, and the variable `STORAGE_URI`,
/// which KServe's storage initializer reads of any container. KServe's own kinds besides: `uri` below `spec.model` of
/// an LLMInferenceService, `storage`, whose place a Secret of the cluster decides, and arguments such as `--model_id`, by
/// which a server fetches a model itself.
struct ModelSources {
    /// The name of the object's models for the trust policy.
    let artifact: String
    let kind: GroupKind

    private static let fields: Set<String> = ["storageUri", "storage_uri", "modelUri", "sourceModelUri"]
    private static let serving: Set<String> = ["serving.kserve.io", "serving.kubeflow.org"]
    private static let languageModels: Set<String> = ["LLMInferenceService", "LLMInferenceServiceConfig"]
    /// Of a predictor: the server is chosen by the cluster for a model that is named beside.
    private static let formats = [
        "model", "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm",
        "paddle",
    ]
    /// By which the servers that come with KServe, vLLM and text-generation-inference are told what to fetch.
    private static let arguments: Set<String> = ["--model", "--model_id", "--model-id"]

    private var isServing: Bool { Self.serving.contains(kind.group) }
    private var isLanguageModel: Bool { isServing && Self.languageModels.contains(kind.kind) }

    /// What a value names by itself; its members are looked at one by one.
    func references(in value: Value, at path: [PathStep]) -> [ArtifactReference] {
        switch value {
        case .string(let text):
            let isAddress = Self.fields.contains(path.name) || (isLanguageModel && isModelAddress(path))
            return isAddress ? [model(text, path)] : []
        case .array(let items):
            return switch path.name {
            case "storageUris": addresses(items, path)
            case "env": variables(items, path)
            case "args", "command": isServing ? fetched(by: items, path) : []
            default: []
            }
        case .object where isServing && path.name == "storage":
            return [hidden("'storage', whose place a Secret of the cluster decides", path)]
        default: return []
        }
    }

    /// What a kind must say and this object does not.
    func absent(in object: Value, found: [ArtifactReference]) -> [ArtifactReference] {
        guard isServing else { return [] }
        let path: [PathStep]
        switch kind.kind {
        case "InferenceService":
            guard let predictor = object[path: "spec", "predictor"]?.object,
                let format = Self.formats.first(where: { predictor[$0]?.object != nil })
            else { return [] }
            path = [.key("spec"), .key("predictor"), .key(format)]
        case "LLMInferenceService": path = [.key("spec"), .key("model")]
        default: return []
        }
        // A predictor's `storageUris` stand beside its model.
        let within = path.dropLast(kind.kind == "InferenceService" ? 1 : 0)
        guard !found.contains(where: { $0.kind == .model && $0.path.starts(with: within) }) else { return [] }
        return [hidden("none", path)]
    }

    /// `spec.model.uri`, and those of its adapters.
    private func isModelAddress(_ path: [PathStep]) -> Bool {
        path.name == "uri" && path.starts(with: [.key("spec"), .key("model")])
    }

    private func addresses(_ items: [Value], _ path: [PathStep]) -> [ArtifactReference] {
        items.enumerated().compactMap { index, item in
            item["uri"]?.string.map { model($0, path + [.index(index), .key("uri")]) }
        }
    }

    private func variables(_ items: [Value], _ path: [PathStep]) -> [ArtifactReference] {
        items.enumerated().compactMap { index, item in
            guard item["name"]?.string == "STORAGE_URI" else { return nil }
            let place = path + [.index(index)]
            guard let text = item["value"]?.string else {
                return hidden("the variable 'STORAGE_URI', whose value stands elsewhere", place)
            }
            return model(text, place + [.key("value")])
        }
    }

    /// A path is what the image or the storage initializer put there.
    private func fetched(by items: [Value], _ path: [PathStep]) -> [ArtifactReference] {
        items.enumerated().compactMap { index, item in
            guard let parts = item.string?.split(separator: "=", maxSplits: 1), let name = parts.first.map(String.init),
                Self.arguments.contains(name)
            else { return nil }
            let next = items.indices.contains(index + 1) ? items[index + 1].string : nil
            guard let value = parts.count == 2 ? String(parts[1]) : next, value.hasPrefix("/") else {
                return hidden("the argument '\(name)', by which the server fetches one itself", path + [.index(index)])
            }
            return nil
        }
    }

    private func model(_ text: String, _ path: [PathStep]) -> ArtifactReference {
        ArtifactReference(kind: .model, text: text, artifact: artifact, path: path)
    }

    private func hidden(_ what: String, _ path: [PathStep]) -> ArtifactReference {
        ArtifactReference(kind: .model, text: "", artifact: artifact, path: path, obscurity: what)
    }
}
