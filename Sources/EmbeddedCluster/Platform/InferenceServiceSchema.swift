import Manifests
import StructuredMerge

/// The fields of KServe's InferenceService, `serving.kserve.io/v1beta1`, so that a misspelt one is told.
///
/// KServe's own schema repeats the whole of a pod for each component, two megabytes in all. Here pods and containers are
/// known to some depth; below that every field is kept.
enum InferenceServiceSchema {
    private static let types = APITypes.builtIn
    private static let free: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
    private static let quantity: Value = ["x-kubernetes-int-or-string": true]

    /// Frameworks with a field of their own, from before `model`.
    private static let frameworks = [
        "huggingface", "lightgbm", "onnx", "paddle", "pmml", "pytorch", "sklearn", "tensorflow", "triton", "xgboost",
    ]

    /// - Parameter isOld: with the traffic that `serving.kubeflow.org` knew.
    static func openAPI(isOld: Bool) -> Value {
        let predictor = described(object(predictor()), "The component that answers with the model.")
        var spec: Object = [
            "predictor": predictor,
            "transformer": described(object(component()), "The component that changes requests and answers."),
            "explainer": described(object(explainer()), "The component that explains answers."),
            "canary": [
                "type": "array", "x-kubernetes-list-type": "atomic",
                "items": object(["trafficPercent": integer, "predictor": predictor]),
            ],
        ]
        if isOld { spec["traffic"] = free }
        return [
            "type": "object", "description": "Serves a model for inference.",
            "properties": [
                "spec": [
                    "type": "object", "description": "Which model is served, and how.", "required": ["predictor"],
                    "properties": .object(spec),
                ],
                "status": free,
            ],
        ]
    }

    private static let string: Value = ["type": "string"]
    private static let integer: Value = ["type": "integer"]
    private static let strings: Value = ["type": "object", "additionalProperties": ["type": "string"]]

    private static func object(_ properties: Object) -> Value { ["type": "object", "properties": .object(properties)] }

    private static func described(_ schema: Value, _ words: String) -> Value {
        var schema = schema
        schema[field: "description"] = .string(words)
        return schema
    }

    // MARK: Components

    /// What predictor, transformer and explainer have in common: a pod, and how many of them.
    private static func component() -> Object {
        var fields = properties(of: "core/v1.PodSpec", depth: 2)
        fields["ephemeralContainers"] = nil
        let container = structural(.type("core/v1.Container"), depth: 2)
        for list in ["containers", "initContainers"] { fields[list] = ["type": "array", "items": container] }
        // KServe's schema does not say how these are merged.
        for (list, type) in [
            ("hostAliases", "HostAlias"), ("imagePullSecrets", "LocalObjectReference"), ("volumes", "Volume"),
        ] {
            fields[list] = ["type": "array", "items": structural(.type("core/v1.\(type)"), depth: 1)]
        }
        fields["annotations"] = strings
        fields["labels"] = strings
        fields["minReplicas"] = described(integer, "The fewest pods; 0 lets the component sleep.")
        fields["maxReplicas"] = described(integer, "The most pods.")
        fields["canaryTrafficPercent"] = described(integer, "The percentage of requests that the newest revision gets.")
        for name in ["containerConcurrency", "scaleTarget", "timeout"] { fields[name] = integer }
        fields["scaleMetric"] = ["type": "string", "enum": ["cpu", "memory", "concurrency", "rps"]]
        fields["scaleMetricType"] = ["type": "string", "enum": ["Utilization", "Value", "AverageValue"]]
        fields["autoScaling"] = free
        fields["batcher"] = object(["maxBatchSize": integer, "maxLatency": integer, "timeout": integer])
        fields["deploymentStrategy"] = structural(.type("apps/v1.DeploymentStrategy"), depth: 2)
        fields["logger"] = object([
            "batchInterval": string, "batchSize": integer, "marshallerUrl": string,
            "metadataAnnotations": ["type": "array", "items": string],
            "metadataHeaders": ["type": "array", "items": string],
            "mode": ["type": "string", "enum": ["all", "request", "response"]], "storage": free, "url": string,
        ])
        fields["storageUris"] = [
            "type": "array", "x-kubernetes-list-type": "atomic",
            "items": object(["uri": string, "mountPath": string]),
        ]
        return fields
    }

