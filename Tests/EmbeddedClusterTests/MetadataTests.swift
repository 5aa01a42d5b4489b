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
            let heard = await cache.news()
            let task = Task { await cache.run() }
            defer { task.cancel() }
            for await news in heard {
                switch news {
                case .synced:
                    _ = try await client.apply(Self.object("b"), as: Kinds.configMaps, options: WriteOptions())
                    continue
                case .changed(.added(let identity, let object)) where identity.name == "b":
                    #expect(object["data"] == nil)
                    #expect(object[path: "metadata", "uid"]?.string?.isEmpty == false)
                default: continue
                }
                break
            }
            let first = await cache.objects.first { $0.key.name == "a" }?.value
            #expect(first?["data"] == nil)
            #expect(first?["kind"] == "ConfigMap")
        }
    }
}
