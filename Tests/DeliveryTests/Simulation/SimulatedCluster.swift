import Manifests
import StructuredMerge
import Synchronization

@testable import Delivery

/// A cluster in memory with faults on demand: what a real one cannot be made to do at a chosen moment.
final class SimulatedCluster: LiveCluster {
    struct State {
        var objects: [ResourceIdentity: Value] = [:]
        var version = 0
        var requests: [String] = []
        var isUnreachable = false
        /// Writes that succeed before the cluster goes away; nil for no such fault.
        var writesLeft: Int?
        var refusals: [String: String] = [:]
        /// What is said to what Lockstep applies, and whether it only tries it; nil lets it in.
        var judge: (@Sendable (Value, Bool) -> String?)?
        /// Names of objects of which a try says that their namespace or kind is not there.
        var premature: Set<String> = []
        /// Namespaces that are not there.
        var absentNamespaces: Set<String> = []
        /// A mutating webhook: what becomes of what Lockstep applies.
        var webhook: (@Sendable (Value) -> Value)?
        /// How long each apply takes.
        var hold: (@Sendable () async -> Void)?
        /// What somebody else does before each deletion.
        var meanwhile: (@Sendable () -> Void)?
        /// Writes of Lockstep's that the server cannot do from now on.
        var troubles = 0
        /// Names of objects whose content cannot be changed.
        var immutable: Set<String> = []
        var unlistable: [String: String] = [:]
        /// Names of objects that cannot be read one by one, with the reason.
        var unreadable: [String: String] = [:]
        /// Kinds that are being followed at this moment, each as often as it is.
        var followed: [GroupVersionKind] = []
        var followers: [(kind: GroupVersionKind, selector: String, events: AsyncStream<LiveEvent>.Continuation)] = []
    }

    let state = Mutex(State())
    private let kinds: [GroupVersionKind: ScopeCatalog.Scope]
    let isEmbedded: Bool

    static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
    static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    static let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
    static let job = GroupVersionKind(group: "batch", version: "v1", kind: "Job")
    static let secret = GroupVersionKind(group: "", version: "v1", kind: "Secret")

    init(
        kinds: [GroupVersionKind: ScopeCatalog.Scope] = [
            SimulatedCluster.deployment: .namespaced, SimulatedCluster.configMap: .namespaced,
            SimulatedCluster.namespace: .cluster, SimulatedCluster.job: .namespaced,
            SimulatedCluster.secret: .namespaced,
        ], isEmbedded: Bool = true
    ) {
        self.kinds = kinds
        self.isEmbedded = isEmbedded
    }

    var requestCount: Int { state.withLock { $0.requests.count } }
    var requests: [String] { state.withLock { $0.requests } }
    var objects: [ResourceIdentity: Value] { state.withLock { $0.objects } }

    /// The names of a kind's objects.
    func names(of kind: GroupVersionKind) -> [String] {
        objects.keys.filter { $0.groupKind == kind.groupKind }.map(\.name).sorted()
    }

    private func note(_ request: String, isWrite: Bool = false) throws(ClusterUnreachable) {
        let fault = state.withLock { state -> Bool in
            state.requests.append(request)
            if isWrite, let left = state.writesLeft {
                state.writesLeft = left - 1
                if left <= 0 { state.isUnreachable = true }
            }
            return state.isUnreachable
        }
        if fault { throw ClusterUnreachable("connection refused") }
    }

    // MARK: LiveCluster

    func scopes(refresh: Bool) async throws(ClusterUnreachable) -> ScopeCatalog {
        if refresh { try note("discover") }
        return ScopeCatalog(kinds)
    }

    func schemas(for kinds: Set<GroupVersionKind>) async throws(ClusterUnreachable) -> SchemaCatalog { .builtIn }

    func preferredVersion(of kind: GroupKind) async throws(ClusterUnreachable) -> GroupVersionKind? {
        kinds.keys.first { $0.groupKind == kind }
    }

    func list(
        _ kind: GroupVersionKind, namespace: String?, selector: String?
    ) async throws(ClusterUnreachable) -> ListAnswer {
        try note("list \(kind.kind)")
        return state.withLock { state in
            if let reason = state.unlistable[kind.kind] { return .unknown(reason) }
            return .objects(
                Self.matching(state, kind, selector).filter {
                    namespace == nil || $0[path: "metadata", "namespace"]?.string == namespace
                })
        }
    }

