import Manifests
import Testing

@testable import StructuredMerge

@Suite struct SchemaCatalogTests {
    static let documents = [
        "api_v1", "apis_apps_v1", "apis_autoscaling_v2", "apis_batch_v1", "apis_coordination.k8s.io_v1",
        "apis_networking.k8s.io_v1", "apis_policy_v1", "apis_rbac.authorization.k8s.io_v1",
    ]

    @Test(.enabled(if: Fixtures.areThere, Fixtures.missing), arguments: documents)
    func `the built-in table agrees with the server's OpenAPI`(document: String) throws {
        let served = try SchemaCatalog(openAPIV3: Fixtures.json("openapi/\(document).json"))
        var compared = 0
        for kind in served.kinds where SchemaCatalog.builtIn.contains(kind) {
            var walk = SchemaDifference(served[kind].table, SchemaCatalog.builtIn[kind].table)
            walk.compare(served[kind].index, SchemaCatalog.builtIn[kind].index, at: "\(kind.apiVersion) \(kind.kind)")
            #expect(walk.differences.isEmpty, "\(walk.differences.prefix(5))")
            compared += 1
        }
        #expect(compared > 0)
    }

    @Test func `a container's ports are told apart by port and protocol`() throws {
        let pod = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Pod")]
        let container = try #require(pod.field("spec")?.field("containers")?.items)
        #expect(pod.field("spec")?.field("containers")?.listType == .map(keys: ["name"]))
        let ports = try #require(container.field("ports"))
        #expect(ports.listType == .map(keys: ["containerPort", "protocol"]))
        #expect(ports.items?.defaultValue(of: "protocol") == "TCP")
        #expect(container.patchStrategy(of: "ports") == PatchStrategy(merges: true, mergeKey: "containerPort"))
        #expect(container.field("args")?.listType == .atomic)
        #expect(pod.field("metadata")?.field("finalizers")?.listType == .set)
        #expect(pod.field("metadata")?.field("labels")?.isAtomicMap == false)
        #expect(pod.field("spec")?.field("nodeSelector")?.isAtomicMap == true)
        #expect(
            pod.field("spec")?.patchStrategy(of: "volumes")
                == PatchStrategy(merges: true, retainsKeys: true, mergeKey: "name"))
    }

    @Test func `an unknown kind has typed metadata and is otherwise free`() {
        let schema = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "example.com/v1", kind: "Model")]
        #expect(schema.field("metadata")?.field("finalizers")?.listType == .set)
        #expect(
            schema.validate(["apiVersion": "example.com/v1", "spec": ["a": [1, "b"]], "metadata": ["name": "m"]]) == nil
        )
        #expect(schema.child(.field("spec"))?.isMap == true)
        let set = FieldSet.ofLeaves(in: ["spec": ["a": [1], "b": ["c": 1]]], schema: schema)
        #expect(set.paths().map(\.description) == [".spec", ".spec.a", ".spec.b", ".spec.b.c"])
    }

    @Test func `a custom resource definition gives a schema for each version`() throws {
        var catalog = SchemaCatalog()
        try catalog.add(customResourceDefinition: [
            "spec": [
                "group": "example.com", "names": ["kind": "Model"],
                "versions": [
                    [
                        "name": "v1",
                        "schema": [
                            "openAPIV3Schema": [
                                "type": "object",
                                "properties": [
                                    "spec": [
                                        "type": "object",
                                        "properties": [
                                            "ports": [
                                                "type": "array", "x-kubernetes-list-type": "map",
                                                "x-kubernetes-list-map-keys": ["port"],
                                                "items": [
                                                    "type": "object", "properties": ["port": ["type": "integer"]],
                                                ],
                                            ],
                                            "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                                            "pod": [
                                                "type": "object", "x-kubernetes-embedded-resource": true,
                                                "x-kubernetes-preserve-unknown-fields": true,
                                            ],
                                            "share": ["x-kubernetes-int-or-string": true],
                                            "tags": [
                                                "type": "array", "x-kubernetes-list-type": "set",
                                                "items": ["type": "string"],
                                            ],
                                        ],
                                    ]
                                ],
                            ]
                        ],
                    ],
                    ["name": "v2"],
                ],
            ]
        ])
        let schema = catalog[GroupVersionKind(apiVersion: "example.com/v1", kind: "Model")]
        let spec = try #require(schema.field("spec"))
        #expect(spec.field("ports")?.listType == .map(keys: ["port"]))
        #expect(spec.field("tags")?.listType == .set)
        #expect(spec.field("pod")?.field("metadata")?.field("labels") != nil)
        #expect(
            schema.validate(["spec": ["free": ["x": [1]], "share": "10%", "pod": ["kind": "Pod", "spec": [:]]]]) == nil)
        #expect(schema.validate(["spec": ["share": 3]]) == nil)
        #expect(schema.validate(["spec": ["other": 1]])?.description == ".spec.other: field not declared in schema")
        #expect(catalog.contains(GroupVersionKind(apiVersion: "example.com/v2", kind: "Model")))
        #expect(throws: SchemaError.self) { try catalog.add(customResourceDefinition: ["spec": [:]]) }
    }

    @Test func `a resource whose document leaves metadata out has it all the same`() throws {
        let catalog = try SchemaCatalog(openAPIV3: [
            "components": [
                "schemas": [
                    "Model": [
                        "type": "object",
                        "properties": ["spec": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]],
                        "x-kubernetes-group-version-kind": [
                            ["group": "example.com", "version": "v1", "kind": "Model"]
                        ],
                    ]
                ]
            ]
        ])
        let model = catalog[GroupVersionKind(apiVersion: "example.com/v1", kind: "Model")]
        #expect(
            model.validate([
                "apiVersion": "example.com/v1", "kind": "Model", "metadata": ["labels": ["a": "b"]], "spec": ["x": [1]],
            ]) == nil)
        #expect(
            model.validate(["metadata": ["label": [:]]])?.description == ".metadata.label: field not declared in schema"
        )
    }

    @Test func `a document without schemas is refused`() {
        #expect(throws: SchemaError.self) { try SchemaCatalog(openAPIV3: ["openapi": "3.0.0"]) }
    }

    @Test func `dangling and recursive references are harmless`() throws {
        let catalog = try SchemaCatalog(openAPIV3: [
            "components": [
                "schemas": [
                    "Loop": [
                        "type": "object",
                        "properties": [
                            "next": ["$ref": "#/components/schemas/Loop"],
                            "gone": ["allOf": [["$ref": "#/components/schemas/Gone"]]],
                        ],
                        "x-kubernetes-group-version-kind": [["group": "", "version": "v1", "kind": "Loop"]],
                    ]
                ]
            ]
        ])
        let loop = catalog[GroupVersionKind(apiVersion: "v1", kind: "Loop")]
        #expect(loop.validate(["next": ["next": ["gone": ["x": 1]]]]) == nil)
        #expect(loop.validate(["next": ["nxt": 1]])?.description == ".next.nxt: field not declared in schema")
    }
}

