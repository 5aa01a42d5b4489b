import Manifests
import Testing

@testable import EmbeddedCluster

/// What follows from a deletion.
@Suite struct CollectionTests {
    @Test func `dependents go with their last owner`() async throws {
        let fixture = try await StoreFixture()
        let (one, two) = (try await fixture.configMap("one").uid ?? "", try await fixture.configMap("two").uid ?? "")
        try await fixture.configMap("alone", owners: [one])
        try await fixture.configMap("shared", owners: [one, two])
        try await fixture.delete("one")
        #expect(try await fixture.list().names == ["shared", "two"])
        let key = try await fixture.request(.get, "ConfigMap", "shared").key
        #expect(await fixture.store[key]?.value.ownerUIDs == [two])
        try await fixture.delete("two")
        #expect(try await fixture.list().names == [])
    }

    @Test func `an owner that a finalizer holds keeps its dependents until it goes`() async throws {
        let fixture = try await StoreFixture()
        let owner = try await fixture.configMap("owner", finalizers: ["example.com/hold"]).uid ?? ""
        try await fixture.configMap("dependent", owners: [owner])
        try await fixture.delete("owner")
        #expect(try await fixture.list().names == ["dependent", "owner"])
        try await fixture.patch("owner", ["metadata": ["finalizers": .null]])
        #expect(try await fixture.list().names == [])
    }

    @Test func `an owner deleted in the foreground waits for its dependents`() async throws {
        let fixture = try await StoreFixture()
        let owner = try await fixture.configMap("owner").uid ?? ""
        try await fixture.configMap("dependent", owners: [owner], finalizers: ["example.com/hold"])
        try await fixture.delete("owner", propagation: "Foreground")
        #expect(try await fixture.list().names == ["dependent", "owner"])
        try await fixture.patch("dependent", ["metadata": ["finalizers": .null]])
        #expect(try await fixture.list().names == [])
    }

    @Test func `an owner deleted in the foreground without dependents goes at once`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.configMap("owner")
        try await fixture.delete("owner", propagation: "Foreground")
        #expect(try await fixture.list().names == [])
    }

    @Test func `orphans stay and name their owner no more`() async throws {
        let fixture = try await StoreFixture()
        let owner = try await fixture.configMap("owner").uid ?? ""
        try await fixture.configMap("dependent", owners: [owner])
        try await fixture.delete("owner", propagation: "Orphan")
        #expect(try await fixture.list().names == ["dependent"])
        let key = try await fixture.request(.get, "ConfigMap", "dependent").key
        #expect(await fixture.store[key]?.value.ownerUIDs == [])
    }

    @Test func `a chain of dependents goes from end to end`() async throws {
        let fixture = try await StoreFixture()
        var uid = try await fixture.configMap("c0").uid ?? ""
        for index in 1..<20 { uid = try await fixture.configMap("c\(index)", owners: [uid]).uid ?? "" }
        try await fixture.delete("c0")
        #expect(try await fixture.list().names == [])
    }
}
