import Manifests
import Testing

@testable import StructuredMerge

/// Merge, comparison, removal and validation on the types of a Deployment and a Service.
@Suite struct TypedTests {
    let pod = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Pod")]

    private func names(_ pod: Value) -> [String] {
        (pod[path: "spec", "containers"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    // The vectors of structured-merge-diff's merge tests for the order of associative lists.
    static let orders: [([String], [String], [String])] = [
        (["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c"]),
        (["a", "b", "c"], ["c", "a"], ["b", "c", "a"]),
        (["a", "b"], ["x", "a"], ["x", "a", "b"]),
        (["a", "b"], ["x"], ["a", "b", "x"]),
        ([], ["x", "y"], ["x", "y"]),
        (["x", "y"], [], ["x", "y"]),
        (["1", "2", "3", "4"], ["4", "1", "5"], ["2", "3", "4", "1", "5"]),
    ]

    @Test(arguments: orders)
    func `a merged list keeps the order of what is laid over it`(left: [String], right: [String], merged: [String]) {
        func list(_ names: [String]) -> Value { ["spec": ["containers": .array(names.map { ["name": .string($0)] })]] }
        #expect(names(pod.merge(list(left), list(right))) == merged)
    }

    @Test func `an absent key is its default`() {
        let schema = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Service")]
        let live: Value = [
            "spec": ["ports": [["port": 80, "protocol": "TCP", "name": "http"], ["port": 80, "protocol": "UDP"]]]
        ]
        let merged = schema.merge(live, ["spec": ["ports": [["port": 80, "name": "web"]]]])
        #expect(
            merged == [
                "spec": ["ports": [["port": 80, "protocol": "UDP"], ["port": 80, "protocol": "TCP", "name": "web"]]]
            ]
                || merged == [
                    "spec": [
                        "ports": [["port": 80, "protocol": "TCP", "name": "web"], ["port": 80, "protocol": "UDP"]]
                    ]
                ])
    }

    @Test func `atomic values are replaced as a whole`() {
        let merged = pod.merge(
            ["spec": ["nodeSelector": ["a": "1"], "containers": [["name": "m", "args": ["x", "y"]]]]],
            ["spec": ["nodeSelector": ["b": "2"], "containers": [["name": "m", "args": ["z"]]]]])
        #expect(merged == ["spec": ["nodeSelector": ["b": "2"], "containers": [["name": "m", "args": ["z"]]]]])
    }

    @Test func `null and empty stay apart`() {
        #expect(
            pod.merge(["metadata": ["labels": .null]], ["metadata": ["labels": [:]]]) == ["metadata": ["labels": [:]]])
        #expect(pod.merge(["metadata": ["labels": [:]]], ["metadata": [:]]) == ["metadata": ["labels": [:]]])
        #expect(
            pod.merge(["metadata": ["labels": ["a": "b"]]], ["metadata": ["labels": .null]]) == [
                "metadata": ["labels": ["a": "b"]]
            ])
    }