    func get(_ kind: GroupVersionKind, namespace: String?, name: String) async throws(ClusterUnreachable) -> GetAnswer {
        try note("get \(kind.kind) \(name)")
        if let reason = state.withLock({ $0.unreadable[name] }) { return .unknown(reason) }
        let identity = ResourceIdentity(groupKind: kind.groupKind, namespace: namespace, name: name)
        return objects[identity].map { .object(Self.converted($0, to: kind)) } ?? .absent
    }

    func apply(
        _ object: Value, kind: GroupVersionKind, force: Bool, dryRun: Bool
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        if let hold = state.withLock({ $0.hold }) { await hold() }
        let name = object[path: "metadata", "name"]?.string ?? ""
        try note("\(dryRun ? "try" : "apply") \(kind.kind) \(name)", isWrite: !dryRun)
        return write(object, kind: kind, manager: "lockstep", force: force, dryRun: dryRun)
    }

    /// Whoever makes an object owns all of it, as a server has it.
    func create(
        _ object: Value, kind: GroupVersionKind, manager: String, dryRun: Bool
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        let name = object[path: "metadata", "name"]?.string ?? ""
        try note("\(dryRun ? "try" : "create") \(kind.kind) \(name)", isWrite: !dryRun)
        return state.withLock { state in
            if let fault = Self.fault(&state, object, name, dryRun: dryRun) { return fault }
            let identity = ResourceIdentity(
                groupKind: kind.groupKind, namespace: object[path: "metadata", "namespace"]?.string, name: name)
            guard state.objects[identity] == nil else { return .refused("it already exists") }
            let made = Merge.update(
                from: nil, to: object, schema: SchemaCatalog.builtIn[kind], manager: manager,
                apiVersion: kind.apiVersion, time: "2026-01-01T00:00:00Z")
            if dryRun { return .applied(made) }
            state.version += 1
            let stored = Self.stamp(made, version: state.version, uid: "\(identity)#\(state.version)")
            state.objects[identity] = stored
            Self.tell(&state, .changed(stored), kind)
            return .applied(stored)
        }
    }

    /// What Lockstep is answered instead of what it asks for.
    private static func fault(_ state: inout State, _ object: Value, _ name: String, dryRun: Bool) -> ApplyAnswer? {
        if let reason = state.refusals[name] { return .refused(reason) }
        if let reason = state.judge?(object, dryRun) { return .refused(reason) }
        if dryRun || state.troubles == 0 { return nil }
        state.troubles -= 1
        return .unavailable("failed calling webhook: context deadline exceeded")
    }

    /// Knows one default: a Secret without a type is opaque.
    func preview(_ object: Value, kind: GroupVersionKind) async throws(ClusterUnreachable) -> ApplyAnswer {
        try note("preview \(kind.kind) \(object[path: "metadata", "name"]?.string ?? "")")
        guard kind == Self.secret, var root = object.object, root["type"] == nil else { return .applied(object) }
        root["type"] = "Opaque"
        return .applied(.object(root))
    }

    func write(
        managedFields: Value, of kind: GroupVersionKind, namespace: String?, name: String, resourceVersion: String
    ) async throws(ClusterUnreachable) -> ApplyAnswer {
        try note("take over \(kind.kind) \(name)", isWrite: true)
        return state.withLock { state in
            let identity = ResourceIdentity(groupKind: kind.groupKind, namespace: namespace, name: name)
            guard let object = state.objects[identity], case .object(var root) = object,
                var metadata = root["metadata"]?.object, metadata["resourceVersion"]?.string == resourceVersion
            else { return .refused("the object has been modified") }
            metadata["managedFields"] = managedFields
            root["metadata"] = .object(metadata)
            state.version += 1
            let stored = Self.stamp(.object(root), version: state.version, uid: metadata["uid"]?.string ?? "")
            state.objects[identity] = stored
            return .applied(stored)
        }
    }

