import Manifests
import StructuredMerge

/// The store as controllers use it: without HTTP, with the same rules.
struct StoreClient: ControllerClient {
    let store: ObjectStore
    let writer: ObjectWriter

    func get(_ kind: GroupVersionKind, namespace: String?, name: String) async -> Value? {
        guard let served = await store.registry[kind] else { return nil }
        return await store[ObjectKey(resource: served.resource, namespace: namespace ?? "", name: name)]?.value
    }

    func list(_ kind: GroupVersionKind, namespace: String?) async -> [Value] {
        guard let served = await store.registry[kind] else { return [] }
        return await store.list(served.resource, namespace: namespace).map(\.value)
    }

    func create(_ object: Value, manager: String) async -> Value? {
        guard let request = await request(object, .post, manager: manager) else { return nil }
        return try? await writer.create(object, request: request).value
    }

    func update(_ object: Value, manager: String) async -> Value? {
        guard let request = await request(object, .put, manager: manager) else { return nil }
        return try? await replace(object, request)
    }

    func updateStatus(_ object: Value, manager: String) async -> Value? {
        guard var request = await request(object, .put, manager: manager) else { return nil }
        request.subresource = "status"
        var object = object
        // The newest status wins: it is computed from what there is, not from what there was.
        object.metadata["resourceVersion"] = nil
        return try? await replace(object, request)
    }

    private func replace(_ object: Value, _ request: APIRequest) async throws(APIError) -> Value {
        let context = writer.context()
        let value = try await store.change(request.key) { (live, view) throws(APIError) in
            guard let live else { throw .notFound(request.kind, request.name) }
            return try ObjectWriter.replace(live, with: object, request: request, view: view, context: context)
        }
        await writer.continueDeletion(of: value, kind: request.kind)
        return value
    }

    func delete(_ kind: GroupVersionKind, namespace: String?, name: String) async {
        let object: Value = [
            "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind),
            "metadata": ["name": .string(name), "namespace": namespace.map(Value.string) ?? .null],
        ]
        guard let request = await request(object, .delete, manager: "controller") else { return }
        // Gone already is as good.
        _ = try? await writer.delete(request)
    }

    private func request(_ object: Value, _ method: APIRequest.Method, manager: String) async -> APIRequest? {
        let kind = GroupVersionKind(apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
        guard let served = await store.registry[kind] else { return nil }
        return APIRequest(
            method: method, kind: served, namespace: served.isNamespaced ? object.metadata["namespace"]?.string : nil,
            name: object.metadata["name"]?.string ?? "", subresource: "", query: [:], form: .plain, contentType: "",
            body: [],
            manager: manager)
    }

    func changes() async -> AsyncStream<ObjectChange> {
        let (stream, continuation) = AsyncStream.makeStream(of: ObjectChange.self)
        guard let feed = try? await store.feed(nil, since: nil) else {
            continuation.finish()
            return stream
        }
        let present = await store.everything()
        let work = Task {
            for object in present {
                continuation.yield(ObjectChange(kind: Self.kind(of: object), before: nil, after: object))
            }
            for await event in feed.events {
                continuation.yield(
                    ObjectChange(
                        kind: Self.kind(of: event.after.value), before: event.before?.value,
                        after: event.isDeletion ? nil : event.after.value))
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in work.cancel() }
        return stream
    }

    private static func kind(of object: Value) -> GroupVersionKind {
        GroupVersionKind(apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "")
    }
}

extension ObjectStore {
    func everything() -> [Value] { allObjects.map(\.value) }
}
