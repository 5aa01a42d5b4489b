import Manifests
import Synchronization

/// Whether the one node takes pods, and which pods wait until it does, kept up with every change.
final class Scheduler: Sendable {
    private struct State {
        var isCordoned = false
        var taints: [Taint] = []
        var waiting: Set<ObjectReference> = []
        var daemonSets: Set<ObjectReference> = []
    }

    private let state = Mutex(State())

    /// - Returns: the pods and DaemonSets to look at again, since the node takes others now.
    func note(_ change: ObjectChange) -> [ObjectReference] {
        guard let object = change.after ?? change.before else { return [] }
        switch change.kind {
        case .node where object.objectName == PodTemplate.node:
            let isCordoned = change.after?.spec["unschedulable"] == true
            let taints = (change.after?.spec["taints"]?.array ?? []).map { Taint($0) }
                .filter { $0.isBinding && $0.key != Taint.unschedulable.key }
            return state.withLock { state in
                guard (state.isCordoned, state.taints) != (isCordoned, taints) else { return [] }
                (state.isCordoned, state.taints) = (isCordoned, taints)
                return (state.waiting.union(state.daemonSets)).sorted { $0.name < $1.name }
            }
        case .daemonSet:
            let reference = ObjectReference(
                kind: .daemonSet, namespace: object.objectNamespace, name: object.objectName)
            state.withLock { state in
                if change.after == nil {
                    state.daemonSets.remove(reference)
                } else {
                    state.daemonSets.insert(reference)
                }
            }
            return []
        case .pod:
            let reference = ObjectReference(
                kind: .pod, namespace: object.objectNamespace, name: object.objectName)
            let waits = change.after.map { !Self.isPlaced($0) && !PodTemplate.isFinished($0) } ?? false
            state.withLock { state in
                if waits { state.waiting.insert(reference) } else { state.waiting.remove(reference) }
            }
            return []
        default: return []
        }
    }

    /// What a pod is told that finds no node (`FitError` of k8s.io/kubernetes); nil where the node takes it.
    func refusal(of pod: Value) -> String? {
        let (isCordoned, taints) = state.withLock { ($0.isCordoned, $0.taints) }
        if isCordoned, !Taint.unschedulable.isTolerated(by: pod) { return Self.refusal("were unschedulable") }
        return taints.first { !$0.isTolerated(by: pod) }.map {
            Self.refusal("had untolerated taint {\($0.key): \($0.value)}")
        }
    }

    /// Whether the node takes a DaemonSet's pods (`NodeShouldRunDaemonPod` of k8s.io/kubernetes).
    func takes(daemon pod: Value) -> Bool {
        state.withLock { $0.taints }.allSatisfy { $0.isTolerated(byDaemon: pod) }
    }

    static func refusal(_ reason: String) -> String {
        "0/1 nodes are available: 1 node(s) \(reason). preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
    }

    static func isPlaced(_ pod: Value) -> Bool { !(pod.spec["nodeName"]?.string ?? "").isEmpty }
}
