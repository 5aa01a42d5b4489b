import Manifests

/// The ControllerRevisions of a StatefulSet or DaemonSet: what `kubectl rollout history` and `undo` read
/// (`newRevision` of its controllers in k8s.io/kubernetes).
struct TemplateRevisions {
    let owner: Value
    /// The name of the template as it is now, which its pods carry too.
    let hash: String
    /// The names of revisions that pods have or are to get, which are kept beside `revisionHistoryLimit`.
    let inUse: Set<String>

    func reconcile(in workspace: ControllerWorkspace) async {
        let kept = await workspace.children(.controllerRevision, of: owner)
            .sorted { $0["revision"]?.integer ?? 0 < $1["revision"]?.integer ?? 0 }
        let newest = kept.last?["revision"]?.integer ?? 0
        let next = newest == .max ? newest : newest + 1
        if var current = kept.first(where: { $0.objectName == name }) {
            if current.objectName != kept.last?.objectName {
                // A template that was there before is the newest again.
                current[field: "revision"] = .integer(next)
                await workspace.update(current)
            }
        } else {
            await workspace.create(revision(next))
        }
        let idle = kept.filter { $0.objectName != name && !inUse.contains($0.objectName) }
        let limit = max(0, Int(clamping: owner.spec["revisionHistoryLimit"]?.integer ?? 10))
        for old in idle.dropLast(limit) { await workspace.delete(old) }
    }

    /// The template that a revision keeps.
    static func template(of revision: Value) -> Value? {
        guard var template = revision["data"]?[path: "spec", "template"]?.object else { return nil }
        template["$patch"] = nil
        return .object(template)
    }

    private var name: String { "\(owner.objectName)-\(hash)" }

    private func revision(_ number: Int64) -> Value {
        var template = owner.spec["template"]?.object ?? [:]
        // A strategic merge patch that brings the template back.
        template["$patch"] = "replace"
        var labels = owner.spec["template"]?[path: "metadata", "labels"]?.object ?? [:]
        labels[StatefulSetController.revisionLabel] = .string(hash)
        var metadata: Object = [
            "name": .string(name), "labels": .object(labels), "ownerReferences": [owner.asControllerReference],
        ]
        metadata["namespace"] = owner.objectNamespace.map(Value.string)
        var annotations = owner.annotations
        annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations) }
        return [
            "apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": .object(metadata),
            "data": ["spec": ["template": .object(template)]], "revision": .integer(number),
        ]
    }
}
