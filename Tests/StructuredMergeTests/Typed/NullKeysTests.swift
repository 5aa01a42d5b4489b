import Manifests
import StructuredMerge
import Testing

/// Explicit nulls in the fields by which the items of a list are known.
@Suite struct NullKeysTests {
    private static func schema(_ apiVersion: String, _ kind: String) -> TypeSchema {
        SchemaCatalog.builtIn[GroupVersionKind(apiVersion: apiVersion, kind: kind)]
    }

    @Test func `a null of a key goes, and every other stays`() {
        func deployment(_ port: Value) -> Value {
            ["spec": ["template": ["spec": ["containers": [["name": "a", "command": .null, "ports": [port]]]]]]]
        }
        #expect(
            Self.schema("apps/v1", "Deployment")
                .droppingNullKeys(deployment(["containerPort": 80, "hostPort": .null, "protocol": .null]))
                == deployment(["containerPort": 80, "hostPort": .null]))
    }

    @Test func `an item with a null key is applied again and again as the same item`() throws {
        let schema = Self.schema("v1", "Service")
        let written: Value = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"],
            "spec": ["ports": [["port": 80, "protocol": .null]]],
        ]
        let stored: Value = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"],
            "spec": ["ports": [["port": 80, "protocol": "TCP"]]],
        ]
        let merged = schema.merge(stored, schema.droppingNullKeys(written))
        #expect(merged[path: "spec", "ports"] == [["port": 80, "protocol": "TCP"]])
    }

    @Test func `of a custom resource, too`() throws {
        let ports: Value = [
            "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port", "protocol"],
            "items": [
                "type": "object",
                "properties": [
                    "port": ["type": "integer"], "protocol": ["type": "string", "default": "TCP"],
                    "note": ["type": "string"],
                ],
            ],
        ]
        var catalog = SchemaCatalog()
        try catalog.add(customResourceDefinition: [
            "spec": [
                "group": "example.com", "names": ["kind": "Model"],
                "versions": [
                    [
                        "name": "v1",
                        "schema": ["openAPIV3Schema": ["type": "object", "properties": ["ports": ports]]],
                    ]
                ],
            ]
        ])
        let schema = catalog[GroupVersionKind(apiVersion: "example.com/v1", kind: "Model")]
        #expect(
            schema.droppingNullKeys(["ports": [["port": 1, "protocol": .null, "note": .null]]])
                == ["ports": [["port": 1, "note": .null]]])
    }
}
