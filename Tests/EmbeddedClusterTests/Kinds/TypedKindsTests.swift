import Manifests
import StructuredMerge
import Testing
import Transport

@testable import EmbeddedCluster

/// What typed schemas give the kinds beside workloads, over the real socket: fields, types, defaults and values.
@Suite struct TypedKindsTests {
    @Test func `every built-in kind that is served has its type`() {
        for kind in BuiltInKinds.all { #expect(APITypes.builtIn[kind.kind] != nil, "\(kind.kind)") }
    }

    private static func object(_ apiVersion: String, _ kind: String, _ members: Object) -> Value {
        var object = members
        object["apiVersion"] = .string(apiVersion)
        object["kind"] = .string(kind)
        object["metadata"] = ["name": "a"]
        return .object(object)
    }

    /// Kinds with what their objects hold, a part of what the server makes of that, and where that part stands.
    private static let filled: [(kind: String, plural: String, given: Object, place: [String], made: Value)] = [
        (
            "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration", "mutatingwebhookconfigurations",
            [
                "webhooks": [
                    [
                        "name": "a.example.com", "sideEffects": "None", "admissionReviewVersions": ["v1"],
                        "clientConfig": ["service": ["name": "s", "namespace": "n"]],
                        "rules": [["operations": ["*"], "resources": ["pods"]]],
                    ]
                ]
            ], ["webhooks"],
            [
                [
                    "name": "a.example.com", "sideEffects": "None", "admissionReviewVersions": ["v1"],
                    "clientConfig": ["service": ["name": "s", "namespace": "n", "port": 443]],
                    "rules": [["operations": ["*"], "resources": ["pods"], "scope": "*"]],
                    "failurePolicy": "Fail", "matchPolicy": "Equivalent", "namespaceSelector": [:],
                    "objectSelector": [:], "reinvocationPolicy": "Never", "timeoutSeconds": 10,
                ]
            ]
        ),
        (
            "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy", "validatingadmissionpolicies",
            [
                "spec": [
                    "validations": [["expression": "true"]],
                    "matchConstraints": ["resourceRules": [["operations": ["CREATE"], "resources": ["pods"]]]],
                ]
            ], ["spec"],
            [
                "failurePolicy": "Fail", "validations": [["expression": "true"]],
                "matchConstraints": [
                    "matchPolicy": "Equivalent", "namespaceSelector": [:], "objectSelector": [:],
                    "resourceRules": [["operations": ["CREATE"], "resources": ["pods"], "scope": "*"]],
                ],
            ]
        ),
        (
            "storage.k8s.io/v1 CSIDriver", "csidrivers", ["spec": ["attachRequired": false]], ["spec"],
            [
                "attachRequired": false, "podInfoOnMount": false, "storageCapacity": false, "requiresRepublish": false,
                "seLinuxMount": false, "fsGroupPolicy": "ReadWriteOnceWithFSType",
                "volumeLifecycleModes": ["Persistent"],
            ]
        ),
        (
            "storage.k8s.io/v1 StorageClass", "storageclasses", ["provisioner": "p", "mountOptions": []],
            ["volumeBindingMode"], "Immediate"
        ),
        (
            "flowcontrol.apiserver.k8s.io/v1 FlowSchema", "flowschemas",
            ["spec": ["priorityLevelConfiguration": ["name": "p"]]], ["spec", "matchingPrecedence"], 1000
        ),
        (
            "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration", "prioritylevelconfigurations",
            ["spec": ["type": "Limited", "limited": ["limitResponse": ["type": "Queue", "queuing": ["queues": 0]]]]],
            ["spec", "limited"],
            [
                "nominalConcurrencyShares": 30, "lendablePercent": 0,
                "limitResponse": [
                    "type": "Queue", "queuing": ["handSize": 8, "queues": 64, "queueLengthLimit": 50],
                ],
            ]
        ),
        (
            "scheduling.k8s.io/v1 PriorityClass", "priorityclasses", ["value": 7], ["preemptionPolicy"],
            "PreemptLowerPriority"
        ),
        (
            "node.k8s.io/v1 RuntimeClass", "runtimeclasses",
            ["handler": "h", "overhead": ["podFixed": ["cpu": 0.25, "memory": "1024Ki"]]], ["overhead", "podFixed"],
            ["cpu": "250m", "memory": "1Mi"]
        ),
    ]

    @Test(arguments: filled.indices)
    func `objects are filled in and written as the server does`(index: Int) async throws {
        let (name, plural, given, place, made) = Self.filled[index]
        let names = name.split(separator: " ").map(String.init)
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let answer = try await raw.send(
                .post, "/apis/\(names[0])/\(plural)?fieldValidation=Strict", Self.object(names[0], names[1], given))
            #expect(answer.status == 201, "\(answer.body["message"]?.string ?? "")")
            #expect(place.reduce(Optional(answer.body)) { $0?[$1] } == made)
            await raw.shutdown()
        }
    }

