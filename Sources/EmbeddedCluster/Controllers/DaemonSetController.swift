import Manifests

/// Keeps one pod of a DaemonSet on the one node.
struct DaemonSetController: Controller {
    let kinds: [GroupVersionKind] = [.daemonSet]

    func reconcile(_ set: Value, in workspace: ControllerWorkspace) async {
        let hash = TemplateHash.text(of: set.spec["template"] ?? [:])
        let keepsOutdated = set.spec["updateStrategy"]?["type"] == "OnDelete"
        var kept: Value?
        for pod in await workspace.children(.pod, of: set) {
            let isOutdated = pod.labels[StatefulSetController.revisionLabel] != hash && !keepsOutdated
            if kept == nil, !isOutdated, !PodTemplate.isStaleFailure(pod, of: set), !PodTemplate.isFinished(pod) {
                kept = pod
            } else {
                await workspace.delete(pod: pod, of: set)
            }
        }
        if kept == nil {
            let pod = PodTemplate.pod(
                name: "\(set.objectName)-\(workspace.suffix())", owner: set,
                labels: [StatefulSetController.revisionLabel: hash], failure: set.wantedFailure)
            kept = await workspace.create(pod: pod, of: set)
        }
        await TemplateRevisions(owner: set, hash: hash).reconcile(in: workspace)
        await workspace.write(status: Self.status(of: set, pod: kept, hash: hash), to: set)
    }

    static func status(of set: Value, pod: Value?, hash: String) -> Object {
        let ready = pod.map(PodTemplate.isReady) ?? false ? 1 : 0
        var status = set.status
        status["observedGeneration"] = .integer(set.generation)
        status["desiredNumberScheduled"] = 1
        status["currentNumberScheduled"] = pod == nil ? 0 : 1
        status["numberMisscheduled"] = 0
        status["numberReady"] = .integer(Int64(ready))
        status.setCount("numberAvailable", ready)
        status.setCount("numberUnavailable", 1 - ready)
        status.setCount("updatedNumberScheduled", pod?.labels[StatefulSetController.revisionLabel] == hash ? 1 : 0)
        return status
    }
}
