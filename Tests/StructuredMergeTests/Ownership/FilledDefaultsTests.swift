import Manifests
import StructuredMerge
import Testing

/// Lists that are owned as a whole, into whose items the server fills the defaults of a definition.
@Suite struct FilledDefaultsTests {
    private static let schema: Value = [
        "type": "object",
        "properties": [
            "spec": [
                "type": "object",
                "properties": [
                    "ports": [
                        "type": "array",
                        "items": [
                            "type": "object",
                            "properties": [
                                "port": ["type": "integer"], "protocol": ["type": "string", "default": "TCP"],
                                "probe": [
                                    "type": "object", "default": Value.object([:]),
                                    "properties": ["path": ["type": "string", "default": "/"]],
                                ],
                            ],
                        ],
                    ]
                ],
            ]
        ],
    ]

    private let filled: Value = ["port": 8080, "protocol": "TCP", "probe": ["path": "/"]]

    private func catalog() throws -> TypeSchema {
        var definitions = SchemaCatalog()
        try definitions.add(customResourceDefinition: [
            "spec": [
                "group": "example.com", "names": ["kind": "Model"],
                "versions": [["name": "v1", "schema": ["openAPIV3Schema": Self.schema]]],
            ]
        ])
        return definitions[GroupVersionKind(apiVersion: "example.com/v1", kind: "Model")]
    }

    private func model(_ ports: Value...) -> Value {
        [
            "apiVersion": "example.com/v1", "kind": "Model", "metadata": ["name": "m"],
            "spec": ["ports": .array(ports)],
        ]
    }

    private func changesNothing(_ wanted: Value, appliedBy managers: [String] = ["lockstep"]) throws -> Bool {
        let schema = try catalog()
        let live = try managers.reduce(nil as Value?) { object, manager in
            try Merge.apply(
                model(filled), to: object, schema: schema, manager: manager, apiVersion: "example.com/v1",
                force: false, time: "2026-01-01T00:00:00Z"
            ).get().object
        }
        return Merge.changesNothing(
            wanted, on: try #require(live), schema: schema, manager: "lockstep", apiVersion: "example.com/v1")
    }

    @Test(
        arguments: [
            ["port": 8080], ["port": 8080, "protocol": "TCP"], ["port": 8080, "probe": Value.object([:])],
            ["port": 8080, "protocol": "TCP", "probe": ["path": "/"]],
        ] as [Value])
    func `what the server fills in is no change`(port: Value) throws {
        #expect(try changesNothing(model(port)))
    }

    @Test(
        arguments: [
            ["port": 8081], ["port": 8080, "protocol": "UDP"], ["port": 8080, "probe": ["path": "/healthz"]],
            // No default gives the live port, and null is for the server to tell.
            ["protocol": "TCP"], ["port": 8080, "protocol": .null], ["port": 8080, "other": 1],
        ] as [Value])
    func `what no default gives is left to apply`(port: Value) throws {
        #expect(try !changesNothing(model(port)))
    }

    @Test func `another number of items is left to apply`() throws {
        #expect(try !changesNothing(model(["port": 8080], ["port": 8080])))
        #expect(try !changesNothing(model()))
    }

    @Test func `a list that another manager shares is left to apply, which takes it away`() throws {
        #expect(try changesNothing(model(filled), appliedBy: ["lockstep", "other"]))
        #expect(try !changesNothing(model(["port": 8080]), appliedBy: ["lockstep", "other"]))
    }

    /// What is wanted, and what the server makes of it, of built-in kinds with defaults that no document declares.
    private static let builtIn: [(apiVersion: String, kind: String, wanted: Value, filled: Value)] = [
        (
            "v1", "Pod",
            ["containers": [["name": "a", "env": [["name": "E", "valueFrom": ["fieldRef": ["fieldPath": "x"]]]]]]],
            [
                "containers": [
                    [
                        "name": "a",
                        "env": [["name": "E", "valueFrom": ["fieldRef": ["apiVersion": "v1", "fieldPath": "x"]]]],
                    ]
                ]
            ]
        ),
        (
            "networking.k8s.io/v1", "NetworkPolicy", ["ingress": [["ports": [["port": 80]]]]],
            ["ingress": [["ports": [["port": 80, "protocol": "TCP"]]]]]
        ),
        (
            "apps/v1", "StatefulSet",
            ["volumeClaimTemplates": [["metadata": ["name": "c"], "spec": ["accessModes": ["ReadWriteOnce"]]]]],
            [
                "volumeClaimTemplates": [
                    [
                        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": ["name": "c"],
                        "spec": ["accessModes": ["ReadWriteOnce"], "volumeMode": "Filesystem"],
                        "status": ["phase": "Pending"],
                    ]
                ]
            ]
        ),
    ]

    @Test(arguments: builtIn)
    func `of a built-in kind, too`(apiVersion: String, kind: String, wanted: Value, filled: Value) throws {
        func object(_ spec: Value) -> Value {
            ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "m"], "spec": spec]
        }
        let schema = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: apiVersion, kind: kind)]
        let live = try Merge.apply(
            object(filled), to: nil, schema: schema, manager: "lockstep", apiVersion: apiVersion, force: false,
            time: "2026-01-01T00:00:00Z"
        ).get().object
        #expect(
            Merge.changesNothing(
                object(wanted), on: live, schema: schema, manager: "lockstep", apiVersion: apiVersion))
    }
}
