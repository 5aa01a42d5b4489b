import Manifests

/// Keeps the numbered pods of a StatefulSet, makes them one after the other unless it says `Parallel`, and replaces those
/// of an older template from the last to the first.
struct StatefulSetController: Controller {
    static let revisionLabel = "controller-revision-hash"

    let kinds: [GroupVersionKind] = [.statefulSet]

    func reconcile(_ set: Value, in workspace: ControllerWorkspace) async {
        let revisions = await StatefulSetRevisions(of: set, in: workspace)
        let update = revisions.update.name
        let claims = StatefulSetClaims(of: set)
        var pods = await workspace.children(.pod, of: set)
        let wanted = Self.ordinals(of: set)
        let condemned = pods.filter { pod in
            !(Self.ordinal(of: pod.objectName, in: set).map { wanted.contains($0) } ?? false)
        }
        await claims.giveUp(condemned, in: workspace)
        let ended = pods.filter {
            PodTemplate.isStaleFailure($0, of: revisions.revision(of: $0).set) || PodTemplate.isFinished($0)
        }
        let outdated =
            condemned.isEmpty && ended.isEmpty
            ? Self.nextOutdated(of: set, pods: pods, wanted: wanted, update: update, now: workspace.now) : nil
        let going = Set((condemned + ended + (outdated.map { [$0] } ?? [])).map(\.objectName))
        for pod in pods where going.contains(pod.objectName) { await workspace.delete(pod: pod, of: set) }
        pods.removeAll { going.contains($0.objectName) }
        await fill(&pods, of: set, wanted, revisions, claims, in: workspace)
        await claims.keep(of: pods, in: workspace)
        let hash = String(update.dropFirst(set.objectName.count + 1))
        let current = set.status["currentRevision"]?.string
        let inUse = Set((pods.map { $0.labels[Self.revisionLabel] } + [current]).compactMap { $0 })
        await TemplateRevisions(owner: set, hash: hash, inUse: inUse).reconcile(in: workspace)
        await workspace.write(status: Self.status(of: set, pods: pods, update: update, now: workspace.now), to: set)
    }

    /// Makes the pods that are missing, a burst at most. Of an ordered set each waits until all before it are available,
    /// which those that this cluster runs are at once.
    private func fill(
        _ pods: inout [Value], of set: Value, _ wanted: Range<Int>, _ revisions: StatefulSetRevisions,
        _ claims: StatefulSetClaims, in workspace: ControllerWorkspace
    ) async {
        let isOrdered = set.spec["podManagementPolicy"] != "Parallel"
        let there = Dictionary(pods.map { (Self.ordinal(of: $0.objectName, in: set), $0) }) { first, _ in first }
        var granted = workspace.grant(wanted.count - there.count, to: set)
        for ordinal in wanted {
            var pod = there[ordinal]
            if pod == nil {
                guard granted > 0 else { return }
                granted -= 1
                pod = await make(ordinal, of: set, revisions.revision(of: ordinal), claims, in: workspace)
                if let made = pod { pods.append(made) }
            }
            let isAvailable = pod.map { PodTemplate.isAvailable($0, of: set, now: workspace.now) } ?? false
            if isOrdered, !isAvailable { return }
        }
    }

    /// - Returns: nil where something else has the pod's name.
    private func make(
        _ ordinal: Int, of set: Value, _ revision: StatefulSetRevisions.Revision, _ claims: StatefulSetClaims,
        in workspace: ControllerWorkspace
    ) async -> Value? {
        let name = "\(set.objectName)-\(ordinal)"
        await claims.make(for: name, in: workspace)
        let labels = [
            Self.revisionLabel: revision.name, "statefulset.kubernetes.io/pod-name": name,
            "apps.kubernetes.io/pod-index": String(ordinal),
        ]
        var pod = claims.mounted(
            in: PodTemplate.pod(
                name: name, owner: revision.set, labels: labels, failure: revision.set.wantedFailure))
        pod.setSpec("hostname", .string(name))
        pod.setSpec("subdomain", set.spec["serviceName"])
        guard let created = await workspace.create(pod: pod, of: set) else { return nil }
        // It runs before the next is made: not a pass over all pods for each of them.
        await PodController().reconcile(created, in: workspace)
        return await workspace.client.get(.pod, namespace: set.objectNamespace, name: name)
    }

    /// The numbers of the pods that a set asks for.
    static func ordinals(of set: Value) -> Range<Int> {
        let count = max(0, Int32(clamping: set.spec["replicas"]?.integer ?? 1))
        let first = Int(max(0, Int32(clamping: set.spec["ordinals"]?["start"]?.integer ?? 0)))
        return first..<first + Int(count)
    }

    /// - Returns: nil for a name that is none of the set's pods.
    static func ordinal(of pod: String, in set: Value) -> Int? {
        let prefix = set.objectName + "-"
        guard pod.hasPrefix(prefix), let ordinal = Int(pod.dropFirst(prefix.count)) else { return nil }
        // Other spellings of a number are other pods' names.
        return pod == "\(prefix)\(ordinal)" ? ordinal : nil
    }

    /// The name of the set that has pods of such a name.
    static func set(ofPod pod: String) -> String? {
        guard let dash = pod.lastIndex(of: "-"), Int(pod[pod.index(after: dash)...]) != nil else { return nil }
        return String(pod[..<dash])
    }

    func isDue(_ set: Value, now: String) -> Duration? {
        PodTemplate.availabilityDelay(of: set, ready: "readyReplicas", available: "availableReplicas")
    }

    /// The last pod of an older template, once every pod that is newer already is available.
    static func nextOutdated(
        of set: Value, pods: [Value], wanted: Range<Int>, update: String, now: String
    ) -> Value? {
        guard set.spec["updateStrategy"]?["type"] != "OnDelete" else { return nil }
        let byOrdinal = Dictionary(pods.map { (ordinal(of: $0.objectName, in: set), $0) }) { first, _ in first }
        for ordinal in wanted.dropFirst(StatefulSetRevisions.partition(of: set)).reversed() {
            guard let pod = byOrdinal[ordinal] else { return nil }
            if pod.labels[revisionLabel] != update { return pod }
            if !PodTemplate.isAvailable(pod, of: set, now: now) { return nil }
        }
        return nil
    }

    static func status(of set: Value, pods: [Value], update: String, now: String) -> Object {
        let ready = pods.filter(PodTemplate.isReady)
        let updated = pods.filter { $0.labels[revisionLabel] == update }
        // An update that waits for pods to be deleted is never done.
        let isDone =
            [updated.count, ready.count, pods.count].allSatisfy { $0 == ordinals(of: set).count }
            && set.spec["updateStrategy"]?["type"] != "OnDelete"
        let current = isDone ? update : set.status["currentRevision"]?.string ?? update
        var status = set.status
        status["observedGeneration"] = .integer(set.generation)
        status["replicas"] = .integer(Int64(pods.count))
        status.setCount("readyReplicas", ready.count)
        let available = pods.filter { PodTemplate.isAvailable($0, of: set, now: now) }.count
        status["availableReplicas"] = .integer(Int64(available))
        status.setCount("currentReplicas", pods.filter { $0.labels[revisionLabel] == current }.count)
        status.setCount("updatedReplicas", updated.count)
        status["currentRevision"] = .string(current)
        status["updateRevision"] = .string(update)
        status["collisionCount"] = 0
        return status
    }
}
