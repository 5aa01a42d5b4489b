import Manifests

/// Keeps the numbered pods of a StatefulSet, and replaces those of an older template from the last to the first.
struct StatefulSetController: Controller {
    static let revisionLabel = "controller-revision-hash"

    let kinds: [GroupVersionKind] = [.statefulSet]

    func reconcile(_ set: Value, in workspace: ControllerWorkspace) async {
        let update = Self.updateRevision(of: set)
        var pods = await workspace.children(.pod, of: set)
        let wanted = Self.ordinals(of: set)
        let superfluous = pods.filter { pod in
            !(Self.ordinal(of: pod.objectName, in: set).map { wanted.contains($0) } ?? false)
                || PodTemplate.isStaleFailure(pod, of: set)
        }
        let outdated =
            superfluous.isEmpty
            ? Self.nextOutdated(of: set, pods: pods, wanted: wanted, update: update, now: workspace.now) : nil
        let going = superfluous + (outdated.map { [$0] } ?? [])
        for pod in going { await workspace.delete(pod: pod, of: set) }
        let gone = Set(going.map(\.objectName))
        pods.removeAll { gone.contains($0.objectName) }
        let there = Set(pods.compactMap { Self.ordinal(of: $0.objectName, in: set) })
        let missing = wanted.lazy.filter { !there.contains($0) }
        for ordinal in missing.prefix(workspace.grant(wanted.count - there.count, to: set)) {
            let name = "\(set.objectName)-\(ordinal)"
            await claimVolumes(of: set, for: name, in: workspace)
            let labels = [
                Self.revisionLabel: update, "statefulset.kubernetes.io/pod-name": name,
                "apps.kubernetes.io/pod-index": String(ordinal),
            ]
            let pod = Self.placed(
                PodTemplate.pod(name: name, owner: set, labels: labels, failure: set.wantedFailure), of: set)
            if let created = await workspace.create(pod: pod, of: set) { pods.append(created) }
        }
        let hash = String(update.dropFirst(set.objectName.count + 1))
        await TemplateRevisions(owner: set, hash: hash).reconcile(in: workspace)
        await workspace.write(status: Self.status(of: set, pods: pods, update: update, now: workspace.now), to: set)
    }

    /// The pod with its own claims for volumes, and with the name under which the set's Service has it.
    static func placed(_ pod: Value, of set: Value) -> Value {
        var pod = pod
        let templates = set.spec["volumeClaimTemplates"]?.array ?? []
        let names = Set(templates.map(\.objectName))
        let others = (pod.spec["volumes"]?.array ?? []).filter { !names.contains($0["name"]?.string ?? "") }
        let claims = templates.map { template -> Value in
            [
                "name": .string(template.objectName),
                "persistentVolumeClaim": ["claimName": .string(claim(template, for: pod.objectName))],
            ]
        }
        if !claims.isEmpty { pod.setSpec("volumes", .array(others + claims)) }
        pod.setSpec("hostname", .string(pod.objectName))
        pod.setSpec("subdomain", set.spec["serviceName"])
        return pod
    }

    private static func claim(_ template: Value, for pod: String) -> String { "\(template.objectName)-\(pod)" }

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

    static func updateRevision(of set: Value) -> String {
        "\(set.objectName)-\(TemplateHash.text(of: set.spec["template"] ?? [:]))"
    }

    func isDue(_ set: Value, now: String) -> Duration? {
        PodTemplate.availabilityDelay(of: set, ready: "readyReplicas", available: "availableReplicas")
    }

    /// The last pod of an older template, once every pod that is newer already is available.
    static func nextOutdated(
        of set: Value, pods: [Value], wanted: Range<Int>, update: String, now: String
    ) -> Value? {
        guard set.spec["updateStrategy"]?["type"] != "OnDelete" else { return nil }
        let partition = Int(clamping: set.spec["updateStrategy"]?[path: "rollingUpdate", "partition"]?.integer ?? 0)
        let byOrdinal = Dictionary(pods.map { (ordinal(of: $0.objectName, in: set), $0) }) { first, _ in first }
        for ordinal in wanted.dropFirst(max(0, partition)).reversed() {
            guard let pod = byOrdinal[ordinal] else { return nil }
            if pod.labels[revisionLabel] != update { return pod }
            if !PodTemplate.isAvailable(pod, of: set, now: now) { return nil }
        }
        return nil
    }

    private func claimVolumes(of set: Value, for pod: String, in workspace: ControllerWorkspace) async {
        for template in set.spec["volumeClaimTemplates"]?.array ?? [] {
            let name = Self.claim(template, for: pod)
            guard await workspace.client.get(.volumeClaim, namespace: set.objectNamespace, name: name) == nil else {
                continue
            }
            var metadata: Object = ["name": .string(name)]
            metadata["namespace"] = set.objectNamespace.map(Value.string)
            metadata["labels"] = template.metadata["labels"] ?? set.spec["selector"]?["matchLabels"]
            await workspace.create([
                "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": .object(metadata),
                "spec": template["spec"] ?? [:],
            ])
        }
    }

    static func status(of set: Value, pods: [Value], update: String, now: String) -> Object {
        let ready = pods.filter(PodTemplate.isReady)
        let updated = pods.filter { $0.labels[revisionLabel] == update }
        let isDone = updated.count == pods.count && ready.count == pods.count
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
