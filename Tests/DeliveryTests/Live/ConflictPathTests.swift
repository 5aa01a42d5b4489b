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
}
