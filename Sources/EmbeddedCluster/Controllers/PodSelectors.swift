import Manifests
import Synchronization

/// Which Services, disruption budgets and owners of pods select which pods, and which Deployments which ReplicaSets, kept
/// up with every change: what it costs to tell follows from what changed, and not from how many there are.
final class PodSelectors: Sendable {
    /// One label with its value. Of a selector the first one leads to what has it, and a pod's every one to the pod.
    private struct Label: Hashable {
        var namespace: String
        var key: String
        var value: String

        /// Stands for every pod of a namespace.
        static func any(_ namespace: String) -> Label { Label(namespace: namespace, key: "", value: "") }
    }

    private struct State {
        var selecting: [Label: Set<ObjectReference>] = [:]
        var pods: [Label: Set<String>] = [:]
    }

    private let state = Mutex(State())

    /// What takes on pods, or ReplicaSets, that have no controller.
    private static let takers: [GroupVersionKind: Set<GroupVersionKind>] = [
        .pod: [.replicaSet, .replicationController, .statefulSet, .daemonSet, .job], .replicaSet: [.deployment],
    ]
    /// What looks at all pods that it selects.
    private static let watchers: Set<GroupVersionKind> = [.service, .disruptionBudget]
    private static let selecting = takers.values.reduce(watchers) { $0.union($1) }

    /// - Returns: the Services and budgets that the change of a pod concerns, and of a pod or ReplicaSet without a
    ///   controller the owners that may take it on.
    func note(_ change: ObjectChange) -> [ObjectReference] {
        if Self.selecting.contains(change.kind) { noteSelector(change) }
        guard let takers = Self.takers[change.kind] else { return [] }
        let relabelled = change.kind == .pod ? notePod(change) : []
        let isOrphan = change.after.map { $0.controllerReference == nil } ?? false
        guard change.kind == .pod || isOrphan else { return [] }
        let concerned = (change.kind == .pod ? Self.watchers : []).union(isOrphan ? takers : [])
        let labels = Set(relabelled + (change.after.map(Self.labels) ?? []))
        return state.withLock { state in Set(labels.flatMap { state.selecting[$0] ?? [] }) }
            .filter { concerned.contains($0.kind) }.sorted { $0.name < $1.name }
    }

    private func noteSelector(_ change: ObjectChange) {
        guard let object = change.after ?? change.before else { return }
        let reference = ObjectReference(
            kind: change.kind, namespace: object.objectNamespace, name: object.objectName)
        state.withLock { state in
            if let label = change.before.flatMap(Self.first),
                state.selecting[label]?.remove(reference) != nil, state.selecting[label]?.isEmpty ?? false
            {
                state.selecting[label] = nil
            }
            if let label = change.after.flatMap(Self.first) { state.selecting[label, default: []].insert(reference) }
        }
    }

    /// - Returns: the labels that the pod had, where it has others now. Most changes of a pod are of its status.
    private func notePod(_ change: ObjectChange) -> [Label] {
        let (before, after) = (change.before, change.after)
        guard before.map({ $0.metadata["labels"] }) != after.map({ $0.metadata["labels"] }) else { return [] }
        let old = before.map(Self.labels) ?? []
        state.withLock { state in
            for label in old { state.pods[label]?.remove(before?.objectName ?? "") }
            for label in after.map(Self.labels) ?? [] {
                state.pods[label, default: []].insert(after?.objectName ?? "")
            }
        }
        return old
    }

    /// The names of pods that the object may select: those that have the first label of its selector.
    func candidates(for object: Value) -> [String] {
        state.withLock { state in Self.first(object).flatMap { state.pods[$0] } ?? [] }.sorted()
    }

    private static func first(_ object: Value) -> Label? {
        let namespace = object.objectNamespace ?? ""
        let isPlain = [.service, .replicationController].contains(object.objectKind)
        guard let selector = object.spec["selector"] else { return nil }
        let labels = (isPlain ? selector : selector["matchLabels"])?.object ?? [:]
        guard let first = labels.min(by: { $0.key < $1.key }) else { return isPlain ? nil : .any(namespace) }
        return Label(namespace: namespace, key: first.key, value: first.value.string ?? "")
    }

    private static func labels(_ pod: Value) -> [Label] {
        let namespace = pod.objectNamespace ?? ""
        return [.any(namespace)]
            + pod.labels.map { Label(namespace: namespace, key: $0.key, value: $0.value) }
    }
}
