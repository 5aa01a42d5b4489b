import Manifests
import StructuredMerge
import Testing

/// Quantities that the server writes in another way than the manifest does.
@Suite struct RespelledQuantityTests {
    private static let pods = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: "v1", kind: "Pod")]

    private func pod(cpu: Value, memory: Value, size: Value) -> Value {
        [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
            "spec": [
                "containers": [["name": "m", "resources": ["limits": ["cpu": cpu, "memory": memory]]]],
                "volumes": [["name": "v", "emptyDir": ["sizeLimit": size]]],
            ],
        ]
    }

    private let live: (cpu: Value, memory: Value, size: Value) = ("1", "1Gi", "512Mi")

    /// The object after an apply by `lockstep` and by others, with the quantities as the server writes them.
    private func applied(alsoBy others: [String] = [], schema: TypeSchema = pods) throws -> Value {
        try (["lockstep"] + others).reduce(nil as Value?) { object, manager in
            try Merge.apply(
                pod(cpu: live.cpu, memory: live.memory, size: live.size), to: object, schema: schema, manager: manager,
                apiVersion: "v1", force: false, time: "2026-01-01T00:00:00Z"
            ).get().object
        } ?? .null
    }

    private func changesNothing(_ configuration: Value, on object: Value, schema: TypeSchema = pods) -> Bool {
        Merge.changesNothing(configuration, on: object, schema: schema, manager: "lockstep", apiVersion: "v1")
    }

    @Test(
        arguments: [
            ("1000m", "1024Mi", "0.5Gi"), (1, "1Gi", "512Mi"), ("1.0", "1048576Ki", "524288Ki"), ("1", "1Gi", "0.5Gi"),
            (" 1", "1Gi ", "  0.5Gi  "),
        ] as [(Value, Value, Value)])
    func `another spelling of the same quantity changes nothing`(cpu: Value, memory: Value, size: Value) throws {
        #expect(changesNothing(pod(cpu: cpu, memory: memory, size: size), on: try applied()))
    }

    @Test(
        arguments: [
            ("1001m", "1Gi", "512Mi"), ("1", "1025Mi", "512Mi"), ("1", "1Gi", "1Gi"), ("x", "1Gi", "512Mi"),
            // The number is the same, and the server would write it in this way from now on.
            ("1", "1073741824", "512Mi"), ("+1", "1Gi", "512Mi"), ("1e0", "1024Mi", "536870912"),
        ] as [(Value, Value, Value)])
    func `another quantity, or one that the server would spell anew, is left to apply`(
        cpu: Value, memory: Value, size: Value
    ) throws {
        #expect(!changesNothing(pod(cpu: cpu, memory: memory, size: size), on: try applied()))
    }

    @Test func `a quantity that another manager shares is left to apply, which takes it away`() throws {
        let wanted = pod(cpu: "1000m", memory: "1Gi", size: "512Mi")
        let shared = try applied(alsoBy: ["other"])
        #expect(changesNothing(pod(cpu: live.cpu, memory: live.memory, size: live.size), on: shared))
        #expect(!changesNothing(wanted, on: shared))
        guard
            case .failure(.conflict(let error)) = Merge.apply(
                wanted, to: shared, schema: Self.pods, manager: "lockstep", apiVersion: "v1", force: false, time: "")
        else {
            Issue.record("no conflict")
            return
        }
        #expect(error.conflicts.map(\.path.description) == [#".spec.containers[name="m"].resources.limits.cpu"#])
    }

    @Test func `a share that is recorded under another spelling of an item is left to apply, too`() throws {
        let shared = JSON.string(try applied(alsoBy: ["other"]))
        let respelled = shared.replacing(#"k:{\"name\":\"m\"}"#, with: #"k:{\"name\": \"m\"}"#)
        #expect(respelled != shared)
        let wanted = pod(cpu: "1000m", memory: "1Gi", size: "512Mi")
        #expect(!changesNothing(wanted, on: try JSON.parse(respelled)))
    }

    @Test func `outside of quantities a text is a text`() throws {
        let free = SchemaCatalog()[GroupVersionKind(apiVersion: "example.com/v1", kind: "Unknown")]
        #expect(
            !changesNothing(
                pod(cpu: "1000m", memory: "1Gi", size: "512Mi"), on: try applied(schema: free), schema: free))
        var definitions = SchemaCatalog()
        try definitions.add(customResourceDefinition: [
            "spec": [
                "group": "", "names": ["kind": "Pod"],
                "versions": [
                    [
                        "name": "v1",
                        "schema": [
                            "openAPIV3Schema": ["type": "object", "properties": ["spec": Self.customSpec]]
                        ],
                    ]
                ],
            ]
        ])
        let custom = definitions[GroupVersionKind(apiVersion: "v1", kind: "Pod")]
        #expect(
            !changesNothing(
                pod(cpu: "1000m", memory: "1Gi", size: "512Mi"), on: try applied(schema: custom), schema: custom))
    }

    /// As generators of custom resource definitions write a quantity.
    private static let customSpec: Value = {
        let quantity: Value = [
            "anyOf": [["type": "integer"], ["type": "string"]], "x-kubernetes-int-or-string": true,
            "pattern": #"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\+|-)?.*))?$"#,
        ]
        return [
            "type": "object", "x-kubernetes-preserve-unknown-fields": true,
            "properties": [
                "containers": [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "properties": [
                            "name": ["type": "string"],
                            "resources": [
                                "type": "object",
                                "properties": ["limits": ["type": "object", "additionalProperties": quantity]],
                            ],
                        ],
                    ],
                    "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
                ]
            ],
        ]
    }()

    @Test(.enabled(if: Fixtures.areThere, Fixtures.missing))
    func `the server's own document says which fields are quantities`() throws {
        let catalog = try SchemaCatalog(openAPIV3: Fixtures.json("openapi/api_v1.json"))
        let schema = catalog[GroupVersionKind(apiVersion: "v1", kind: "Pod")]
        let wanted = pod(cpu: "1000m", memory: "1024Mi", size: "0.5Gi")
        #expect(changesNothing(wanted, on: try applied(schema: schema), schema: schema))
    }
}
