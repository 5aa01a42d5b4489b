import Manifests

/// Keeps one pod of a DaemonSet on the one node, where that takes it. A pod that was there before a taint stays.
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
        let isWanted = workspace.scheduler.takes(daemon: set.spec["template"] ?? [:])
        if kept == nil, isWanted {
            let pod = PodTemplate.pod(
                name: "\(set.objectName)-\(workspace.suffix())", owner: set,
                labels: [StatefulSetController.revisionLabel: hash], failure: set.wantedFailure)
            kept = await workspace.create(pod: pod, of: set)
        }
        let inUse = kept?.labels[StatefulSetController.revisionLabel].map { "\(set.objectName)-\($0)" }
        await TemplateRevisions(owner: set, hash: hash, inUse: inUse.map { [$0] } ?? []).reconcile(in: workspace)
        let status = Self.status(of: set, pod: kept, hash: hash, isWanted: isWanted, now: workspace.now)
        await workspace.write(status: status, to: set)
    }

    func isDue(_ set: Value, now: String) -> Duration? {
        PodTemplate.availabilityDelay(of: set, ready: "numberReady", available: "numberAvailable")
    }

    /// - Parameter isWanted: whether the node should have the pod. One that it has against that is counted apart.
    static func status(of set: Value, pod: Value?, hash: String, isWanted: Bool, now: String) -> Object {
        let wanted = isWanted ? 1 : 0
        let counted = isWanted ? pod : nil
        let ready = counted.map(PodTemplate.isReady) ?? false ? 1 : 0
        let available = counted.map { PodTemplate.isAvailable($0, of: set, now: now) } ?? false ? 1 : 0
        var status = set.status
        status["observedGeneration"] = .integer(set.generation)
        status["desiredNumberScheduled"] = .integer(Int64(wanted))
        status["currentNumberScheduled"] = counted == nil ? 0 : 1
        status["numberMisscheduled"] = pod != nil && !isWanted ? 1 : 0
        status["numberReady"] = .integer(Int64(ready))
        status.setCount("numberAvailable", available)
        status.setCount("numberUnavailable", wanted - available)
        status.setCount("updatedNumberScheduled", counted?.labels[StatefulSetController.revisionLabel] == hash ? 1 : 0)
        return status
    }
}
