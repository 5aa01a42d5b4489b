import Manifests
import Synchronization

/// The pods, ReplicaSets and ControllerRevisions without a controller, kept up with every change: what a controller with
/// their labels takes on.
final class Orphans: Sendable {
    static let kinds: Set<GroupVersionKind> = [.pod, .replicaSet, .controllerRevision]

    private let known = Mutex<[String: Set<ObjectReference>]>([:])

    func note(_ change: ObjectChange) {
        guard Self.kinds.contains(change.kind), let object = change.after ?? change.before else { return }
        let namespace = object.objectNamespace ?? ""
        let reference = ObjectReference(kind: change.kind, namespace: namespace, name: object.objectName)
        let isOrphan = change.after.map { $0.controllerReference == nil && !$0.labels.isEmpty } ?? false
        known.withLock { known in
            if isOrphan {
                known[namespace, default: []].insert(reference)
            } else if known[namespace]?.remove(reference) != nil, known[namespace]?.isEmpty ?? false {
                known[namespace] = nil
            }
        }
    }

    func of(_ kind: GroupVersionKind, in namespace: String?) -> [ObjectReference] {
        known.withLock { ($0[namespace ?? ""] ?? []).filter { $0.kind == kind } }.sorted { $0.name < $1.name }
    }
}
