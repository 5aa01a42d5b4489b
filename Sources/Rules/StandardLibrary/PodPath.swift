import Manifests

/// Where a kind keeps the specification of its pods.
package struct PodPath: Sendable, Hashable {
    let keys: [String]
    /// As in `spec.template.spec`.
    let text: String
    /// Of the lists of containers: containers, init containers, ephemeral containers.
    let containers: [String]

    package init(_ keys: [String]) {
        self.keys = keys
        text = keys.joined(separator: ".")
        containers = ["containers", "initContainers", "ephemeralContainers"].map { [text] in "\(text).\($0)" }
    }

    /// Kubernetes' own kinds, and those of KServe and Argo.
    static let known: [String: [PodPath]] = {
        let template = [PodPath(["spec", "template", "spec"])]
        return [
            "Pod": [PodPath(["spec"])], "PodTemplate": [PodPath(["template", "spec"])], "Deployment": template,
            "StatefulSet": template, "DaemonSet": template, "ReplicaSet": template,
            "ReplicationController": template, "Job": template,
            "CronJob": [PodPath(["spec", "jobTemplate", "spec", "template", "spec"])], "Rollout": template,
            "InferenceService": ["predictor", "transformer", "explainer"].map { PodPath(["spec", $0]) },
        ]
    }()

    /// The specification, and what it lies in; nil where a step leads nowhere.
    func value(in object: Value) -> (parent: Value, specification: Value)? {
        var parent = object
        var current = object
        for key in keys {
            guard let next = JSONText.member(current, key) else { return nil }
            (parent, current) = (current, next)
        }
        return (parent, current)
    }
}
