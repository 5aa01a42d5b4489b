import Manifests
import Testing

@testable import Delivery

@Suite struct ConflictPathTests {
    private static let object: Value = [
        "metadata": [
            "annotations": ["example.com/owner": "ml", "example.com/owner.second": "x", "plain": "y"],
            "labels": ["app.kubernetes.io/name": "scorer"],
        ],
        "spec": [
            "template": [
                "spec": [
                    "containers": [
                        [
                            "name": "model", "image": "a", "ports": [["containerPort": 80, "protocol": "TCP"]],
                            "env": [["name": "A.B", "value": "c"]],
                        ]
                    ],
                    "nodeSelector": ["topology.kubernetes.io/zone": "a"],
                ]
            ]
        ],
    ]

    @Test(arguments: [
        (".spec.replicas", "spec.replicas"),
        (
            #".spec.template.spec.containers[name="model"].image"#,
            "spec.template.spec.containers[name=model].image"
        ),
        (
            #".spec.template.spec.containers[name="model"].ports[containerPort=80,protocol="TCP"].name"#,
            "spec.template.spec.containers[name=model].ports[containerPort=80,protocol=TCP].name"
        ),
        (
            #".spec.template.spec.containers[name="model"].env[name="A.B"].value"#,
            "spec.template.spec.containers[name=model].env[name=A.B].value"
        ),
        (".metadata.annotations.example.com/owner", "metadata.annotations[example.com/owner]"),
        (".metadata.annotations.example.com/owner.second", "metadata.annotations[example.com/owner.second]"),
        (".metadata.annotations.plain", "metadata.annotations.plain"),
        (".metadata.labels.app.kubernetes.io/name", "metadata.labels[app.kubernetes.io/name]"),
        (
            ".spec.template.spec.nodeSelector.topology.kubernetes.io/zone",
            "spec.template.spec.nodeSelector[topology.kubernetes.io/zone]"
        ),
        (#".metadata.finalizers[="example.com/a]b"]"#, "metadata.finalizers[example.com/a]b]"),
        (".spec.hosts[0]", "spec.hosts[0]"),
        ("unlike any path", "unlike any path"), ("", ""),
    ])
    func `a field is named as in a plan`(_ server: String, _ shown: String) {
        #expect(ConflictPath.text(server, in: Self.object) == shown)
    }

    @Test func `thousands of fields are named in one look each`() {
        let keys = (0..<5_000).map { "key-\($0).txt" }
        let data = Object(keys.map { Object.Member(key: $0, value: "x") })
        let object: Value = ["data": .object(data)]
        let began = ContinuousClock.now
        let owners = keys.map { FieldOwner(manager: "other", field: ConflictPath.text(".data.\($0)", in: object)) }
        #expect(owners.last?.field == "data[key-4999.txt]")
        let index = FieldOwnerIndex(owners)
        for owner in owners {
            let difference = FieldDifference(path: owner.field, before: "a", after: "b")
            #expect(index.owner(of: difference) == owner)
        }
        #expect(began.duration(to: .now) < .seconds(10))
    }

    @Test(arguments: [
        ("spec.template", "spec"), ("spec", "spec"), ("specs", nil), ("spec[a]", "spec"), ("spec (order)", "spec"),
        ("spec.a.b", "spec.a"),
    ])
    func `a difference is its field's owner's`(path: String, field: String?) {
        let index = FieldOwnerIndex([
            FieldOwner(manager: "m", field: "spec.a"), FieldOwner(manager: "m", field: "spec"),
        ])
        #expect(index.owner(of: FieldDifference(path: path, before: "a", after: "b"))?.field == field)
    }
}