/// Walks two schemas side by side and names what differs.
struct SchemaDifference {
    let left: SchemaTable
    let right: SchemaTable
    var differences: [String] = []
    private var seen: Set<[Int]> = []

    init(_ left: SchemaTable, _ right: SchemaTable) {
        self.left = left
        self.right = right
    }

    mutating func compare(_ a: Int, _ b: Int, at path: String) {
        guard seen.insert([a, b]).inserted else { return }
        let (one, other) = (left.types[a], right.types[b])
        if one.scalar != other.scalar {
            differences.append(
                "\(path): scalar \(String(describing: one.scalar)) or \(String(describing: other.scalar))")
        }
        if one.isQuantity != other.isQuantity { differences.append("\(path): a quantity in one only") }
        switch (one.list, other.list) {
        case (let one?, let other?):
            if one.type != other.type { differences.append("\(path): list \(one.type) or \(other.type)") }
            compare(one.item, other.item, at: path + "[]")
        case (nil, nil): break
        default: differences.append("\(path): a list in one only")
        }
        switch (one.map, other.map) {
        case (let one?, let other?): compare(one, other, at: path)
        case (nil, nil): break
        default: differences.append("\(path): a map in one only")
        }
    }

    private mutating func compare(_ one: MapSchema, _ other: MapSchema, at path: String) {
        if one.isAtomic != other.isAtomic { differences.append("\(path): atomic in one only") }
        if one.fields.map(\.name) != other.fields.map(\.name) {
            let names = Set(one.fields.map(\.name)).symmetricDifference(other.fields.map(\.name))
            differences.append("\(path): fields \(names.sorted()) in one only")
        }
        for field in one.fields {
            guard let same = other.field(field.name) else { continue }
            let below = "\(path).\(field.name)"
            if field.patchStrategy != same.patchStrategy { differences.append("\(below): patch strategy") }
            if field.isAlwaysPresent != same.isAlwaysPresent { differences.append("\(below): presence") }
            // Defaults that are the empty value of their type are left out of the table.
            let empties: [Value] = ["", 0, false]
            if field.defaultValue != same.defaultValue, !empties.contains(field.defaultValue ?? "") {
                differences.append("\(below): default")
            }
            compare(field.type, same.type, at: below)
        }
        switch (one.additional, other.additional) {
        case (let one?, let other?): compare(one, other, at: path + ".*")
        case (nil, nil): break
        default: differences.append("\(path): free members in one only")
        }
    }
}
