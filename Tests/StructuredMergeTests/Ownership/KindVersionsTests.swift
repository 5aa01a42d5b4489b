import Manifests
import Testing

@testable import StructuredMerge

/// A kind of which a list is one value in the old version, and a map by name in the new one; and of which a field has
/// another name in a third.
@Suite struct KindVersionsTests {
    private static let group = "example.com"
    private static let definition: Value = [
        "spec": [
            "group": "example.com", "names": ["kind": "Widget"],
            "versions": [
                ["name": "v1beta1", "schema": ["openAPIV3Schema": schema(parts: [:])]],
                [
                    "name": "v1",
                    "schema": [
                        "openAPIV3Schema": schema(parts: [
                            "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                        ])
                    ],
                ],
            ],
        ]
    ]

    private static func schema(parts: Object) -> Value {
        var list = parts
        list["type"] = "array"
        list["items"] = [
            "type": "object", "properties": ["name": ["type": "string"], "size": ["type": "integer"]],
        ]
        let fields: Value = [
            "parts": .object(list), "size": ["type": "integer"], "length": ["type": "integer"],
            "color": ["type": "string"],
        ]
        return ["type": "object", "properties": ["spec": ["type": "object", "properties": fields]]]
    }

    private let catalog: SchemaCatalog
    private let versions: KindVersions

    init() throws {
        var catalog = SchemaCatalog()
        try catalog.add(customResourceDefinition: Self.definition)
        self.catalog = catalog
        versions = KindVersions(
            served: [
                "example.com/v1": catalog[Self.kind("v1")], "example.com/v1beta1": catalog[Self.kind("v1beta1")],
                "example.com/v2": catalog[Self.kind("v1")],
            ], conversion: Self.convert)
    }

    private static func kind(_ version: String) -> GroupVersionKind {
        GroupVersionKind(group: group, version: version, kind: "Widget")
    }

    /// v2 calls `length` what the others call `size`.
    private static func convert(_ object: Value, to apiVersion: String) -> Value {
        guard case .object(var members) = object else { return object }
        let isFromV2 = members["apiVersion"] == "example.com/v2"
        let (old, new) = isFromV2 ? ("length", "size") : ("size", "length")
        if isFromV2 != (apiVersion == "example.com/v2"), case .object(var spec)? = members["spec"] {
            if let value = spec[old] { (spec[old], spec[new]) = (nil, value) }
            members["spec"] = .object(spec)
        }
        members["apiVersion"] = .string(apiVersion)
        return .object(members)
    }

    private func widget(_ version: String, _ spec: Value) -> Value {
        ["apiVersion": .string("example.com/\(version)"), "kind": "Widget", "metadata": ["name": "w"], "spec": spec]
    }

    private func apply(
        _ spec: Value, _ version: String, to live: Value?, by manager: String, force: Bool = false
    ) -> Result<ApplyOutcome, ApplyError> {
        let apiVersion = "example.com/\(version)"
        return Merge.apply(
            widget(version, spec), to: live.map { Self.convert($0, to: apiVersion) },
            schema: catalog[Self.kind(version == "v2" ? "v1" : version)], manager: manager, apiVersion: apiVersion,
            force: force, time: "2026-01-01T00:00:00Z", versions: versions)
    }

    private func owned(_ object: Value, _ manager: String) throws -> String? {
        try ManagedFields(of: object).entries.first { $0.manager == manager }?.fields.description
    }

    @Test func `a field that another version calls by another name is in conflict all the same`() throws {
        let live = try apply(["size": 1, "color": "red"], "v1", to: nil, by: "a").get().object
        let refused = apply(["length": 2], "v2", to: live, by: "b")
        guard case .failure(.conflict(let error)) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(error.conflicts.map(\.path.description) == [".spec.size"])
        #expect(error.conflicts.map(\.apiVersion) == ["example.com/v1"])
        let taken = try apply(["length": 2], "v2", to: live, by: "b", force: true).get().object
        #expect(taken["spec"] == ["length": 2, "color": "red"])
        #expect(try owned(taken, "a") == ".spec.color")
    }

    @Test func `a list of another type is owned as its own version has it`() throws {
        let live = try apply(["parts": [["name": "x", "size": 1]]], "v1beta1", to: nil, by: "a").get().object
        #expect(try owned(live, "a") == ".spec.parts")
        // Another item is another list to whoever owns it as a whole.
        let refused = apply(["parts": [["name": "y", "size": 2]]], "v1", to: live, by: "b")
        guard case .failure(.conflict(let error)) = refused else {
            Issue.record("\(refused)")
            return
        }
        #expect(error.conflicts.map(\.path.description) == [".spec.parts"])
        let same = try apply(["parts": [["name": "x", "size": 1]]], "v1", to: live, by: "b").get()
        #expect(!same.contentChanged)
        #expect(try owned(same.object, "a") == ".spec.parts")
    }

    @Test func `what an applier drops goes away, whatever version it applied before`() throws {
        let live = try apply(["length": 1, "color": "red"], "v2", to: nil, by: "a").get().object
        let next = try apply(["color": "red"], "v1", to: live, by: "a").get().object
        #expect(next["apiVersion"] == "example.com/v1" && next["spec"] == ["color": "red"])
        let renamed = try apply(["size": 1, "color": "red"], "v1", to: live, by: "a").get()
        #expect(renamed.object["spec"] == ["size": 1, "color": "red"])
    }

    @Test func `what an applier drops stays where another owns it, in a version of its own`() throws {
        var live = try apply(["length": 1], "v2", to: nil, by: "a").get().object
        live = try apply(["size": 1, "color": "red"], "v1", to: live, by: "b").get().object
        let next = try apply(["color": "red"], "v1", to: live, by: "b").get().object
        #expect(next["spec"] == ["size": 1, "color": "red"])
        #expect(try owned(next, "a") == ".spec.length")
        let left = try apply([:], "v2", to: next, by: "a").get().object
        #expect(left["spec"] == ["color": "red"])
    }

    @Test func `entries of a version that is gone are dropped, unless nothing is known of the versions`() throws {
        let live = try apply(["length": 1], "v2", to: nil, by: "a").get().object
        func applied(_ versions: KindVersions?) throws -> [String] {
            let outcome = Merge.apply(
                widget("v1", ["color": "red"]), to: Self.convert(live, to: "example.com/v1"),
                schema: catalog[Self.kind("v1")], manager: "b", apiVersion: "example.com/v1", force: false,
                time: "2026-01-01T00:00:00Z", versions: versions)
            return try ManagedFields(of: outcome.get().object).entries.map(\.manager).sorted()
        }
        #expect(try applied(KindVersions(served: ["example.com/v1": catalog[Self.kind("v1")]])) == ["b"])
        #expect(try applied(nil) == ["a", "b"])
        #expect(try applied(catalog.versions(of: Self.kind("v1"))) == ["a", "b"])
    }
}
