import Foundation
import Manifests
import Testing
import Transport

@testable import EmbeddedCluster

/// Custom resources after their definition has changed, and in versions that hold different things.
@Suite struct CustomResourceVersionTests {
    private static let text: Value = ["type": "string"]

    private static func fresh(_ fallback: Value) -> Value { ["type": "string", "default": fallback] }

    /// - Parameters:
    ///   - versions: the fields of `spec` in each.
    ///   - stored: the version that is stored.
    private static func definition(_ versions: [(name: String, fields: Object)], stored: String) -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "hs.ex.io"],
            "spec": [
                "group": "ex.io", "scope": "Namespaced", "names": ["plural": "hs", "singular": "h", "kind": "H"],
                "versions": .array(
                    versions.map { name, fields in
                        [
                            "name": .string(name), "served": true, "storage": .bool(name == stored),
                            "schema": [
                                "openAPIV3Schema": [
                                    "type": "object",
                                    "properties": ["spec": ["type": "object", "properties": .object(fields)]],
                                ]
                            ],
                        ]
                    }),
            ],
        ]
    }

    private static func object(_ version: String, _ spec: Value) -> Value {
        [
            "apiVersion": .string("ex.io/\(version)"), "kind": "H", "metadata": ["name": "h1"], "spec": spec,
        ]
    }

    private static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

    private func path(_ version: String) -> String { "/apis/ex.io/\(version)/namespaces/default/hs" }

    private func define(_ definition: Value, _ raw: RawClient) async throws -> RawClient.Answer {
        try await raw.send(
            .patch, "\(Self.definitions)/hs.ex.io?fieldManager=t&force=true", definition,
            type: "application/apply-patch+yaml")
    }

    private func apply(_ version: String, _ spec: Value, _ raw: RawClient) async throws -> RawClient.Answer {
        try await raw.send(
            .patch, "\(path(version))/h1?fieldManager=t", Self.object(version, spec),
            type: "application/apply-patch+yaml")
    }

    @Test func `objects are read as the changed schema has them, and written so by the next write`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let before: Object = ["a": Self.text, "b": Self.text]
            let after: Object = ["a": Self.text, "c": Self.fresh("NEW")]
            #expect(try await define(Self.definition([("v1", before)], stored: "v1"), raw).status == 201)
            let made = try await apply("v1", ["a": "1", "b": "2"], raw)
            #expect(made.status == 201)
            #expect(try await define(Self.definition([("v1", after)], stored: "v1"), raw).status == 200)
            let read = try await raw.send(.get, "\(path("v1"))/h1")
            #expect(read.body["spec"] == ["a": "1", "c": "NEW"])
            #expect(read.body[path: "metadata", "resourceVersion"] == made.body[path: "metadata", "resourceVersion"])
            let list = try await raw.send(.get, path("v1"))
            #expect(list.body["items"]?.array?.first?["spec"] == ["a": "1", "c": "NEW"])
            // Nothing is lost before the object is written again.
            _ = try await define(Self.definition([("v1", before)], stored: "v1"), raw)
            #expect(try await raw.send(.get, "\(path("v1"))/h1").body["spec"] == ["a": "1", "b": "2"])
            _ = try await define(Self.definition([("v1", after)], stored: "v1"), raw)
            let applied = try await apply("v1", ["a": "5"], raw)
            #expect(applied.status == 200, "\(applied.text)")
            #expect(applied.body["spec"] == ["a": "5", "c": "NEW"])
            _ = try await define(Self.definition([("v1", before)], stored: "v1"), raw)
            #expect(try await raw.send(.get, "\(path("v1"))/h1").body["spec"] == ["a": "5"])
            await raw.shutdown()
        }
    }

    private static let two = definition(
        [
            ("v1", ["common": text, "one": text, "new": fresh("v1")]),
            ("v1beta1", ["common": text, "old": text, "was": fresh("v1beta1")]),
        ], stored: "v1")

    @Test func `each version shows and keeps its own fields alone`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            #expect(try await define(Self.two, raw).status == 201)
            #expect(try await apply("v1", ["common": "x", "one": "1"], raw).status == 201)
            let old = try await raw.send(.get, "\(path("v1beta1"))/h1")
            #expect(old.body["apiVersion"] == "ex.io/v1beta1")
            #expect(old.body["spec"] == ["common": "x"])
            let list = try await raw.send(.get, path("v1beta1"))
            #expect(list.body["items"]?.array?.first?["spec"] == ["common": "x"])
            var changed = Self.object("v1beta1", ["common": "y", "old": "2"])
            changed.metadata["resourceVersion"] = old.body.metadata["resourceVersion"]
            let other = try await raw.send(.put, "\(path("v1beta1"))/h1", changed)
            #expect(other.status == 200)
            // The stored version has neither the fields nor the defaults of the old one.
            #expect(other.body["spec"] == ["common": "y"])
            #expect(try await raw.send(.get, "\(path("v1"))/h1").body["spec"] == ["common": "y", "new": "v1"])
            _ = try await raw.send(.delete, "\(path("v1"))/h1")
            let made = try await raw.send(.post, path("v1beta1"), Self.object("v1beta1", ["old": "2"]))
            #expect(made.body["spec"] == [:])
            #expect(try await raw.send(.get, "\(path("v1"))/h1").body["spec"] == ["new": "v1"])
            await raw.shutdown()
        }
    }

    @Test func `objects are read as the schema has it after a start`() async throws {
        let state = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-state-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: state) }
        let before = Self.definition([("v1", ["a": Self.text, "b": Self.text])], stored: "v1")
        try await withServer(state: state, isBare: true) { _, port in
            let raw = RawClient(port: port)
            _ = try await define(before, raw)
            _ = try await apply("v1", ["a": "1", "b": "2"], raw)
            _ = try await define(Self.definition([("v1", ["a": Self.text])], stored: "v1"), raw)
            await raw.shutdown()
        }
        try await withServer(state: state, isBare: true) { _, port in
            let raw = RawClient(port: port)
            #expect(try await raw.send(.get, "\(path("v1"))/h1").body["spec"] == ["a": "1"])
            _ = try await define(before, raw)
            #expect(try await raw.send(.get, "\(path("v1"))/h1").body["spec"] == ["a": "1", "b": "2"])
            await raw.shutdown()
        }
    }

    @Test func `a version that was stored stays in the definition`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let fields: Object = ["a": Self.text]
            let both = [("v1", fields), ("v1beta1", fields)]
            _ = try await define(Self.definition(both, stored: "v1beta1"), raw)
            _ = try await apply("v1beta1", ["a": "1"], raw)
            let changed = try await define(Self.definition(both, stored: "v1"), raw)
            #expect(changed.body[path: "status", "storedVersions"] == ["v1beta1", "v1"])
            let refused = try await define(Self.definition([("v1", fields)], stored: "v1"), raw)
            #expect(refused.status == 422)
            #expect(
                refused.message.contains(
                    #"status.storedVersions[0]: Invalid value: "v1beta1": missing from spec.versions; v1beta1 was"#))
            // Any write of an object takes it to the version that is stored now.
            let version = try await raw.send(.get, "\(path("v1"))/h1").body[path: "metadata", "resourceVersion"]
            let moved = try await raw.send(
                .patch, "\(path("v1"))/h1", [:], type: "application/merge-patch+json")
            #expect(moved.body[path: "metadata", "resourceVersion"] != version)
            #expect(moved.body[path: "metadata", "generation"] == 1)
            let trimmed = try await raw.send(
                .patch, "\(Self.definitions)/hs.ex.io/status", ["status": ["storedVersions": ["v1"]]],
                type: "application/merge-patch+json")
            #expect(trimmed.status == 200)
            #expect(try await define(Self.definition([("v1", fields)], stored: "v1"), raw).status == 200)
            #expect(try await raw.send(.get, "\(path("v1"))/h1").body["spec"] == ["a": "1"])
            await raw.shutdown()
        }
    }

    @Test func `a definition that is deleted waits for its objects`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            _ = try await define(Self.definition([("v1", ["a": Self.text])], stored: "v1"), raw)
            var held = Self.object("v1", ["a": "1"])
            held.metadata["finalizers"] = ["ex.io/hold"]
            #expect(try await raw.send(.post, path("v1"), held).status == 201)
            var free = Self.object("v1", [:])
            free.metadata["name"] = "h2"
            #expect(try await raw.send(.post, path("v1"), free).status == 201)
            let deleted = try await raw.send(.delete, "\(Self.definitions)/hs.ex.io")
            #expect(deleted.body.finalizers == ["customresourcecleanup.apiextensions.k8s.io"])
            let condition = deleted.body[path: "status", "conditions"]?.array?.last
            #expect(condition?["type"] == "Terminating")
            #expect(condition?["reason"] == "InstanceDeletionInProgress")
            let left = try await raw.send(.get, path("v1")).body["items"]?.array ?? []
            #expect(left.map(\.objectName) == ["h1"])
            #expect(left.first?.isBeingDeleted == true)
            free.metadata["name"] = "h3"
            let refused = try await raw.send(.post, path("v1"), free)
            #expect(refused.status == 405)
            #expect(refused.message == "create not allowed while custom resource definition is terminating")
            let release: Value = ["metadata": ["finalizers": .null]]
            #expect(
                try await raw.send(.patch, "\(path("v1"))/h1", release, type: "application/merge-patch+json").status
                    == 200)
            #expect(try await raw.send(.get, "\(Self.definitions)/hs.ex.io").status == 404)
            #expect(try await raw.send(.get, path("v1")).status == 404)
            await raw.shutdown()
        }
    }

    @Test func `a number without a fraction is kept as an integer, however it is written`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let fields: Object = [
                "n": ["type": "number", "x-kubernetes-validations": [["rule": "self == 1.0 || self == 2.5"]]],
                "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
            ]
            #expect(try await define(Self.definition([("v1", fields)], stored: "v1"), raw).status == 201)
            let object = "\(path("v1"))/h1"
            func send(_ type: String, _ text: String) async throws -> RawClient.Answer {
                try await raw.send(.patch, "\(object)?fieldManager=t", bytes: Array(text.utf8), type: type)
            }
            func apply(_ spec: String) async throws -> RawClient.Answer {
                try await send(
                    "application/apply-patch+yaml",
                    #"{"apiVersion":"ex.io/v1","kind":"H","metadata":{"name":"h1"},"spec":\#(spec)}"#)
            }
            let made = try await apply(#"{"n":1.0,"free":{"a":[1e0,0.5,1e300]}}"#)
            #expect(made.status == 201)
            #expect(made.body["spec"] == ["n": 1, "free": ["a": [1, 0.5, 1e300]]])
            let plain = try await apply(#"{"n":1,"free":{"a":[1,0.5,1e300]}}"#)
            let merged = try await send("application/merge-patch+json", #"{"spec":{"n":1.0,"free":{"b":null}}}"#)
            for same in [plain, merged] {
                #expect(same.status == 200)
                #expect(same.body == made.body)
            }
            let other = try await send("application/merge-patch+json", #"{"spec":{"n":2.5}}"#)
            #expect(other.body[path: "spec", "n"] == 2.5)
            await raw.shutdown()
        }
    }
}