    func delete(
        _ kind: GroupVersionKind, namespace: String?, name: String, if precondition: DeletePrecondition
    ) async throws(ClusterUnreachable) -> DeleteAnswer {
        let meanwhile = state.withLock { $0.meanwhile }
        meanwhile?()
        try note("delete \(kind.kind) \(name)", isWrite: true)
        let identity = ResourceIdentity(groupKind: kind.groupKind, namespace: namespace, name: name)
        guard let object = objects[identity] else { return .gone }
        guard precondition.holds(for: object) else { return .changed }
        guard object[path: "metadata", "finalizers"]?.array?.isEmpty ?? true else {
            return .pending(change(identity, kind: kind) { $0["deletionTimestamp"] = "2026-01-01T00:00:00Z" })
        }
        remove(identity, kind: kind)
        return .gone
    }

    /// Writes to an object's metadata as the server itself does.
    @discardableResult
    func change(_ identity: ResourceIdentity, kind: GroupVersionKind, _ edit: (inout Object) -> Void) -> Value {
        state.withLock { state in
            guard var root = state.objects[identity]?.object, var metadata = root["metadata"]?.object else {
                return .null
            }
            edit(&metadata)
            root["metadata"] = .object(metadata)
            state.version += 1
            let stored = Self.stamp(
                .object(root), version: state.version, uid: metadata["uid"]?.string ?? "")
            state.objects[identity] = stored
            Self.tell(&state, .changed(stored), kind)
            return stored
        }
    }

    func follow(
        _ kind: GroupVersionKind, in scope: FollowedScope, onEvent: @escaping @Sendable (LiveEvent) async -> Void
    ) async {
        let (events, continuation) = AsyncStream.makeStream(of: LiveEvent.self)
        defer {
            state.withLock { state in state.followed.firstIndex(of: kind).map { _ = state.followed.remove(at: $0) } }
        }
        state.withLock { state in
            state.followed.append(kind)
            continuation.yield(
                .synced(Self.matching(state, kind, scope.selector), version: "\(state.version)"))
            state.followers.append((kind, scope.selector, continuation))
        }
        for await event in events { await onEvent(event) }
    }

    /// The watches of a kind break off.
    func lose(_ kind: GroupVersionKind, _ reason: String, since: Instant? = nil) {
        let lost = LiveEvent.lost(ClusterUnreachable(reason, since: since))
        state.withLock { state in
            for follower in state.followers where follower.kind == kind { follower.events.yield(lost) }
        }
    }

    /// An object in another version of its kind; nothing but the version differs.
    private static func converted(_ object: Value, to kind: GroupVersionKind) -> Value {
        guard var root = object.object else { return object }
        root["apiVersion"] = .string(kind.apiVersion)
        return .object(root)
    }

    // MARK: What others do

    /// Another manager's write; fields that it names become its own.
    @discardableResult
    func write(_ object: Value, kind: GroupVersionKind, manager: String, force: Bool = true, dryRun: Bool = false)
        -> ApplyAnswer
    {
        state.withLock { state in
            let name = object[path: "metadata", "name"]?.string ?? ""
            if manager == "lockstep", let fault = Self.fault(&state, object, name, dryRun: dryRun) { return fault }
            if let reason = state.refusals[name] { return .refused(reason) }
            if let namespace = object[path: "metadata", "namespace"]?.string, state.absentNamespaces.contains(namespace)
            {
                return .premature("namespaces \"\(namespace)\" not found")
            }
            if state.premature.contains(name) { return .premature("not found") }
            let identity = ResourceIdentity(
                groupKind: kind.groupKind, namespace: object[path: "metadata", "namespace"]?.string, name: name)
            if let namespace = identity.namespace, state.objects[identity] == nil,
                state.objects.contains(where: {
                    $0.key.groupKind.kind == "Namespace" && $0.key.name == namespace && Termination.hasBegun($0.value)
                })
            {
                return .refused("unable to create new content in namespace \(namespace) because it is being terminated")
            }
            let outcome = Merge.apply(
                object, to: state.objects[identity].map { Self.converted($0, to: kind) },
                schema: SchemaCatalog.builtIn[kind], manager: manager,
                apiVersion: kind.apiVersion, force: force, time: "2026-01-01T00:00:00Z")
            switch outcome {
            case .failure(.conflict(let error)): return .conflict(error.conflicts.map { FieldOwner($0, in: object) })
            case .failure(.invalid(let error)): return .refused("\(error)")
            case .success(var applied):
                if manager == "lockstep", let webhook = state.webhook {
                    applied.object = webhook(applied.object)
                    applied.changed = applied.object != state.objects[identity]
                }
                if state.immutable.contains(name), applied.contentChanged, state.objects[identity] != nil {
                    return .immutable("spec.selector: Invalid value: field is immutable")
                }
                guard !dryRun, applied.changed || state.objects[identity] == nil else {
                    return .applied(applied.object)
                }
                state.version += 1
                let uid = state.objects[identity]?[path: "metadata", "uid"]?.string ?? "\(identity)#\(state.version)"
                let stored = Self.stamp(applied.object, version: state.version, uid: uid)
                state.objects[identity] = stored
                Self.tell(&state, .changed(stored), kind)
                return .applied(stored)
            }
        }
    }

