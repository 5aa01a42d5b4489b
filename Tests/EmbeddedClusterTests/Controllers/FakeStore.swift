import Manifests

@testable import EmbeddedCluster

/// A store in memory: just enough of an API server for the controllers to work against.
actor FakeStore: ControllerClient {
    private var objects: [ObjectReference: Value] = [:]
    private var watchers: [AsyncStream<ObjectChange>.Continuation] = []
    private var counter: Int64 = 0
    /// Writes that changed something.
    private(set) var writes = 0

    func get(_ kind: GroupVersionKind, namespace: String?, name: String) -> Value? {
        objects[ObjectReference(kind: kind, namespace: namespace, name: name)]
    }

    func list(_ kind: GroupVersionKind, namespace: String?) -> [Value] {
        objects.filter { $0.key.kind == kind && (namespace == nil || $0.key.namespace == namespace) }.map(\.value)
            .sorted { $0.objectName < $1.objectName }
    }

    func dependents(_ kind: GroupVersionKind, of owner: Value) -> [Value] {
        list(kind, namespace: owner.objectNamespace).filter { $0.ownerUIDs.contains(owner.uid ?? "") }
    }

    func create(_ object: Value, manager: String) -> Value? {
        guard objects[key(of: object)] == nil else { return nil }
        counter += 1
        var created = object
        created.metadata["uid"] = .string("uid-\(counter)")
        created.metadata["generation"] = 1
        store(created)
        return created
    }

    func update(_ object: Value, manager: String) -> Value? {
        guard let before = objects[key(of: object)] else { return nil }
        var changed = object
        changed[field: "status"] = before["status"]
        if before["spec"] != object["spec"] { changed.metadata["generation"] = .integer(before.generation + 1) }
        if changed != before { store(changed) }
        return changed
    }

    func updateStatus(_ object: Value, manager: String) -> Value? {
        guard var changed = objects[key(of: object)] else { return nil }
        let before = changed
        changed[field: "status"] = object["status"]
        changed.metadata["annotations"] = object.metadata["annotations"]
        if changed != before { store(changed) }
        return changed
    }

    func delete(_ kind: GroupVersionKind, namespace: String?, name: String) {
        let key = ObjectReference(kind: kind, namespace: namespace, name: name)
        guard let before = objects.removeValue(forKey: key) else { return }
        announce(ObjectChange(kind: kind, before: before, after: nil))
        for child in objects.values where child.controllerReference?["uid"]?.string == before.uid {
            delete(child.objectKind, namespace: child.objectNamespace, name: child.objectName)
        }
    }

    func changes() -> AsyncStream<ObjectChange> {
        let (stream, continuation) = AsyncStream.makeStream(of: ObjectChange.self)
        for object in objects.values {
            continuation.yield(ObjectChange(kind: object.objectKind, before: nil, after: object))
        }
        watchers.append(continuation)
        return stream
    }

    private func key(of object: Value) -> ObjectReference {
        ObjectReference(kind: object.objectKind, namespace: object.objectNamespace, name: object.objectName)
    }

    private func store(_ object: Value) {
        let before = objects.updateValue(object, forKey: key(of: object))
        announce(ObjectChange(kind: object.objectKind, before: before, after: object))
    }

    private func announce(_ change: ObjectChange) {
        writes += 1
        for watcher in watchers { watcher.yield(change) }
    }
}

extension FakeStore {
    /// Lets the controllers work on everything there is, until there is nothing more to do.
    ///
    /// The queue is drained in the test's own task, so that rest is seen and not waited for.
    /// - Parameter now: the time at which they work, RFC 3339.
    /// - Returns: the number of writes that it took; nil where it did not come to rest in 1,000 rounds.
    func settle(at now: String = "2026-01-31T09:30:00Z") async -> Int? {
        let before = writes
        for _ in 0..<1000 {
            let start = writes
            let manager = ControllerManager(client: self, now: { now })
            await manager.runOnce(
                over: objects.values.map { ObjectChange(kind: $0.objectKind, before: nil, after: $0) })
            if writes == start { return writes - before }
        }
        return nil
    }

    func apply(_ object: Value) {
        if var existing = get(object.objectKind, namespace: object.objectNamespace, name: object.objectName) {
            existing[field: "spec"] = object["spec"]
            existing.metadata["annotations"] = object.metadata["annotations"]
            _ = update(existing, manager: "test")
        } else {
            _ = create(object, manager: "test")
        }
    }
}