    @Test func `a comparison names what went, what came, what changed`() {
        let difference = pod.compare(
            ["metadata": ["labels": ["a": "1", "b": "2"]], "spec": ["containers": [["name": "m", "image": "x:1"]]]],
            [
                "metadata": ["labels": ["a": "1", "c": "3"]],
                "spec": ["containers": [["name": "m", "image": "x:2"], ["name": "n"]]],
            ])
        #expect(difference.removed.description == ".metadata.labels.b")
        #expect(difference.modified.description == #".spec.containers[name="m"].image"#)
        #expect(
            difference.added.description
                == ".metadata.labels.c\n.spec.containers[name=\"n\"]\n.spec.containers[name=\"n\"].name")
    }

    @Test func `numbers are compared by what they count`() {
        let free = TypeSchema.untyped
        #expect(free.compare(["a": 1], ["a": 1.0]).isSame)
        #expect(free.compare(["a": 1], ["a": "1"]).modified.description == ".a")
        #expect(!free.compare(["a": ["b": 1]], ["a": 1]).isSame)
    }

    @Test func `an item that stands twice is compared as one`() {
        let twice: Value = ["spec": ["containers": [["name": "m", "image": "a"], ["name": "m", "image": "b"]]]]
        let once: Value = ["spec": ["containers": [["name": "m", "image": "a"]]]]
        #expect(pod.compare(twice, twice).isSame)
        #expect(pod.compare(twice, once).removed.description == #".spec.containers[name="m"]"#)
        #expect(pod.compare(once, twice).added.description == #".spec.containers[name="m"]"#)
        #expect(FieldSet.ofLeaves(in: twice, schema: pod).description == #".spec.containers[name="m"]"#)
    }

    @Test func `what is removed goes, and what stands beside it stays`() {
        let object: Value = [
            "metadata": ["labels": ["a": "1", "b": "2"]],
            "spec": ["containers": [["name": "m", "image": "x"], ["name": "n", "image": "y"]], "nodeName": "node"],
        ]
        let fields = FieldSet([
            FieldPath(fields: "metadata", "labels", "a"),
            [.field("spec"), .field("containers"), .key(["name": "n"])],
            FieldPath(fields: "spec", "nodeName"),
        ])
        #expect(
            pod.removing(fields, from: object)
                == ["metadata": ["labels": ["b": "2"]], "spec": ["containers": [["name": "m", "image": "x"]]]])
    }

    static let faults: [(Value, String)] = [
        (["spec": ["hostNetwork": "yes"]], ".spec.hostNetwork: expected boolean, got &{yes}"),
        (["spec": ["nodeName": 5]], ".spec.nodeName: expected string, got &value.valueUnstructured{Value:5}"),
        (["spec": ["containers": ["name": "m"]]], ".spec.containers: expected list, got &{map[name:m]}"),
        (
            ["spec": ["containers": ["x"]]],
            ".spec.containers: element 0: associative list with keys may not have non-map elements"
        ),
        (
            ["metadata": ["finalizers": [["a": 1]]]],
            ".metadata.finalizers: element 0: associative list without keys has an element that's a map type"
        ),
        (
            ["spec": ["a": 1], "metadata": ["labels": [1]]],
            "errors:\n  .metadata.labels: expected map, got &{[1]}\n  .spec.a: field not declared in schema"
        ),
        (
            ["spec": ["containers": [["name": "m"], ["name": "m"]]]],
            ".spec.containers: duplicate entries for key [name=\"m\"]"
        ),
    ]

    @Test(arguments: faults)
    func `faults are told in the server's words`(value: Value, message: String) {
        #expect(pod.validate(value)?.description == message)
    }

    @Test func `an item without its key is told in the server's words`() throws {
        var catalog = SchemaCatalog()
        try catalog.add(customResourceDefinition: [
            "spec": [
                "group": "example.com", "names": ["kind": "M"],
                "versions": [
                    [
                        "name": "v1",
                        "schema": [
                            "openAPIV3Schema": [
                                "properties": [
                                    "list": [
                                        "type": "array", "x-kubernetes-list-type": "map",
                                        "x-kubernetes-list-map-keys": ["name"], "items": ["type": "object"],
                                    ]
                                ]
                            ]
                        ],
                    ]
                ],
            ]
        ])
        let schema = catalog[GroupVersionKind(apiVersion: "example.com/v1", kind: "M")]
        #expect(
            schema.validate(["list": [["image": "x"]]])?.description
                == ".list: element 0: associative list with keys has an element that omits key field \"name\" "
                + "(and doesn't have default value)")
    }

    @Test func `merging knows numbers, and no whole ones or quantities`() {
        let wrong: Value = ["spec": ["priority": 1.5, "overhead": ["cpu": "1x"], "containers": []]]
        #expect(pod.validate(wrong) == nil)
        #expect(
            pod.validate(wrong, isThorough: true)?.faults.map { "\($0.path)" } == [
                ".spec.overhead.cpu", ".spec.priority",
            ])
    }

    @Test func `a part that became atomic is owned as one`() throws {
        let granular = try FieldSet(fieldsV1: ["f:spec": ["f:nodeSelector": ["f:a": [:]], "f:nodeName": [:]]])
        #expect(granular.reconciled(with: pod).description == ".spec.nodeName\n.spec.nodeSelector")
        let limits = try FieldSet(fieldsV1: [
            "f:spec": ["f:containers": [#"k:{"name":"m"}"#: [".": [:], "f:resources": ["f:limits": [:]]]]]
        ])
        #expect(limits.reconciled(with: pod) == limits)
    }

    @Test func `a part that became anything at all, and atomic, is owned as one`() throws {
        let revision = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "apps/v1", kind: "ControllerRevision")]
        let granular = try FieldSet(fieldsV1: ["f:data": ["f:spec": ["f:a": [:]]], "f:revision": [:]])
        #expect(granular.reconciled(with: revision).description == ".data\n.revision")
    }

    @Test func `an atomic map without declared fields keeps the sets that were written of it`() throws {
        var reader = OpenAPISchemaReader()
        let index = reader.type(
            of: [
                "type": "object",
                "properties": [
                    "any": [
                        "type": "object", "x-kubernetes-map-type": "atomic",
                        "x-kubernetes-preserve-unknown-fields": true,
                    ],
                    "texts": [
                        "type": "object", "x-kubernetes-map-type": "atomic", "additionalProperties": ["type": "string"],
                    ],
                ],
            ], preservesUnknown: false, depth: 0)
        let schema = TypeSchema(table: reader.builder.table(), index: index)
        let written = try FieldSet(fieldsV1: ["f:any": ["f:a": [:]], "f:texts": ["f:a": [:]]])
        #expect(written.reconciled(with: schema).description == ".texts\n.any.a")
    }
}
