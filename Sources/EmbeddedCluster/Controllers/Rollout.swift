import Manifests

/// A Deployment with its ReplicaSets: what is to be done, and what the status says.
struct Rollout: Sendable {
    let deployment: Value
    /// The set of the Deployment's template as it is now.
    var current: Value?
    /// The others, the oldest revision first.
    let old: [Value]
    /// How many names for the new set others have taken (`status.collisionCount`).
    var collisions: Int

    init(deployment: Value, sets: [Value]) {
        self.deployment = deployment
        collisions = max(0, Int(Int32(clamping: deployment.status.count("collisionCount"))))
        let template = deployment.spec["template"] ?? [:]
        let newest = sets.sorted { Self.revision(of: $0) < Self.revision(of: $1) }
        // By name as well: the server may have read the template's fields into other words meanwhile.
        let name = "\(deployment.objectName)-\(TemplateHash.text(of: template, collisions: collisions))"
        let current = newest.last { Self.isOf(template, $0) } ?? newest.last { $0.objectName == name }
        self.current = current
        old = newest.filter { $0.objectName != current?.objectName }
    }

    var replicas: Int { max(0, Int(clamping: deployment.spec["replicas"]?.integer ?? 1)) }
    var isPaused: Bool { deployment.spec["paused"]?.bool ?? false }
    var isRecreate: Bool { deployment.spec["strategy"]?["type"] == "Recreate" }
    private var limit: Int { max(0, Int(clamping: deployment.spec["revisionHistoryLimit"]?.integer ?? 10)) }

    /// Whether the new set may have pods now.
    var mayStart: Bool { !isRecreate || old.allSatisfy { $0.status.count("replicas") == 0 } }

    /// One more than every other set's; users write the sets' annotations too, and after the greatest number comes none.
    var revision: String {
        let newest = old.map(Self.revision).max() ?? 0
        return String(newest == .max ? newest : newest + 1)
    }

    /// The Deployment with the revision that its template has.
    var annotated: Value {
        guard current != nil, !isPaused else { return deployment }
        var annotated = deployment
        annotated.setAnnotation(DeploymentController.revisionAnnotation, revision)
        return annotated
    }

    static func revision(of set: Value) -> Int {
        Int(set.annotations[DeploymentController.revisionAnnotation]?.string ?? "") ?? 0
    }

    /// Whether a set is of a template (`EqualIgnoreHash` of k8s.io/kubernetes), whatever the spelling of its quantities.
    private static func isOf(_ template: Value, _ set: Value) -> Bool {
        func whole(_ template: Value) -> Value { ["spec": ["template": template]] }
        return QuantitySpelling.same(whole(Self.template(of: set)), whole(template), kind: .replicaSet)
    }

    /// The set's template without the label that tells the sets apart.
    private static func template(of set: Value) -> Value {
        var template = set.spec["template"] ?? [:]
        var labels = template.metadata["labels"]?.object ?? [:]
        labels[DeploymentController.hashLabel] = nil
        template.metadata["labels"] = labels.isEmpty ? nil : .object(labels)
        return template
    }

    /// The ReplicaSet of the Deployment's template.
    var newSet: Value {
        var template = deployment.spec["template"] ?? [:]
        let hash = TemplateHash.text(of: template, collisions: collisions)
        template.setLabel(DeploymentController.hashLabel, hash)
        var selector = deployment.spec["selector"]?.object ?? [:]
        var labels = selector["matchLabels"]?.object ?? [:]
        labels[DeploymentController.hashLabel] = .string(hash)
        selector["matchLabels"] = .object(labels)
        var annotations = deployment.annotations
        annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
        annotations[DeploymentController.revisionAnnotation] = .string(revision)
        annotations[DeploymentController.replicasAnnotation] = .string(String(replicas))
        var spec: Object = [
            "replicas": .integer(Int64(newSize)), "selector": .object(selector), "template": template,
        ]
        spec["minReadySeconds"] = deployment.spec["minReadySeconds"]
        var metadata: Object = [
            "name": .string("\(deployment.objectName)-\(hash)"), "annotations": .object(annotations),
            "ownerReferences": [deployment.asControllerReference],
        ]
        metadata["namespace"] = deployment.objectNamespace.map(Value.string)
        metadata["labels"] = template.metadata["labels"]
        return [
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": .object(metadata), "spec": .object(spec),
        ]
    }

    /// The oldest empty sets beyond `revisionHistoryLimit`.
    var setsToForget: [Value] {
        let empty = old.filter { $0.spec.count("replicas") == 0 && $0.status.count("replicas") == 0 }
        return isPaused ? [] : Array(empty.prefix(max(0, old.count - limit)))
    }
}