    /// What a controller does.
    func setStatus(_ status: Value, of name: String, kind: GroupVersionKind) {
        state.withLock { state in
            for (identity, object) in state.objects
            where identity.name.hasPrefix(name) && identity.groupKind == kind.groupKind {
                guard var root = object.object else { continue }
                root["status"] = status
                state.version += 1
                let uid = object[path: "metadata", "uid"]?.string ?? ""
                let stored = Self.stamp(.object(root), version: state.version, uid: uid)
                state.objects[identity] = stored
                Self.tell(&state, .changed(stored), kind)
            }
        }
    }

    static let available: Value = [
        "observedGeneration": 0, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1, "readyReplicas": 1,
        "conditions": [["type": "Available", "status": "True"]],
    ]
    static let complete: Value = ["succeeded": 1, "conditions": [["type": "Complete", "status": "True"]]]
    static let failed: Value = [
        "failed": 1, "conditions": [["type": "Failed", "status": "True", "message": "no such table"]],
    ]

    /// A deletion by hand.
    func remove(_ identity: ResourceIdentity, kind: GroupVersionKind) {
        state.withLock { state in
            guard let gone = state.objects.removeValue(forKey: identity) else { return }
            state.version += 1
            let uid = gone[path: "metadata", "uid"]?.string ?? ""
            Self.tell(&state, .deleted(Self.stamp(gone, version: state.version, uid: uid)), kind)
        }
    }

    /// Puts an object back as it was in a backup, under a new version, and tells nobody.
    func restore(_ identity: ResourceIdentity, _ object: Value) {
        state.withLock { state in
            state.version += 1
            let uid = object[path: "metadata", "uid"]?.string ?? ""
            state.objects[identity] = Self.stamp(object, version: state.version, uid: uid)
        }
    }

    private static func stamp(_ object: Value, version: Int, uid: String) -> Value {
        guard var root = object.object, var metadata = root["metadata"]?.object else { return object }
        metadata["resourceVersion"] = .string("\(version)")
        metadata["uid"] = .string(uid)
        root["metadata"] = .object(metadata)
        return .object(root)
    }

    private static func matching(_ state: State, _ kind: GroupVersionKind, _ selector: String?) -> [Value] {
        state.objects.filter { $0.key.groupKind == kind.groupKind && matches($0.value, selector) }
            .map { converted($0.value, to: kind) }
    }

    private static func matches(_ object: Value, _ selector: String?) -> Bool {
        guard let selector, let equals = selector.firstIndex(of: "=") else { return true }
        let value = object[path: "metadata", "labels", String(selector[..<equals])]?.string
        return value == String(selector[selector.index(after: equals)...])
    }

    private static func tell(_ state: inout State, _ event: LiveEvent, _ kind: GroupVersionKind) {
        guard case .changed(let object) = event else {
            for follower in state.followers where follower.kind.groupKind == kind.groupKind {
                follower.events.yield(event)
            }
            return
        }
        for follower in state.followers where follower.kind.groupKind == kind.groupKind {
            let object = converted(object, to: follower.kind)
            follower.events.yield(matches(object, follower.selector) ? .changed(object) : .deleted(object))
        }
    }
}
