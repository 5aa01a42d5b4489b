import Manifests
import Testing

@testable import StructuredMerge

/// List items that stand twice, and items whose parts have other owners than they have.
@Suite struct UnusualItemsTests {
    private static let schema = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Pod")]

    private func pod(finalizers: [Value]? = nil, containers: [Value]? = nil, _ managers: ManagedFields? = nil) -> Value
    {
        var metadata: Object = ["name": "p", "uid": "u"]
        metadata["finalizers"] = finalizers.map(Value.array)
        var object: Object = ["apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata)]
        if let containers { object["spec"] = ["containers": .array(containers)] }
        return managers.map { Value.object(object).with($0) } ?? .object(object)
    }

    private func update(_ live: Value, _ new: Value, by manager: String) -> Value {
        Merge.update(
            from: live, to: new, schema: Self.schema, manager: manager, apiVersion: "v1", time: "2026-01-01T00:00:00Z")
    }

    private func apply(_ configuration: Value, to live: Value, by manager: String, force: Bool = false)
        -> Result<ApplyOutcome, ApplyError>
    {
        Merge.apply(
            configuration, to: live, schema: Self.schema, manager: manager, apiVersion: "v1", force: force,
            time: "2026-01-01T00:00:00Z")
    }

    private func owned(_ object: Value, _ manager: String) throws -> String? {
        try ManagedFields(of: object).entries.first { $0.manager == manager }?.fields.description
    }

    private func entry(_ manager: String, _ operation: ManagedFieldsEntry.Operation, _ fields: Value) throws
        -> ManagedFieldsEntry
    {
        ManagedFieldsEntry(
            manager: manager, operation: operation, apiVersion: "v1", fields: try FieldSet(fieldsV1: fields))
    }

    @Test func `who leaves one of two equal items owns it`() throws {
        let owner = try entry("a", .update, ["f:metadata": ["f:finalizers": [#"v:"x/y""#: [:]]]])
        let live = pod(finalizers: ["x/y", "x/y"], ManagedFields(entries: [owner]))
        let once = update(live, pod(finalizers: ["x/y"]), by: "b")
        #expect(try owned(once, "a") == nil)
        #expect(try owned(once, "b") == #".metadata.finalizers[="x/y"]"#)
        let twice = update(once, pod(finalizers: ["x/y", "x/y"]), by: "a")
        #expect(try owned(twice, "a") == #".metadata.finalizers[="x/y"]"#)
        #expect(try owned(twice, "b") == nil)
    }

    @Test func `an apply of an item that stands twice leaves it once, at its first place`() throws {
        let live = pod(
            containers: [["name": "m", "image": "a"], ["name": "n"], ["name": "m", "image": "b"]],
            ManagedFields(entries: [
                try entry("a", .update, ["f:spec": ["f:containers": [#"k:{"name":"m"}"#: [:]]]])
            ]))
        let mine = pod(containers: [["name": "m", "image": "c"]])
        #expect(throws: ApplyError.self) { try apply(mine, to: live, by: "b").get() }
        let now = try apply(mine, to: live, by: "b", force: true).get().object
        #expect(now[path: "spec", "containers"] == [["name": "m", "image": "c"], ["name": "n"]])
        #expect(try owned(now, "a") == nil)
    }

    @Test func `a list stays for who owns an item of it, without the item's key`() throws {
        let live = pod(
            containers: [["name": "m"]],
            ManagedFields(entries: [
                try entry("a", .apply, ["f:spec": ["f:containers": [:]]]),
                try entry("b", .update, ["f:spec": ["f:containers": [#"k:{"name":"m"}"#: [:]]]]),
            ]))
        let outcome = try apply(pod(), to: live, by: "a").get()
        #expect(outcome.object[path: "spec", "containers"] == [["name": "m"]])
        #expect(try owned(outcome.object, "a") == nil)
    }

    @Test func `an apply that would leave an item without its key is refused`() throws {
        let live = pod(
            containers: [["name": "m"]],
            ManagedFields(entries: [
                try entry("a", .apply, ["f:spec": ["f:containers": [#"k:{"name":"m"}"#: ["f:name": [:]]]]])
            ]))
        do {
            _ = try apply(pod(containers: [["name": "n"]]), to: live, by: "a").get()
            Issue.record("the apply went through")
        } catch {
            #expect(
                error.description == "failed to compare objects: .spec.containers: element 0: "
                    + "associative list with keys may not have a null element")
        }
    }

    /// As in structured-merge-diff: the empty list alone does not hold the container.
    @Test func `an empty object that is applied again drops what nobody owns beside an empty list`() throws {
        let other = try entry("b", .update, ["f:spec": ["f:nodeName": [:]]])
        let live = Value.object([
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
            "status": ["conditions": [], "podIP": "10.0.0.1"],
        ]).with(ManagedFields(entries: [other]))
        let mine: Value = ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"], "status": [:]]
        let once = try apply(mine, to: live, by: "a").get().object
        #expect(once["status"] == live["status"])
        #expect(!Merge.changesNothing(mine, on: once, schema: Self.schema, manager: "a", apiVersion: "v1"))
        #expect(try apply(mine, to: once, by: "a").get().object["status"] == nil)
    }
}
