import Manifests
import StructuredMerge
import Synchronization

/// Whether the one node takes pods, which pods wait until it does, and how many pods there may be, kept up with every
/// change.
final class Scheduler: Sendable {
    /// What the node has room for, until it says otherwise.
    static let usualRoom = 10_000
    /// Pods that a controller makes for one object before others have their turn (`BurstReplicas` of
    /// k8s.io/kubernetes).
    static let burst = 500

    private struct State {
        var isCordoned = false
        var taints: [Taint] = []
        /// Of pods, `status.allocatable` of the node.
        var capacity = Scheduler.usualRoom
        /// The pods on the node that have not ended, by uid.
        var placed: Set<String> = []
        /// The pods without a node.
        var waiting: [String: ObjectReference] = [:]
        var daemonSets: Set<ObjectReference> = []
        /// Owners for whose pods there was no room.
        var short: Set<ObjectReference> = []

        var room: Int { max(0, capacity - placed.count - waiting.count) }
        var isFull: Bool { placed.count >= capacity }

        /// Notes where a pod is.
        mutating func note(_ pod: Value, isGone: Bool = false) {
            let uid = pod.uid ?? ""
            let isOver = isGone || PodTemplate.isFinished(pod)
            if isOver || Scheduler.isPlaced(pod) { waiting[uid] = nil }
            if isOver {
                placed.remove(uid)
            } else if Scheduler.isPlaced(pod) {
                placed.insert(uid)
            } else if !placed.contains(uid) {
                waiting[uid] = ObjectReference(kind: .pod, namespace: pod.objectNamespace, name: pod.objectName)
            }
        }

        /// The pods that wait, and the owners that are short of some.
        mutating func takeWaiting() -> [ObjectReference] {
            defer { short = [] }
            return waiting.values.sorted { $0.name < $1.name } + short.sorted { $0.name < $1.name }
        }
    }

    private let state = Mutex(State())

    /// - Returns: the pods and the owners of pods to look at again, since the node takes others now.
    func note(_ change: ObjectChange) -> [ObjectReference] {
        guard let object = change.after ?? change.before else { return [] }
        switch change.kind {
        case .node where object.objectName == PodTemplate.node:
            let isCordoned = change.after?.spec["unschedulable"] == true
            let taints = (change.after?.spec["taints"]?.array ?? []).map { Taint($0) }
                .filter { $0.isBinding && $0.key != Taint.unschedulable.key }
            let capacity = Self.capacity(of: change.after)
            return state.withLock { state in
                guard (state.isCordoned, state.taints, state.capacity) != (isCordoned, taints, capacity) else {
                    return []
                }
                (state.isCordoned, state.taints, state.capacity) = (isCordoned, taints, capacity)
                return state.takeWaiting() + state.daemonSets.sorted { $0.name < $1.name }
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
            return state.withLock { state in
                let (wasFull, hadRoom) = (state.isFull, state.room > 0)
                state.note(object, isGone: change.after == nil)
                return wasFull && !state.isFull || !hadRoom && state.room > 0 ? state.takeWaiting() : []
            }
        default: return []
        }
    }

    /// Notes a pod before the change that it is comes round, so that many at once do not take one place.
    func note(made pod: Value) { state.withLock { $0.note(pod) } }

    private static func capacity(of node: Value?) -> Int {
        node?.status["allocatable"]?["pods"].flatMap { Quantity($0) }?.integer.map { max(0, Int(clamping: $0)) }
            ?? usualRoom
    }

    /// How many pods may be made for an object now; where the room ends, it is looked at again once there is more.
    ///
    /// - Parameter wanted: how many it lacks.
    /// - Returns: also whether it is the first time that there is no room for it.
    func grant(_ wanted: Int, to owner: Value) -> (pods: Int, isFirstRefusal: Bool) {
        let reference = ObjectReference(
            kind: owner.objectKind, namespace: owner.objectNamespace, name: owner.objectName)
        return state.withLock { state in
            let isNew = wanted > state.room && state.short.insert(reference).inserted
            return (max(0, min(wanted, state.room, Self.burst)), isNew)
        }
    }

    /// What a pod is told that finds no node (`FitError` of k8s.io/kubernetes); nil where the node takes it.
    func refusal(of pod: Value) -> String? {
        let (isCordoned, taints, isFull) = state.withLock { ($0.isCordoned, $0.taints, $0.isFull) }
        if isCordoned, !Taint.unschedulable.isTolerated(by: pod) { return Self.refusal("were unschedulable") }
        if let taint = taints.first(where: { !$0.isTolerated(by: pod) }) {
            return Self.refusal("had untolerated taint {\(taint.key): \(taint.value)}")
        }
        return isFull ? Self.tooManyPods : nil
    }

    /// Whether the node takes a DaemonSet's pods (`NodeShouldRunDaemonPod` of k8s.io/kubernetes).
    func takes(daemon pod: Value) -> Bool {
        state.withLock { $0.taints }.allSatisfy { $0.isTolerated(byDaemon: pod) }
    }

    static func refusal(_ reason: String) -> String {
        "0/1 nodes are available: 1 node(s) \(reason). preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
    }

    static let tooManyPods =
        "0/1 nodes are available: 1 Too many pods. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."

    /// Whether somebody still keeps the pod from being given a node (KEP-3521).
    static func isGated(_ pod: Value) -> Bool { !(pod.spec["schedulingGates"]?.array ?? []).isEmpty }

    static func isPlaced(_ pod: Value) -> Bool { !(pod.spec["nodeName"]?.string ?? "").isEmpty }
}
