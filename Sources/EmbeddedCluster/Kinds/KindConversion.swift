import Manifests
import StructuredMerge

/// Objects in the other versions of their kind: by name, and with the fields that a custom resource's version has
/// (`NoneConverter`), but for the one built-in kind of which two versions differ.
enum KindConversion {
    static func convert(_ object: Value, to kind: ServedKind) -> Value {
        convert(object, to: kind.kind.apiVersion, of: kind.storage)
    }

    /// - Parameter storage: that of the object's kind; nil for a built-in kind whose versions hold the same.
    static func convert(_ object: Value, to apiVersion: String, of storage: KindStorage?) -> Value {
        let before = object["apiVersion"]?.string
        guard before != apiVersion else { return object }
        let renamed = KindVersions.renamed(object, as: apiVersion)
        if let storage, let structure = storage.structures[apiVersion], case .object(let members) = renamed {
            return storage.holdTheSame(before ?? "", apiVersion) ? renamed : .object(structure.pruned(members).object)
        }
        guard object["kind"] == "HorizontalPodAutoscaler" else { return renamed }
        switch (before, apiVersion) {
        case ("autoscaling/v1", "autoscaling/v2"): return autoscalerFromV1(renamed)
        case ("autoscaling/v2", "autoscaling/v1"): return autoscalerToV1(renamed)
        default: return renamed
        }
    }

    /// As the object is kept: in the version that is stored, with the defaults of that.
    static func stored(_ object: Value, in storage: KindStorage?) -> Value {
        let before = object["apiVersion"]?.string ?? ""
        guard let storage, before != storage.apiVersion else { return object }
        let converted = convert(object, to: storage.apiVersion, of: storage)
        guard let structure = storage.structures[storage.apiVersion], case .object(let members) = converted else {
            return converted
        }
        return storage.holdTheSame(before, storage.apiVersion) ? converted : .object(structure.defaulted(members))
    }

    // MARK: HorizontalPodAutoscaler

    /// What v2 has and v1 has not is kept in annotations there (k8s.io/kubernetes, `pkg/apis/autoscaling/v1`).
    private static let annotations: [(field: String, part: String, key: String)] = [
        ("spec", "metrics", "autoscaling.alpha.kubernetes.io/metrics"),
        ("spec", "behavior", "autoscaling.alpha.kubernetes.io/behavior"),
        ("status", "currentMetrics", "autoscaling.alpha.kubernetes.io/current-metrics"),
        ("status", "conditions", "autoscaling.alpha.kubernetes.io/conditions"),
    ]

    private static func autoscalerFromV1(_ object: Value) -> Value {
        guard var root = object.object else { return object }
        for (field, part, key) in annotations {
            guard let text = object.annotations[key]?.string, let value = try? JSON.parse(text) else { continue }
            root.edit(field) { $0[part] = value }
            root.edit("metadata") { metadata in
                metadata.edit("annotations") { $0[key] = nil }
                if metadata["annotations"]?.object?.isEmpty ?? false { metadata["annotations"] = nil }
            }
        }
        root.edit("spec") { spec in
            let others = spec["metrics"]?.array ?? []
            let percent = spec["targetCPUUtilizationPercentage"] ?? (others.isEmpty ? 80 : nil)
            spec["targetCPUUtilizationPercentage"] = nil
            let own = percent.map { [processor("target", ["type": "Utilization", "averageUtilization": $0])] } ?? []
            spec["metrics"] = .array(own + others)
        }
        root.edit("status") { status in
            guard let percent = status["currentCPUUtilizationPercentage"] else { return }
            status["currentCPUUtilizationPercentage"] = nil
            let own = processor("current", ["averageUtilization": percent, "averageValue": "0"])
            status["currentMetrics"] = .array([own] + (status["currentMetrics"]?.array ?? []))
        }
        return .object(root)
    }

    private static func processor(_ field: String, _ value: Value) -> Value {
        ["type": "Resource", "resource": .object(["name": "cpu", field: value])]
    }

    private static func autoscalerToV1(_ object: Value) -> Value {
        guard var root = object.object else { return object }
        func take(_ field: String, _ list: String, _ part: String, as name: String) {
            root.edit(field) { members in
                var metrics = members[list]?.array ?? []
                let place = metrics.firstIndex {
                    $0["type"] == "Resource" && $0[path: "resource", "name"] == "cpu"
                        && $0[path: "resource", part, "averageUtilization"] != nil
                }
                guard let place else { return }
                members[name] = metrics[place][path: "resource", part, "averageUtilization"]
                metrics.remove(at: place)
                members[list] = metrics.isEmpty ? nil : .array(metrics)
            }
        }
        take("spec", "metrics", "target", as: "targetCPUUtilizationPercentage")
        take("status", "currentMetrics", "current", as: "currentCPUUtilizationPercentage")
        for (field, part, key) in annotations {
            guard let value = root[field]?[part] else { continue }
            root.edit(field) { $0[part] = nil }
            root.edit("metadata") { metadata in
                metadata.fill("annotations", [:])
                metadata.edit("annotations") { $0[key] = .string(JSON.string(value)) }
            }
        }
        return .object(root)
    }
}