    @Test func `claims count their devices, autoscalers have rules, limits fill one another`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let claim = try await raw.send(
                .post, "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims",
                Self.object(
                    "resource.k8s.io/v1", "ResourceClaim",
                    [
                        "spec": [
                            "devices": [
                                "requests": [
                                    [
                                        "name": "r",
                                        "exactly": [
                                            "deviceClassName": "gpu", "tolerations": [["key": "k", "value": "v"]],
                                        ],
                                    ]
                                ]
                            ]
                        ]
                    ]))
            let exactly = claim.body[path: "spec", "devices", "requests"]?.array?.first?["exactly"]
            #expect(exactly?["allocationMode"] == "ExactCount")
            #expect(exactly?["count"] == 1)
            #expect(exactly?["tolerations"] == [["key": "k", "value": "v", "operator": "Equal"]])
            let scaler = try await raw.send(
                .post, "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
                Self.object(
                    "autoscaling/v2", "HorizontalPodAutoscaler",
                    [
                        "spec": [
                            "maxReplicas": 3, "scaleTargetRef": ["kind": "Deployment", "name": "d"],
                            "behavior": ["scaleDown": ["stabilizationWindowSeconds": 60]],
                        ]
                    ]))
            let behavior = scaler.body[path: "spec", "behavior"]
            #expect(
                behavior?["scaleDown"] == [
                    "stabilizationWindowSeconds": 60, "selectPolicy": "Max",
                    "policies": [["type": "Percent", "value": 100, "periodSeconds": 15]],
                ])
            #expect(behavior?[path: "scaleUp", "policies"]?.array?.count == 2)
            #expect(behavior?[path: "scaleUp", "stabilizationWindowSeconds"] == 0)
            let limits = try await raw.send(
                .post, "/api/v1/namespaces/default/limitranges",
                Self.object(
                    "v1", "LimitRange",
                    ["spec": ["limits": [["type": "Container", "max": ["cpu": "2"], "min": ["memory": "1Mi"]]]]]))
            let item = limits.body[path: "spec", "limits"]?.array?.first
            #expect(item?["default"] == ["cpu": "2"])
            #expect(item?["defaultRequest"] == ["cpu": "2", "memory": "1Mi"])
            await raw.shutdown()
        }
    }

    private static let refused: [(apiVersion: String, kind: String, plural: String, members: Object, words: String)] = [
        (
            "node.k8s.io/v1", "RuntimeClass", "runtimeclasses", ["handler": "h", "handlr": "x"],
            "RuntimeClass in version \"v1\" cannot be handled as a RuntimeClass: strict decoding error: unknown field \"handlr\""
        ),
        (
            "storage.k8s.io/v1", "CSIDriver", "csidrivers", ["spec": ["attachRequired": "no"]],
            "CSIDriver in version \"v1\" cannot be handled as a CSIDriver: json: cannot unmarshal string into Go struct field CSIDriverSpec.spec.attachRequired of type bool"
        ),
        (
            "storage.k8s.io/v1", "StorageClass", "storageclasses",
            ["provisioner": "p", "volumeBindingMode": "Later"],
            "StorageClass.storage.k8s.io \"a\" is invalid: volumeBindingMode: Unsupported value: \"Later\": supported values: \"Immediate\", \"WaitForFirstConsumer\""
        ),
        (
            "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations",
            ["webhooks": [["name": "a.example", "timeoutSeconds": 31, "clientConfig": [:]]]],
            "ValidatingWebhookConfiguration.admissionregistration.k8s.io \"a\" is invalid: [webhooks[0].name: Invalid value: \"a.example\": should be a domain with at least three segments separated by dots, webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun, webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds, webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1, webhooks[0].clientConfig: Required value: exactly one of url or service is required]"
        ),
        (
            "scheduling.k8s.io/v1", "PriorityClass", "priorityclasses", ["value": 2_000_000_000],
            "PriorityClass.scheduling.k8s.io \"a\" is invalid: value: Forbidden: maximum allowed value of a user defined priority is 1000000000"
        ),
        (
            "resource.k8s.io/v1", "DeviceClass", "deviceclasses",
            ["spec": ["selectors": [["cel": ["expresion": "true"]]]]],
            "DeviceClass in version \"v1\" cannot be handled as a DeviceClass: strict decoding error: unknown field \"spec.selectors[0].cel.expresion\""
        ),
        (
            "apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions",
            [
                "spec": [
                    "versions": [["schema": ["openAPIV3Schema": ["properties": ["spec": ["typ": "object"]]]]]]
                ]
            ],
            "CustomResourceDefinition in version \"v1\" cannot be handled as a CustomResourceDefinition: strict decoding error: unknown field \"spec.versions[0].schema.openAPIV3Schema.properties.spec.typ\""
        ),
    ]

    @Test(arguments: refused.indices)
    func `wrong fields, types and values are refused in the server's words`(index: Int) async throws {
        let (apiVersion, kind, plural, members, words) = Self.refused[index]
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let answer = try await raw.send(
                .post, "/apis/\(apiVersion)/\(plural)?fieldValidation=Strict",
                Self.object(apiVersion, kind, members))
            #expect((400..<500).contains(answer.status))
            #expect(answer.body["message"]?.string == words)
            await raw.shutdown()
        }
    }

    @Test func `a workload's values are checked wherever they stand, a status is not`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let pod: Object = [
                "spec": [
                    "containers": [["name": "c", "image": "i"]],
                    "tolerations": [["key": "k", "effect": "NoScedule"]],
                ]
            ]
            let refused = try await raw.send(
                .post, "/api/v1/namespaces/default/pods", Self.object("v1", "Pod", pod))
            #expect(
                refused.body["message"]?.string
                    == "Pod \"a\" is invalid: spec.tolerations[0].effect: Unsupported value: \"NoScedule\": supported values: \"NoExecute\", \"NoSchedule\", \"PreferNoSchedule\""
            )
            await raw.shutdown()
        }
    }

    @Test func `two managers each own their webhooks`() async throws {
        @Sendable func hook(_ name: String) -> Value {
            [
                "name": .string(name), "sideEffects": "None", "admissionReviewVersions": ["v1"],
                "clientConfig": ["url": "https://example.com"],
            ]
        }
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let path = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/a"
            for (manager, hooks) in [("one", [hook("a.example.com")]), ("two", [hook("b.example.com")])] {
                let applied = try await raw.send(
                    .patch, "\(path)?fieldManager=\(manager)",
                    Self.object(
                        "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration",
                        ["webhooks": .array(hooks)]),
                    type: "application/apply-patch+yaml")
                #expect(applied.status < 300, "\(applied.body["message"]?.string ?? "")")
            }
            let found = try await raw.send(.get, path)
            #expect(
                found.body["webhooks"]?.array?.compactMap { $0["name"]?.string }
                    == ["a.example.com", "b.example.com"])
            await raw.shutdown()
        }
    }

    @Test func `clients are told of kinds and versions that are deprecated`() async throws {
        try await withServer(isBare: true) { _, port in
            let raw = RawClient(port: port)
            let listed = try await raw.send(.get, "/api/v1/namespaces/default/endpoints")
            #expect(
                listed.warnings
                    == ["299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\""])
            let version: (String, Bool) -> Value = { name, isOld in
                [
                    "name": .string(name), "served": true, "storage": .bool(!isOld), "deprecated": .bool(isOld),
                    "schema": ["openAPIV3Schema": ["type": "object"]],
                ]
            }
            let definition: Value = [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": "models.example.com"],
                "spec": [
                    "group": "example.com", "scope": "Namespaced", "names": ["plural": "models", "kind": "Model"],
                    "versions": [version("v1alpha1", true), version("v1", false)],
                ],
            ]
            let made = try await raw.send(
                .post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
            #expect(made.status == 201)
            // As Go prints it: what is false is left out.
            #expect(
                made.body[path: "spec", "versions"]?.array?.map { $0["deprecated"]?.bool } == [true, nil])
            let old = try await raw.send(.get, "/apis/example.com/v1alpha1/namespaces/default/models")
            #expect(
                old.warnings == ["299 - \"example.com/v1alpha1 Model is deprecated; use example.com/v1 Model\""])
            let new = try await raw.send(.get, "/apis/example.com/v1/namespaces/default/models")
            #expect(new.warnings.isEmpty)
            await raw.shutdown()
        }
    }
}
