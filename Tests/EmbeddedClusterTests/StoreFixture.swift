import Logging
import Manifests
import Synchronization
import Testing

@testable import EmbeddedCluster

/// A store in memory with what reads and writes it, without a server.
struct StoreFixture: Sendable {
    let store: ObjectStore
    let reader: ObjectReader
    let writer: ObjectWriter
    private let now = "2026-01-01T00:00:00Z"

    init(historyLength: Int = 10_000) async throws {
        let store = try ObjectStore(
            database: nil, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            historyLength: historyLength)
        let counter = Counter()
        let now = now
        self.store = store
        reader = ObjectReader(store: store, now: { now })
        writer = ObjectWriter(
            store: store,
            context: {
                WriteContext(now: now, newUID: { "uid-\(counter.next())" }, randomSuffix: { "x\(counter.next())" })
            })
        try await create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "default"]])
    }

    func request(
        _ method: APIRequest.Method, _ kind: String, _ name: String = "", apiVersion: String = "v1",
        query: [String: String] = [:], body: Value = .null
    ) async throws -> APIRequest {
        let served = try #require(
            store.registry[GroupVersionKind(apiVersion: apiVersion, kind: kind)], "no kind \(kind)")
        return APIRequest(
            method: method, kind: served, namespace: served.isNamespaced ? "default" : nil, name: name,
            subresource: "", query: query, form: .plain, contentType: "application/json",
            body: body.isNull ? [] : JSON.write(body), manager: "test")
    }

    @discardableResult
    func create(_ object: Value) async throws -> Value {
        let request = try await request(
            .post, object["kind"]?.string ?? "", apiVersion: object["apiVersion"]?.string ?? "", body: object)
        return try await writer.create(request).value
    }

    /// Expects that the creation of an object named `x` is refused with these words.
    func expectRefusal(of object: Value, _ words: String) async throws {
        let error = await #expect(throws: APIError.self) { try await create(object) }
        #expect(error?.code == 422)
        #expect(error?.message.hasSuffix("\"x\" is invalid: \(words)") ?? false, "\(error?.message ?? "")")
    }

    /// Sends a merge patch of an object named `x` in the namespace `default`.
    func merge(_ patch: String, into kind: String, apiVersion: String) async throws -> Value {
        var request = try await request(.patch, kind, "x", apiVersion: apiVersion, body: try JSON.parse(patch))
        request.contentType = "application/merge-patch+json"
        return try await writer.patch(request).value
    }

    /// - Parameter owners: uids.
    @discardableResult
    func configMap(_ name: String, owners: [String] = [], finalizers: [String] = []) async throws -> Value {
        var metadata: Object = ["name": .string(name)]
        if !owners.isEmpty {
            metadata["ownerReferences"] = .array(
                owners.map { uid -> Value in
                    ["apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": .string(uid)]
                })
        }
        if !finalizers.isEmpty { metadata["finalizers"] = .array(finalizers.map(Value.string)) }
        return try await create(["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata)])
    }

    func delete(_ name: String, propagation: String = "Background") async throws {
        _ = try await writer.delete(
            try await request(.delete, "ConfigMap", name, query: ["propagationPolicy": propagation]))
    }

    /// Carries a merge patch out and what follows from it, as a request does.
    func patch(_ name: String, _ patch: Value) async throws {
        var request = try await request(.patch, "ConfigMap", name, body: patch)
        request.contentType = "application/merge-patch+json"
        let value = try await writer.patch(request).value
        if value.isBeingDeleted { await writer.collect(after: value, kind: request.kind) }
    }

    /// A list's metadata and the names in it.
    func list(_ query: [String: String] = [:]) async throws -> (metadata: Value, names: [String]) {
        guard case .json(let bytes) = try await reader.list(try await request(.get, "ConfigMap", query: query)) else {
            return ([:], [])
        }
        let list = try JSON.parse(bytes)
        return (
            list["metadata"] ?? [:], (list["items"]?.array ?? []).compactMap { $0[path: "metadata", "name"]?.string }
        )
    }

    /// The first lines of a watch.
    func watch(_ query: [String: String], count: Int) async throws -> [Value] {
        guard case .lines(let lines) = try await reader.watch(try await request(.get, "ConfigMap", query: query)) else {
            return []
        }
        var events: [Value] = []
        for await line in lines {
            events.append(try JSON.parse(line))
            if events.count == count { break }
        }
        return events
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
