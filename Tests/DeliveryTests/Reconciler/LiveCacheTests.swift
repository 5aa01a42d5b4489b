import Manifests
import Testing

@testable import Delivery

/// What the watches and writes of our own, in whatever order they come, leave of the cluster.
@Suite struct LiveCacheTests {
    private let kind = SimulatedCluster.configMap

    private func object(_ name: String, _ version: Int, uid: String = "1", _ data: String = "") -> Value {
        [
            "metadata": [
                "name": .string(name), "namespace": "ml", "uid": .string(uid), "resourceVersion": .string("\(version)"),
            ], "data": ["value": .string(data)],
        ]
    }

    private func versions(_ cache: LiveCache) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: cache.objects.map { identity, object in
                (identity.name, object[path: "metadata", "resourceVersion"]?.string ?? "")
            })
    }

    @Test func `an event of before a write of our own changes nothing`() {
        var cache = LiveCache()
        cache.put(object("a", 12), kind: kind)
        let changed = cache.take(.changed(object("a", 11)), kind: kind)
        #expect(changed == LiveCache.Taken())
        #expect(versions(cache) == ["a": "12"])
    }

    @Test func `a list of before writes of our own leaves them`() {
        var cache = LiveCache()
        _ = cache.take(.synced([object("a", 9)], version: "10"), kind: kind)
        cache.put(object("a", 12), kind: kind)
        cache.put(object("new", 13, uid: "2"), kind: kind)
        let taken = cache.take(.synced([object("a", 9)], version: "11"), kind: kind)
        #expect(taken == LiveCache.Taken())
        #expect(versions(cache) == ["a": "12", "new": "13"])
    }

    @Test func `an object of ours that a later list does not have is gone`() {
        var cache = LiveCache()
        cache.put(object("a", 12), kind: kind)
        let taken = cache.take(.synced([], version: "20"), kind: kind)
        #expect(taken.changed.map(\.name) == ["a"] && !taken.wentBack)
        #expect(cache.objects.isEmpty && cache.kinds.isEmpty)
    }

    @Test func `a list that is older than what was heard is the truth`() {
        var cache = LiveCache()
        _ = cache.take(.synced([object("a", 9), object("b", 8)], version: "10"), kind: kind)
        _ = cache.take(.changed(object("a", 30)), kind: kind)
        let taken = cache.take(.synced([object("a", 9)], version: "20"), kind: kind)
        #expect(taken.wentBack && taken.changed.map(\.name) == ["a", "b"])
        #expect(versions(cache) == ["a": "9"])
        let changed = cache.take(.changed(object("a", 21)), kind: kind)
        #expect(changed.changed.map(\.name) == ["a"] && !changed.wentBack)
    }

    @Test func `an object that is older in a newer list went back with its cluster`() {
        var cache = LiveCache()
        _ = cache.take(.synced([object("a", 30)], version: "30"), kind: kind)
        let taken = cache.take(.synced([object("a", 9)], version: "40"), kind: kind)
        #expect(taken.wentBack)
        #expect(versions(cache) == ["a": "9"])
    }

    @Test func `a list that was asked for and has an older object than is known is of a cluster that went back`() {
        var cache = LiveCache()
        _ = cache.take(.synced([object("a", 30), object("b", 12)], version: "30"), kind: kind)
        #expect(cache.isAhead(of: [object("b", 12), object("a", 9)], kind: kind.groupKind))
        let others = [object("b", 13), object("a", 9, uid: "2"), object("c", 1)]
        #expect(!cache.isAhead(of: others, kind: kind.groupKind))
    }

    @Test func `nothing is kept of what was deleted`() {
        var cache = LiveCache()
        _ = cache.take(.synced([object("a", 9)], version: "10"), kind: kind)
        _ = cache.take(.deleted(object("a", 11)), kind: kind)
        #expect(cache.objects.isEmpty && cache.kinds.isEmpty)
    }
}
