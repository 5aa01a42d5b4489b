import Logging
import Manifests
import StructuredMerge
import Synchronization

/// The one owner of every object: writes are decided here one after the other, so that of two that collide exactly one
/// sees the other, and are acknowledged once they are on disk.
///
/// Reads are answered from memory. Writes that come while a transaction is on its way to the disk share the next one.
actor ObjectStore {
    /// Changes kept for watches that come back with an old version, and for lists of one; up to twice as many.
    private let historyLength: Int
    private let database: Database?
    private let logger: Logger
    private let kinds: Mutex<KindRegistry>
    private var objects: [GroupResource: [ObjectKey: StoredObject]] = [:]
    /// The keys of each kind in order; made when asked for, forgotten when a key comes or goes.
    private var order: [GroupResource: [ObjectKey]] = [:]
    private var dependentKeys: [String: Set<ObjectKey>] = [:]
    private var services = ServiceAddresses()
    private(set) var version: UInt64
    private var history: [StoreEvent] = []
    /// Watches have been told of everything up to here.
    private(set) var publishedVersion: UInt64
    private var watchers: [Int: (resource: GroupResource?, events: AsyncStream<StoreEvent>.Continuation)] = [:]
    private var nextWatcher = 0
    private var pending: [Database.Change] = []
    private var unpublished: [StoreEvent] = []
    private var waiting: [CheckedContinuation<Turn, Never>] = []
    private var isFlushing = false

    init(database: Database?, logger: Logger, historyLength: Int = 10_000) throws {
        self.historyLength = historyLength
        self.database = database
        self.logger = logger
        let content = try database?.load()
        version = content?.version ?? 0
        publishedVersion = content?.version ?? 0
        for (key, object) in content?.objects ?? [] {
            objects[key.resource, default: [:]][key] = object
            for uid in object.value.ownerUIDs { dependentKeys[uid, default: []].insert(key) }
            if key.resource == .services { services.insert(object.value) }
        }
        var registry = KindRegistry()
        for object in (objects[.definitions] ?? [:]).values { try registry.define(object.value) }
        for (resource, storage) in registry.storages { Self.reread(&objects[resource], in: storage) }
        kinds = Mutex(registry)
    }

    // MARK: Reading

    /// The kinds as they are served now: every request asks, and need not wait for the writes of others.
    nonisolated var registry: KindRegistry { kinds.withLock { $0 } }

    subscript(key: ObjectKey) -> StoredObject? { objects[key.resource]?[key] }

    /// Every object of a kind, or of it in one namespace, in the order of their keys.
    func list(_ resource: GroupResource, namespace: String?) -> [StoredObject] {
        let all = objects[resource] ?? [:]
        return keys(of: resource).compactMap { namespace == nil || $0.namespace == namespace ? all[$0] : nil }
    }

    /// Every object of a kind as it was at a version.
    ///
    /// - Throws: 410 for a version that is no longer in the history.
    func list(_ resource: GroupResource, namespace: String?, at asked: UInt64) throws(APIError) -> [StoredObject] {
        try requireHistory(since: asked)
        var all = objects[resource] ?? [:]
        for event in history.reversed() {
            guard event.version > asked else { break }
            if event.key.resource == resource { all[event.key] = event.before }
        }
        return all.filter { namespace == nil || $0.key.namespace == namespace }.sorted { $0.key < $1.key }.map(\.value)
    }

    private func requireHistory(since asked: UInt64) throws(APIError) {
        let oldest = history.first?.version ?? version + 1
        guard asked >= version || asked + 1 >= oldest else { throw .tooOld(asked, oldest) }
    }

    private func keys(of resource: GroupResource) -> [ObjectKey] {
        if let keys = order[resource] { return keys }
        let keys = (objects[resource] ?? [:]).keys.sorted()
        order[resource] = keys
        return keys
    }

    var allObjects: [StoredObject] { objects.values.flatMap(\.values) }

    func dependents(of uid: String) -> Set<ObjectKey> { dependentKeys[uid] ?? [] }

    /// Every object that names an owner.
    var dependents: [ObjectKey: StoredObject] {
        dependentKeys.values.joined().reduce(into: [:]) { all, key in all[key] = self[key] }
    }

    /// The objects of a kind in a namespace that name an owner; takes time in proportion to these.
    func dependents(_ resource: GroupResource, namespace: String?, of uid: String) -> [StoredObject] {
        dependents(of: uid).filter { $0.resource == resource && $0.namespace == namespace ?? "" }.compactMap {
            self[$0]
        }
    }

    /// Tells of a step that the server takes by itself and that was refused.
    nonisolated func warn(of what: String, _ error: APIError) {
        logger.warning(
            "a step of the cluster's own was refused", metadata: ["step": "\(what)", "error": "\(error.message)"])
    }

    /// Everything that lives in a namespace.
    func content(of namespace: String) -> [ObjectKey] {
        objects.flatMap { resource, all in resource == .namespaces ? [] : all.keys.filter { $0.namespace == namespace }
        }
    }

    func hasContent(_ namespace: String) -> Bool {
        objects.contains { resource, all in
            resource != .namespaces && all.keys.contains { $0.namespace == namespace }
        }
    }

    func hasInstances(_ resource: GroupResource) -> Bool { !(objects[resource] ?? [:]).isEmpty }

    // MARK: Writing

    /// What a decision wants done with an object.
    enum Decision: Sendable {
        /// Nothing: the object stays as it is.
        case keep
        case put(Value)
        case delete
    }

    struct Outcome: Sendable {
        var object: Value
        var decision: Decision
    }

    /// Decides about one object and carries the decision out, with nothing in between.
    ///
    /// - Parameter decide: is given the object as it is, nil where there is none, and says what is to become of it and what
    ///   to answer.
    /// - Returns: the answer, with the version that the object now has, once it is on disk.
    func change(
        _ key: ObjectKey, _ decide: (StoredObject?, ObjectStore.View) throws(APIError) -> Outcome
    ) async throws(APIError) -> Value {
        let changed = try await stored(key, decide)
        return changed.stored?.value ?? changed.answer
    }

    /// The same, with the object as it is kept now, printed already; nil where nothing was put.
    func stored(
        _ key: ObjectKey, _ decide: (StoredObject?, ObjectStore.View) throws(APIError) -> Outcome
    ) async throws(APIError) -> (answer: Value, stored: StoredObject?) {
        let before = self[key]
        let outcome = try decide(
            before, View(registry: registry, services: services, namespacePhase: namespacePhase(of: key)))
        var stored: StoredObject?
        switch outcome.decision {
        case .keep: return (outcome.object, nil)
        case .put(let value):
            try Self.requireReadable(value)
            if key.resource == .definitions { try adopt(value, name: key.name) }
            stored = put(
                KindConversion.stored(value, in: registry.storages[key.resource]), at: key, before: before)
        case .delete:
            guard let before else { return (outcome.object, nil) }
            remove(key, before: before)
        }
        try await flush()
        return (outcome.object, stored)
    }

    /// An object is read again at the next start, and by clients within a list, a watch's event or a table.
    private static let deepest = JSON.Limits.standard.depth - 4

    /// Beside what a body says, an object has managed fields, which are deeper than the fields.
    private static func requireReadable(_ object: Value) throws(APIError) {
        guard object.isNested(deeperThan: deepest) else { return }
        throw .badRequest(
            "expected an object of at most \(deepest) levels of nesting together with its managed fields, found more")
    }

    /// What a decision may look at besides its own object.
    struct View: Sendable {
        var registry: KindRegistry
        var services: ServiceAddresses
        /// Nil where the object's namespace does not exist; "Active" for cluster-scoped objects.
        var namespacePhase: String?
    }

    private func namespacePhase(of key: ObjectKey) -> String? {
        guard !key.namespace.isEmpty else { return "Active" }
        let namespace = self[ObjectKey(resource: .namespaces, namespace: "", name: key.namespace)]
        return namespace.map { $0.value[path: "status", "phase"]?.string ?? "Active" }
    }

    private func put(_ value: Value, at key: ObjectKey, before: StoredObject?) -> StoredObject {
        version += 1
        var value = value
        value.metadata["resourceVersion"] = .string(String(version))
        let stored = StoredObject(value, version: version)
        objects[key.resource, default: [:]][key] = stored
        if before == nil { order[key.resource] = nil }
        for uid in before?.value.ownerUIDs ?? [] { forgetDependent(key, of: uid) }
        for uid in value.ownerUIDs { dependentKeys[uid, default: []].insert(key) }
        if key.resource == .services {
            if let before { services.remove(before.value) }
            services.insert(value)
        }
        note(StoreEvent(version: version, key: key, before: before, after: stored, isDeletion: false))
        pending.append(Database.Change(key: key, object: stored, replaced: before?.version))
        return stored
    }

    private func remove(_ key: ObjectKey, before: StoredObject) {
        version += 1
        objects[key.resource]?[key] = nil
        order[key.resource] = nil
        for uid in before.value.ownerUIDs { forgetDependent(key, of: uid) }
        if key.resource == .definitions { forgetKind(before.value) }
        if key.resource == .services { services.remove(before.value) }
        var last = before.value
        last.metadata["resourceVersion"] = .string(String(version))
        note(
            StoreEvent(
                version: version, key: key, before: before, after: StoredObject(last, version: version),
                isDeletion: true))
        pending.append(Database.Change(key: key, object: nil, replaced: before.version))
    }

    private func forgetDependent(_ key: ObjectKey, of uid: String) {
        dependentKeys[uid]?.remove(key)
        if dependentKeys[uid]?.isEmpty ?? false { dependentKeys[uid] = nil }
    }

    private func note(_ event: StoreEvent) {
        history.append(event)
        if history.count > 2 * historyLength { history.removeFirst(historyLength) }
        unpublished.append(event)
    }

    // MARK: Definitions

    private func adopt(_ definition: Value, name: String) throws(APIError) {
        let before = registry.storages
        do {
            try kinds.withLock { kinds throws(SchemaError) in try kinds.define(definition) }
        } catch {
            throw .invalid(
                kind: "CustomResourceDefinition", group: "apiextensions.k8s.io", name: name,
                [.invalid("spec.versions", "{}", error.message)])
        }
        let resource = GroupResource(definedBy: definition)
        if let storage = registry.storages[resource], storage.structures != before[resource]?.structures {
            Self.reread(&objects[resource], in: storage)
        }
    }

    /// Objects as their kind's schemas have them, once these have changed, so that every read finds them so.
    private static func reread(_ objects: inout [ObjectKey: StoredObject]?, in storage: KindStorage) {
        if !storage.structures.isEmpty { objects = objects?.mapValues { $0.reread(in: storage) } }
    }

    private func forgetKind(_ definition: Value) {
        let resource = GroupResource(definedBy: definition)
        for (key, object) in objects[resource] ?? [:] { remove(key, before: object) }
        kinds.withLock { $0.remove(resource) }
    }

    // MARK: Durability

    private enum Turn: Sendable {
        /// The batch with the caller's change is on disk, or could not be written.
        case done(Bool)
        /// It is the caller's turn to write the next batch, its own change in it.
        case lead
    }

    /// Waits until everything written so far is on disk, and told to the watches.
    ///
    /// One caller writes a batch for all who came before it began, then hands over to one who came since.
    private func flush() async throws(APIError) {
        var turn = Turn.lead
        if isFlushing { turn = await withCheckedContinuation { waiting.append($0) } }
        switch turn {
        case .done(true): return
        case .done(false): throw .internalError("the store could not be written")
        case .lead: break
        }
        isFlushing = true
        let done = await writeBatch()
        if waiting.isEmpty { isFlushing = false } else { waiting.removeFirst().resume(returning: .lead) }
        guard done else { throw .internalError("the store could not be written") }
    }

    private func writeBatch() async -> Bool {
        let (changes, events, waiters) = (pending, unpublished, waiting)
        (pending, unpublished, waiting) = ([], [], [])
        let done = await write(changes)
        if done {
            for event in events { publish(event) }
        } else {
            // A disk that is full is tried again with the next write; nobody is told of what is not on it.
            (pending, unpublished) = (changes + pending, events + unpublished)
        }
        for waiter in waiters { waiter.resume(returning: .done(done)) }
        return done
    }

    private func write(_ changes: [Database.Change]) async -> Bool {
        guard let database, !changes.isEmpty else { return true }
        // A batch is everybody's: that whoever happens to write it is cancelled must not end it.
        let write = Task { [version] in try await database.write(changes, version: version) }
        do {
            try await write.value
            return true
        } catch {
            logger.critical("the store cannot be written", metadata: ["error": "\(error)"])
            return false
        }
    }

    // MARK: Watching

    private func publish(_ event: StoreEvent) {
        publishedVersion = event.version
        for watcher in watchers.values where watcher.resource == nil || watcher.resource == event.key.resource {
            watcher.events.yield(event)
        }
    }

    struct Feed: Sendable {
        /// What there was when the feed began: the past changes asked for, or all objects.
        var past: [StoreEvent]
        var objects: [StoredObject]
        /// Events up to this version are in `past` or `objects` already.
        var version: UInt64
        var events: AsyncStream<StoreEvent>
    }

    /// Changes of a kind from a version on.
    ///
    /// - Parameter version: nil begins with the objects that there are.
    /// - Throws: 410 for a version that is no longer in the history.
    func feed(_ resource: GroupResource?, since asked: UInt64?) throws(APIError) -> Feed {
        var past: [StoreEvent] = []
        if let asked, asked < version {
            try requireHistory(since: asked)
            past = history.filter {
                $0.version > asked && $0.version <= publishedVersion && (resource == nil || $0.key.resource == resource)
            }
        }
        let present = asked == nil ? resource.map { list($0, namespace: nil) } ?? [] : []
        return Feed(
            past: past, objects: present, version: asked.map { max($0, publishedVersion) } ?? version,
            events: subscribe(to: resource))
    }

    /// Every change of every kind from now on, and everything that there is now.
    func feedOfEverything() -> Feed {
        Feed(past: [], objects: allObjects, version: version, events: subscribe(to: nil))
    }

    private func subscribe(to resource: GroupResource?) -> AsyncStream<StoreEvent> {
        let (events, continuation) = AsyncStream.makeStream(of: StoreEvent.self)
        let id = nextWatcher
        nextWatcher += 1
        watchers[id] = (resource, continuation)
        continuation.onTermination = { _ in Task { await self.forget(id) } }
        return events
    }

    private func forget(_ id: Int) { watchers[id] = nil }

    /// Ends every watch: the server is going.
    func endWatches() { for watcher in watchers.values { watcher.events.finish() } }
}
