import Manifests
import StructuredMerge

/// The store as controllers use it: without HTTP, with the same rules.
struct StoreClient: ControllerClient {
    let store: ObjectStore
    let writer: ObjectWriter

    func get(_ kind: GroupVersionKind, namespace: String?, name: String) async -> Value? {
        guard let served = store.registry[kind] else { return nil }
        let key = ObjectKey(resource: served.resource, namespace: namespace ?? "", name: name)
        return await store[key]?.converted(to: served).value
    }

    func dependents(_ kind: GroupVersionKind, of owner: Value) async -> [Value] {
        guard let served = store.registry[kind], let uid = owner.uid else { return [] }
        return await store.dependents(served.resource, namespace: owner.objectNamespace, of: uid).map {
            $0.converted(to: served).value
        }
    }

    func create(_ object: Value, manager: String) async -> Value? {
        guard let request = await request(object, .post, manager: manager) else { return nil }
        do throws(APIError) {
            let value = try await writer.create(object, request: request).value
            await writer.followUp(value, kind: request.kind)
            return value
        } catch {
            guard Self.isNews(error) else { return nil }
            store.warn(of: "creation of \(object.objectName)", error)
            if let owner = object.controllerReference {
                let event = ClusterEvent.failedCreation(of: object, because: error.message)
                var subject: Value = ["apiVersion": owner["apiVersion"] ?? "", "kind": owner["kind"] ?? ""]
                subject[field: "metadata"] = [
                    "name": owner["name"] ?? "", "uid": owner["uid"] ?? "",
                    "namespace": object.metadata["namespace"] ?? .null,
                ]
                // Under a name that is the same for the same words: it is written once.
                let number = event.identity(of: subject)
                _ = await create(
                    event.object(about: subject, now: writer.context().now, number: number), manager: manager)
            }
            return nil
        }
    }

    func update(_ object: Value, manager: String) async -> Value? {
        guard let request = await request(object, .put, manager: manager) else { return nil }
        return await attempt("update", of: object) { () async throws(APIError) in try await replace(object, request) }
    }

    func updateStatus(_ object: Value, manager: String) async -> Value? {
        guard var request = await request(object, .put, manager: manager) else { return nil }
        request.subresource = "status"
        return await attempt("status", of: object) { [request] () async throws(APIError) in
            try await replace(object, request)
        }
    }

    /// Carries out a controller's write. One that comes too late (the object is gone, there, changed, or its namespace
    /// is going) is dropped: the change that was faster calls the controller again. Anything else is logged.
    private func attempt(
        _ what: String, of object: Value, _ write: () async throws(APIError) -> Value
    ) async -> Value? {
        do throws(APIError) {
            return try await write()
        } catch {
            if Self.isNews(error) { store.warn(of: "\(what) of \(object.objectName)", error) }
            return nil
        }
    }

    private static func isNews(_ error: APIError) -> Bool { ![403, 404, 409].contains(error.code) }

    private func replace(_ object: Value, _ request: APIRequest) async throws(APIError) -> Value {
        let context = writer.context()
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live = live?.converted(to: request.kind) else { throw .notFound(request.kind, request.name) }
            return try ObjectWriter.replace(live, with: object, request: request, view: view, context: context)
        }
        await writer.followUp(value, kind: request.kind)
        return value
    }

    func delete(_ kind: GroupVersionKind, namespace: String?, name: String) async {
        let object: Value = [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
            "metadata": ["name": .string(name), "namespace": namespace.map(Value.string) ?? .null],
        ]
        guard let request = await request(object, .delete, manager: "controller") else { return }
        _ = await attempt("deletion", of: object) { () async throws(APIError) in
            try await writer.delete(request).value
        }
    }

    private func request(_ object: Value, _ method: APIRequest.Method, manager: String) async -> APIRequest? {
        let kind = GroupVersionKind(apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
        guard let served = store.registry[kind] else { return nil }
        return APIRequest(
            method: method, kind: served, namespace: served.isNamespaced ? object.metadata["namespace"]?.string : nil,
            name: object.metadata["name"]?.string ?? "", subresource: "", query: [:], form: .plain, contentType: "",
            body: [],
            manager: manager)
    }

    func changes() async -> AsyncStream<ObjectChange> {
        let (stream, continuation) = AsyncStream.makeStream(of: ObjectChange.self)
        let feed = await store.feedOfEverything()
        let work = Task {
            // Whether the node takes pods is known before the first of them.
            let isNode = { (object: StoredObject) in object.value.objectKind == .node }
            for object in feed.objects.filter(isNode) + feed.objects.filter({ !isNode($0) }) {
                continuation.yield(
                    ObjectChange(kind: object.value.objectKind, before: nil, after: object.value))
            }
            for await event in feed.events where event.version > feed.version {
                continuation.yield(
                    ObjectChange(
                        kind: event.after.value.objectKind, before: event.before?.value,
                        after: event.isDeletion ? nil : event.after.value))
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in work.cancel() }
        return stream
    }
}
