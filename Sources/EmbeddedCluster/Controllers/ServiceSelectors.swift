import Manifests
import Synchronization

/// Which Services select which pods, kept up with every change: what it costs to tell follows from what changed, and
/// not from how many there are.
final class ServiceSelectors: Sendable {
    /// One label with its value. Of a selector the first one leads to its Service, and a pod's every one to the pod.
    private struct Label: Hashable {
        var namespace: String
        var key: String
        var value: String
    }

    private struct State {
        var services: [Label: Set<String>] = [:]
        var pods: [Label: Set<String>] = [:]
    }

    private let state = Mutex(State())

    /// - Returns: the Services whose endpoints the change concerns.
    func note(_ change: ObjectChange) -> [ObjectReference] {
        let (before, after) = (change.before, change.after)
        switch change.kind {
        case .service:
            state.withLock { state in
                for label in before.map(Self.first) ?? [] { state.services[label]?.remove(before?.objectName ?? "") }
                for label in after.map(Self.first) ?? [] {
                    state.services[label, default: []].insert(after?.objectName ?? "")
                }
            }
            return []
        case .pod:
            return state.withLock { state in
                let (old, new) = (before.map(Self.labels) ?? [], after.map(Self.labels) ?? [])
                for label in old { state.pods[label]?.remove(before?.objectName ?? "") }
                for label in new { state.pods[label, default: []].insert(after?.objectName ?? "") }
                let named = Set(old + new).flatMap { label in
                    (state.services[label] ?? []).map {
                        ObjectReference(kind: .service, namespace: label.namespace, name: $0)
                    }
                }
                return Set(named).sorted { $0.name < $1.name }
            }
        default: return []
        }
    }

    /// The names of pods that may be a Service's: those that have the first label of its selector.
    func candidates(for service: Value) -> [String] {
        state.withLock { state in Self.first(service).flatMap { state.pods[$0] ?? [] } }.sorted()
    }

    private static func first(_ service: Value) -> [Label] {
        (service.spec["selector"]?.object ?? [:]).min { $0.key < $1.key }.map {
            [Label(namespace: service.objectNamespace ?? "", key: $0.key, value: $0.value.string ?? "")]
        } ?? []
    }

    private static func labels(_ pod: Value) -> [Label] {
        pod.labels.map { Label(namespace: pod.objectNamespace ?? "", key: $0.key, value: $0.value) }
    }
}
