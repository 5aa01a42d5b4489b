import Manifests

/// Keeps as many pods as a ReplicaSet asks for, or a ReplicationController.
struct ReplicaSetController: Controller {
    let kinds: [GroupVersionKind] = [.replicaSet, .replicationController]

    func reconcile(_ set: Value, in workspace: ControllerWorkspace) async {
        var pods = await workspace.children(.pod, of: set).filter { !PodTemplate.isFinished($0) }
        for pod in pods where PodTemplate.isStaleFailure(pod, of: set) {
            await workspace.delete(pod: pod, of: set)
        }
        pods.removeAll { PodTemplate.isStaleFailure($0, of: set) }
        let wanted = max(0, Int(clamping: set.spec["replicas"]?.integer ?? 1))
        let surplus = Self.surplus(of: pods, beyond: wanted)
        for pod in surplus { await workspace.delete(pod: pod, of: set) }
        let going = Set(surplus.map(\.objectName))
        pods.removeAll { going.contains($0.objectName) }
        for _ in 0..<workspace.grant(wanted - pods.count, to: set) {
            let name = "\(set.objectName)-\(workspace.suffix())"
            let pod = PodTemplate.pod(name: name, owner: set, failure: set.wantedFailure)
            if let created = await workspace.create(pod: pod, of: set) { pods.append(created) }
        }
        await workspace.write(status: Self.status(of: set, pods: pods, now: workspace.now), to: set)
    }

    func isDue(_ set: Value, now: String) -> Duration? {
        PodTemplate.availabilityDelay(of: set, ready: "readyReplicas", available: "availableReplicas")
    }

    /// The pods to delete: those first that are not ready.
    static func surplus(of pods: [Value], beyond wanted: Int) -> [Value] {
        let ordered = pods.filter { !PodTemplate.isReady($0) } + pods.filter(PodTemplate.isReady)
        return Array(ordered.prefix(max(0, pods.count - wanted)))
    }

    static func status(of set: Value, pods: [Value], now: String) -> Object {
        let ready = pods.filter(PodTemplate.isReady).count
        var status = set.status
        status["replicas"] = .integer(Int64(pods.count))
        status.setCount("fullyLabeledReplicas", pods.count)
        status.setCount("readyReplicas", ready)
        status.setCount("availableReplicas", pods.filter { PodTemplate.isAvailable($0, of: set, now: now) }.count)
        status["observedGeneration"] = .integer(set.generation)
        return status
    }
}