    private static func predictor() -> Object {
        var fields = component()
        var model = runtime(depth: 2)
        model["modelFormat"] = [
            "type": "object", "required": ["name"], "properties": ["name": string, "version": string],
            "description": "What the model was made with.",
        ]
        model["runtime"] = described(string, "The ServingRuntime that serves it; found by the format unless said.")
        fields["model"] = described(object(model), "The model, in any format that a ServingRuntime knows.")
        for framework in frameworks { fields[framework] = object(runtime(depth: 1)) }
        fields["name"] = string
        fields["storageContainerName"] = string
        fields["workerSpec"] = free
        return fields
    }

    private static func explainer() -> Object {
        var fields = component()
        var art = runtime(depth: 1)
        art["type"] = string
        art["config"] = strings
        fields["art"] = object(art)
        return fields
    }

    /// A container that serves a model.
    private static func runtime(depth: Int) -> Object {
        var fields = properties(of: "core/v1.Container", depth: depth)
        fields["storageUri"] = described(string, "Where the model lies.")
        for name in ["protocolVersion", "runtimeVersion"] { fields[name] = string }
        fields["storage"] = object(["key": string, "parameters": strings, "path": string, "schemaPath": string])
        fields["confidential"] = free
        return fields
    }

    // MARK: Kubernetes' own types

    private static func properties(of name: String, depth: Int) -> Object {
        Object(
            (types[name]?.members ?? []).map { Object.Member(key: $0.name, value: structural($0.shape, depth: depth)) })
    }

    /// - Parameter depth: of how many types within one another the fields are known.
    private static func structural(_ shape: APIType.Shape, depth: Int) -> Value {
        switch shape {
        case .string, .bytes, .time, .microTime: return string
        case .boolean: return ["type": "boolean"]
        case .int32, .int64: return integer
        case .double: return ["type": "number"]
        case .quantity, .integerOrString: return quantity
        case .raw, .fieldSet: return free
        case .wrappedStrings: return ["type": "array", "items": string]
        case .list(let item, let type): return list(structural(item, depth: depth), type, of: item)
        case .map(let item, let isAtomic):
            var map: Object = ["type": "object", "additionalProperties": structural(item, depth: depth)]
            if isAtomic { map["x-kubernetes-map-type"] = "atomic" }
            return .object(map)
        case .type(let name):
            guard depth > 0 else { return free }
            return object(properties(of: name, depth: depth - 1))
        }
    }

    private static func list(_ item: Value, _ type: ListType, of shape: APIType.Shape) -> Value {
        var list: Object = ["type": "array", "items": item]
        switch type {
        case .set: list["x-kubernetes-list-type"] = "set"
        case .atomic: list["x-kubernetes-list-type"] = "atomic"
        case .map(let keys):
            // Keys must be fields that the schema knows (apiextensions validation).
            guard keys.allSatisfy({ item[path: "properties", $0] != nil }) else { break }
            list["x-kubernetes-list-type"] = "map"
            list["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
            list["items"] = keyed(item, keys, shape)
        }
        return .object(list)
    }

    /// An item's key that may be left out has a default (`protocol` of a port).
    private static func keyed(_ item: Value, _ keys: [String], _ shape: APIType.Shape) -> Value {
        guard case .type(let name) = shape, let type = types[name], var members = item.object else { return item }
        members.edit("properties") { properties in
            for key in keys {
                guard let fallback = type.member(key)?.declaredDefault else { continue }
                properties.edit(key) { $0["default"] = fallback }
            }
        }
        members["required"] = .array(keys.filter { type.member($0)?.declaredDefault == nil }.map(Value.string))
        return .object(members)
    }
}
