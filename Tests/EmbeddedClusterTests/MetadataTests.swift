import Cluster
import Manifests
import Testing

/// Lists and watches of metadata alone, as a client asks for them.
@Suite struct MetadataTests {
    private static func object(_ name: String) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "default"],
            "data": ["large": "content"],
        ]
    }

    @Test func `a cache of metadata holds no content, and follows changes`() async throws {
        try await withServer(isBare: true) { client, _ in
            _ = try await client.apply(Self.object("a"), as: Kinds.configMaps, options: WriteOptions())
            let cache = WatchCache(
                client, Kinds.configMaps, in: ObjectScope(namespace: "default", isMetadataOnly: true))
            let changes = await cache.changes()
            let task = Task { await cache.run() }
            defer { task.cancel() }
            #expect(await cache.waitUntilSynced())
            _ = try await client.apply(Self.object("b"), as: Kinds.configMaps, options: WriteOptions())
            for await change in changes where change.identity.name == "b" {
                guard case .added(_, let object) = change else { continue }
                #expect(object["data"] == nil)
                #expect(object[path: "metadata", "uid"]?.string?.isEmpty == false)
                break
            }
            let first = await cache.objects.first { $0.key.name == "a" }?.value
            #expect(first?["data"] == nil)
            #expect(first?["kind"] == "ConfigMap")
        }
    }
}
