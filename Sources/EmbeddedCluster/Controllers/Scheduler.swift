import Manifests
import Synchronization

/// Whether the one node takes pods, and which pods wait until it does, kept up with every change.
final class Scheduler: Sendable {
    private static let taint = "node.kubernetes.io/unschedulable"

    private struct State {
        var isCordoned = false
        var waiting: Set<ObjectReference> = []
    }

    private let state = Mutex(State())

    /// What a pod is told that finds no node (`FitError` of k8s.io/kubernetes).
    static let refusal =
        "0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."

    /// - Returns: the pods to look at again, since the node takes some now.
    func note(_ change: ObjectChange) -> [ObjectReference] {
        guard let object = change.after ?? change.before else { return [] }
        switch change.kind {
        case .node where object.objectName == PodTemplate.node:
            let isCordoned = change.after?.spec["unschedulable"] == true
            return state.withLock { state in
                defer { state.isCordoned = isCordoned }
                return state.isCordoned && !isCordoned ? state.waiting.sorted { $0.name < $1.name } : []
            }
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

    func takes(_ pod: Value) -> Bool { !state.withLock(\.isCordoned) || Self.tolerates(pod) }

    static func isPlaced(_ pod: Value) -> Bool { !(pod.spec["nodeName"]?.string ?? "").isEmpty }

    private static func tolerates(_ pod: Value) -> Bool {
        (pod.spec["tolerations"]?.array ?? []).contains { toleration in
            let key = toleration["key"]?.string ?? ""
            let effect = toleration["effect"]?.string ?? ""
            let isExists = toleration["operator"] == "Exists"
            return (key == taint && (isExists || toleration["value"]?.string ?? "" == "") || key.isEmpty && isExists)
                && ["", "NoSchedule"].contains(effect)
        }
    }
}
