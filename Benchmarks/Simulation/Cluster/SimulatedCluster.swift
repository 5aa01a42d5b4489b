import Cluster
import Delivery
import Manifests
import StructuredMerge
import Synchronization

/// A cluster in memory that several daemons and people write to: versions, field ownership, watches.
final class SimulatedCluster: Sendable {
    struct Write: Sendable {
        var object: Value
        var before: Value?
    }

    private struct Watcher: Sendable {
        var kind: GroupVersionKind
        var selector: String
        var events: [LiveEvent] = []
    }

    private struct State {
        var objects: [ResourceIdentity: Value] = [:]
        var version = 0
        var writes: [Write] = []
        /// By the daemon's number and the kind.
        var watchers: [String: Watcher] = [:]
    }

    static let service = GroupVersionKind(apiVersion: "serving.kserve.io/v1beta1", kind: "InferenceService")
    static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    static let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    static let kinds: [GroupVersionKind: ScopeCatalog.Scope] = [
        service: .namespaced, configMap: .namespaced, namespace: .cluster,
    ]

    private let state = Mutex(State())

    /// Every write of Lockstep's that took effect, in order.
    var writes: [Write] { state.withLock { $0.writes } }

    func object(_ kind: GroupVersionKind, _ name: String, in namespace: String = "ml") -> Value? {
        get(ResourceIdentity(groupKind: kind.groupKind, namespace: namespace, name: name))
    }

    func list(_ kind: GroupVersionKind, _ selector: String?) -> [Value] {
        state.withLock { Self.matching($0, kind, selector) }
    }

    func get(_ identity: ResourceIdentity) -> Value? { state.withLock { $0.objects[identity] } }

    /// Server-side apply, with the merge of the product's own embedded cluster.
    func apply(
        _ object: Value, kind: GroupVersionKind, manager: String, force: Bool, dryRun: Bool = false
    ) -> ApplyAnswer {
        state.withLock { state in
            let identity = ResourceIdentity(
                groupKind: kind.groupKind, namespace: object[path: "metadata", "namespace"]?.string,
                name: object[path: "metadata", "name"]?.string ?? "")
            let before = state.objects[identity]
            let outcome = Merge.apply(
                object, to: before, schema: SchemaCatalog.builtIn[kind], manager: manager,
                apiVersion: kind.apiVersion, force: force, time: "2026-01-01T00:00:00Z")
            switch outcome {
            case .failure(.conflict(let error)):
                return .conflict(error.conflicts.map { FieldOwner($0, in: object) })
            case .failure(let error): return .refused("\(error)")
            case .success(let applied):
                guard !dryRun, applied.changed || before == nil else { return .applied(applied.object) }
                let stored = Self.store(applied.object, as: identity, kind, in: &state)
                if manager == "lockstep" { state.writes.append(Write(object: stored, before: before)) }
                return .applied(stored)
            }
        }
    }

    func write(managedFields: Value, identity: ResourceIdentity, kind: GroupVersionKind, version: String) -> ApplyAnswer
    {
        state.withLock { state in
            guard var root = state.objects[identity]?.object, var metadata = root["metadata"]?.object,
                metadata["resourceVersion"]?.string == version
            else { return .refused("the object has been modified") }
            metadata["managedFields"] = managedFields
            root["metadata"] = .object(metadata)
            return .applied(Self.store(.object(root), as: identity, kind, in: &state))
        }
    }

    func delete(_ identity: ResourceIdentity, kind: GroupVersionKind) {
        state.withLock { state in
            guard let gone = state.objects.removeValue(forKey: identity) else { return }
            state.version += 1
            Self.tell(.deleted(Self.stamped(gone, state.version, identity)), kind, in: &state)
        }
    }

    private static func store(
        _ object: Value, as identity: ResourceIdentity, _ kind: GroupVersionKind, in state: inout State
    ) -> Value {
        state.version += 1
        let stored = stamped(object, state.version, identity)
        state.objects[identity] = stored
        tell(.changed(stored), kind, in: &state)
        return stored
    }

    private static func stamped(_ object: Value, _ version: Int, _ identity: ResourceIdentity) -> Value {
        guard var root = object.object, var metadata = root["metadata"]?.object else { return object }
        metadata["resourceVersion"] = .string("\(version)")
        if metadata["uid"] == nil { metadata["uid"] = .string("\(identity.name)-\(version)") }
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    private static func matching(_ state: State, _ kind: GroupVersionKind, _ selector: String?) -> [Value] {
        state.objects.filter { $0.key.groupKind == kind.groupKind && matches($0.value, selector) }
            .sorted { $0.key < $1.key }.map(\.value)
    }

    private static func matches(_ object: Value, _ selector: String?) -> Bool {
        guard let selector, let equals = selector.firstIndex(of: "=") else { return true }
        let value = object[path: "metadata", "labels", String(selector[..<equals])]?.string
        return value == String(selector[selector.index(after: equals)...])
    }

    // MARK: Watching

    private static func tell(_ event: LiveEvent, _ kind: GroupVersionKind, in state: inout State) {
        for (name, watcher) in state.watchers where watcher.kind == kind {
            guard case .changed(let object) = event, !matches(object, watcher.selector) else {
                state.watchers[name]?.events.append(event)
                continue
            }
            state.watchers[name]?.events.append(.deleted(object))
        }
    }

    /// Begins to watch, where this watcher does not yet: the list comes first.
    func watch(_ kind: GroupVersionKind, _ selector: String, by name: String) {
        state.withLock { state in
            guard state.watchers[name] == nil else { return }
            let list = Self.matching(state, kind, selector)
            state.watchers[name] = Watcher(kind: kind, selector: selector, events: [.synced(list)])
        }
    }

    /// Takes what has been told since; with a gap, some of it is lost, and all is listed anew.
    func events(for name: String, hasGap: Bool) -> [LiveEvent] {
        state.withLock { state in
            guard let watcher = state.watchers[name] else { return [] }
            state.watchers[name]?.events = []
            guard hasGap else { return watcher.events }
            let list = Self.matching(state, watcher.kind, watcher.selector)
            state.watchers[name]?.events = [.synced(list)]
            return [.lost(ClusterUnreachable("the watch broke off"))]
        }
    }

    /// Ends the watches of one daemon that are of other kinds.
    func keep(_ kinds: [GroupVersionKind], watchedBy prefix: String) {
        state.withLock { state in
            let kept = state.watchers.filter { !$0.key.hasPrefix(prefix) || kinds.contains($0.value.kind) }
            state.watchers = kept
        }
    }

    func forget(_ prefix: String) {
        state.withLock { state in
            let kept = state.watchers.filter { !$0.key.hasPrefix(prefix) }
            state.watchers = kept
        }
    }
}
