import Manifests
import Testing

@testable import EmbeddedCluster

/// What the server refuses, fills in and makes canonical, kind by kind.
@Suite struct ValidationTests {
    private static func object(_ apiVersion: String, _ kind: String, _ rest: String) throws -> Value {
        try JSON.parse(#"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","metadata":{"name":"x"},\#(rest)}"#)
    }

    private static let pod = #"{"containers":[{"name":"c","image":"i:1"}]}"#

    @Test(arguments: [
        ("v1", "Pod", #""spec":{}"#, "spec.containers: Required value"),
        ("v1", "Pod", #""spec":{"containers":[{"name":"c"}]}"#, "spec.containers[0].image: Required value"),
        (
            "v1", "Pod", #""spec":{"containers":[{"name":"c","image":"i"},{"name":"c","image":"i"}]}"#,
            #"spec.containers[1].name: Duplicate value: "c""#
        ),
        (
            "apps/v1", "Deployment",
            #""spec":{"replicas":-1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":\#(pod)}}"#,
            "spec.replicas: Invalid value: -1: must be greater than or equal to 0"
        ),
        (
            "batch/v1", "Job", #""spec":{"template":{"spec":\#(pod)}}"#,
            #"spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never""#
        ),
        (
            "batch/v1", "CronJob",
            #""spec":{"jobTemplate":{"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}}"#,
            "spec.schedule: Required value"
        ),
        ("v1", "Service", #""spec":{}"#, "spec.ports: Required value"),
        (
            "v1", "Service", #""spec":{"ports":[{"port":0,"targetPort":80}]}"#,
            "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"port":99999,"targetPort":80}]}"#,
            "spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535, inclusive"
        ),
        (
            "v1", "Service", #""spec":{"type":"Bogus","ports":[{"port":80}]}"#,
            #"spec.type: Unsupported value: "Bogus": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort""#
        ),
        (
            "v1", "Service", #""spec":{"sessionAffinity":"Bogus","ports":[{"port":80}]}"#,
            #"spec.sessionAffinity: Unsupported value: "Bogus": supported values: "ClientIP", "None""#
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"port":80,"protocol":"HTTP"}]}"#,
            #"spec.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP""#
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"name":"a","port":80},{"name":"b","port":80}]}"#,
            #"spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}"#
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"name":"a","port":80},{"name":"a","port":81}]}"#,
            #"spec.ports[1].name: Duplicate value: "a""#
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"name":"a","port":80},{"port":81}]}"#,
            "spec.ports[1].name: Required value"
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"port":80,"targetPort":"TOO-LOUD"}]}"#,
            #"[spec.ports[0].targetPort: Invalid value: "TOO-LOUD": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), spec.ports[0].targetPort: Invalid value: "TOO-LOUD": must contain at least one letter (a-z)]"#
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"port":80,"nodePort":30080}]}"#,
            "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"
        ),
        (
            "v1", "Service", #""spec":{"type":"NodePort","ports":[{"port":80,"nodePort":80}]}"#,
            "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767"
        ),
        ("v1", "Service", #""spec":{"type":"ExternalName"}"#, "spec.externalName: Required value"),
        (
            "v1", "Pod", #""spec":{"containers":[{"name":"c","image":"i","imagePullPolicy":"Bogus"}]}"#,
            #"spec.containers[0].imagePullPolicy: Unsupported value: "Bogus": supported values: "Always", "IfNotPresent", "Never""#
        ),
        (
            "v1", "Pod", #""spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":99999}]}]}"#,
            "spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive"
        ),
        (
            "v1", "Pod",
            #""spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"1500m"},"limits":{"cpu":"1"}}}]}"#,
            #"spec.containers[0].resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit of 1"#
        ),
        (
            "v1", "Pod",
            #""spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"nvidia.com/gpu":"1"},"limits":{"nvidia.com/gpu":"2"}}}]}"#,
            #"spec.containers[0].resources.requests: Invalid value: "1": must be equal to nvidia.com/gpu limit of 2"#
        ),
        (
            "v1", "Pod",
            #""spec":{"containers":[{"name":"c","image":"i","resources":{"requests":{"nvidia.com/gpu":"1"}}}]}"#,
            "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"
        ),
        (
            "v1", "Pod",
            #""spec":{"containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/v"}]}]}"#,
            #"spec.containers[0].volumeMounts[0].name: Not found: "v""#
        ),
        (
            "v1", "Pod",
            #""spec":{"volumes":[{"name":"v"}],"containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/v"},{"name":"v","mountPath":"/v"}]}]}"#,
            #"spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique"#
        ),
        (
            "v1", "Pod",
            #""spec":{"volumes":[{"name":"v"},{"name":"v"}],"containers":[{"name":"c","image":"i"}]}"#,
            #"spec.volumes[1].name: Duplicate value: "v""#
        ),
        (
            "v1", "Pod", #""spec":{"containers":[{"name":"c","image":"i","env":[{"name":"A=B"}]}]}"#,
            #"spec.containers[0].env[0].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than '='"#
        ),
        (
            "v1", "Pod", #""spec":{"containers":[{"name":"c","image":"i","livenessProbe":{}}]}"#,
            "spec.containers[0].livenessProbe: Required value: must specify a handler type"
        ),
        (
            "v1", "Pod",
            #""spec":{"containers":[{"name":"c","image":"i","livenessProbe":{"successThreshold":2,"tcpSocket":{"port":80}}}]}"#,
            "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"
        ),
        (
            "v1", "Pod",
            #""spec":{"containers":[{"name":"c","image":"i","readinessProbe":{"httpGet":{"port":70000}}}]}"#,
            "spec.containers[0].readinessProbe.httpGet.port: Invalid value: 70000: must be between 1 and 65535, inclusive"
        ),
        (
            "v1", "Pod",
            #""spec":{"containers":[{"name":"c","image":"i","startupProbe":{"exec":{"command":["a"]},"tcpSocket":{"port":80}}}]}"#,
            "spec.containers[0].startupProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"
        ),
        (
            "v1", "Pod", #""spec":{"restartPolicy":"Sometimes","containers":[{"name":"c","image":"i"}]}"#,
            #"spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never""#
        ),
        (
            "networking.k8s.io/v1", "Ingress",
            #""spec":{"rules":[{"http":{"paths":[{"path":"/","pathType":"Bogus","backend":{"service":{"name":"s","port":{"number":80}}}}]}}]}"#,
            #"spec.rules[0].http.paths[0].pathType: Unsupported value: "Bogus": supported values: "Exact", "ImplementationSpecific", "Prefix""#
        ),
        (
            "networking.k8s.io/v1", "Ingress",
            #""spec":{"rules":[{"http":{"paths":[{"path":"a","pathType":"Prefix","backend":{"service":{"name":"s","port":{"number":80}}}}]}}]}"#,
            #"spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path"#
        ),
        (
            "autoscaling/v2", "HorizontalPodAutoscaler",
            #""spec":{"scaleTargetRef":{"kind":"Deployment","name":"x"},"maxReplicas":0}"#,
            "spec.maxReplicas: Invalid value: 0: must be greater than 0"
        ),
        (
            "events.k8s.io/v1", "Event", #""regarding":{"namespace":"other"}"#,
            #"involvedObject.namespace: Invalid value: "other": does not match event.namespace"#
        ),
    ])
    func `what no server takes is refused in its words`(
        apiVersion: String, kind: String, rest: String, words: String
    ) async throws {
        try await StoreFixture().expectRefusal(of: try Self.object(apiVersion, kind, rest), words)
    }

    @Test(arguments: [
        ("1000m", "1"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1e3", "1e3"), ("0.1Gi", "107374182400m"), ("2", "2"),
    ])
    func `quantities are kept in their canonical form, wherever they stand`(written: String, kept: String) async throws
    {
        let fixture = try await StoreFixture()
        let quota = try await fixture.create(
            try Self.object("v1", "ResourceQuota", #""spec":{"hard":{"cpu":"\#(written)"}}"#))
        #expect(quota[path: "spec", "hard", "cpu"]?.string == kept)
        let pod = try await fixture.create(
            try Self.object(
                "v1", "Pod",
                #""spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"\#(written)"}}}]}"#))
        let resources = pod[path: "spec", "containers"]?.array?.first?["resources"]
        #expect(resources == ["limits": ["cpu": .string(kept)], "requests": ["cpu": .string(kept)]])
    }

    private static let definition: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "models.example.com"],
        "spec": [
            "group": "example.com", "scope": "Namespaced", "names": ["plural": "models", "kind": "Model"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": ["openAPIV3Schema": ["type": "object"]],
                ]
            ],
        ],
    ]

    private func refusal(of patch: Value, to kind: String, _ name: String, apiVersion: String) async throws -> String {
        let fixture = try await StoreFixture()
        try await fixture.create(Self.definition)
        try await fixture.configMap("x")
        var request = try await fixture.request(.patch, kind, name, apiVersion: apiVersion, body: patch)
        request.contentType = "application/merge-patch+json"
        let sent = request
        let error = await #expect(throws: APIError.self) { try await fixture.writer.patch(sent) }
        return error?.message ?? ""
    }

    @Test func `a definition that is served keeps its scope and its stored versions`() async throws {
        func refusal(_ spec: Value) async throws -> String {
            try await self.refusal(
                of: ["spec": spec], to: "CustomResourceDefinition", "models.example.com",
                apiVersion: "apiextensions.k8s.io/v1")
        }
        #expect(
            try await refusal(["scope": "Cluster"]).hasSuffix(
                #"spec.scope: Invalid value: "Cluster": field is immutable"#))
        let other: Value = [
            ["name": "v2", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]]]
        ]
        #expect(
            try await refusal(["versions": other]).contains(
                #"status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was previously"#))
    }

    @Test func `a patch cannot rename`() async throws {
        #expect(
            try await refusal(of: ["metadata": ["name": "y"]], to: "ConfigMap", "x", apiVersion: "v1")
                == #"ConfigMap "y" is invalid: metadata.name: Invalid value: "y": field is immutable"#)
    }

    @Test func `data beyond a mebibyte, and annotations beyond a quarter of it, are refused`() async throws {
        let fixture = try await StoreFixture()
        let large = String(repeating: "a", count: 1 << 20)
        func refusal(_ kind: String, _ members: Object) async throws -> String? {
            var object: Object = ["apiVersion": "v1", "kind": .string(kind), "metadata": ["name": "large"]]
            for member in members { object[member.key] = member.value }
            let sent = Value.object(object)
            return await #expect(throws: APIError.self) { try await fixture.create(sent) }?.message
        }
        #expect(
            try await refusal("ConfigMap", ["data": ["k": .string(large + "a")]])
                == #"ConfigMap "large" is invalid: []: Too long: may not be more than 1048576 bytes"#)
        #expect(
            try await refusal("Secret", ["stringData": ["k": .string(large + "a")]])
                == #"Secret "large" is invalid: data: Too long: may not be more than 1048576 bytes"#)
        #expect(
            try await refusal("ConfigMap", ["metadata": ["name": "large", "annotations": ["a": .string(large)]]])
                == #"ConfigMap "large" is invalid: metadata.annotations: Too long: may not be more than 262144 bytes"#)
        let full = String(repeating: "a", count: 1 << 20 - 1)
        _ = try await fixture.create([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "full"], "data": ["k": .string(full)],
        ])
    }

    @Test(arguments: ["default", "kube-system", "kube-public"])
    func `the namespaces of the cluster itself stay`(name: String) async throws {
        let fixture = try await StoreFixture()
        if name != "default" {
            try await fixture.create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        }
        let request = try await fixture.request(.delete, "Namespace", name)
        let error = await #expect(throws: APIError.self) { try await fixture.writer.delete(request) }
        #expect(error?.code == 403)
        #expect(error?.message == "namespaces \"\(name)\" is forbidden: this namespace may not be deleted")
    }

    @Test func `what a Service's new type has no use for goes with the old type`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(
            try Self.object("v1", "Service", #""spec":{"type":"NodePort","ports":[{"port":80}]}"#))
        func change(_ spec: Value) async throws -> Value {
            var request = try await fixture.request(.patch, "Service", "x", body: ["spec": spec])
            request.contentType = "application/merge-patch+json"
            return try await fixture.writer.patch(request).value["spec"] ?? .null
        }
        let inner = try await change(["type": "ClusterIP"])
        #expect(inner["ports"]?.array?.first?["nodePort"] == nil && inner["externalTrafficPolicy"] == nil)
        #expect(inner["clusterIP"] != nil)
        let outer = try await change(["type": "ExternalName", "externalName": "models.example.com"])
        #expect(outer["clusterIP"] == nil && outer["clusterIPs"] == nil && outer["ipFamilies"] == nil)
    }

    @Test func `what is no quantity is refused`() async throws {
        let fixture = try await StoreFixture()
        let quota = try Self.object("v1", "ResourceQuota", #""spec":{"hard":{"cpu":"much"}}"#)
        let error = await #expect(throws: APIError.self) { try await fixture.create(quota) }
        #expect(
            error?.message
                == "ResourceQuota in version \"v1\" cannot be handled as a ResourceQuota: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
        )
    }

    @Test(arguments: [
        (
            "rbac.authorization.k8s.io/v1", "RoleBinding",
            #""roleRef":{"kind":"Role","name":"a"},"subjects":[{"kind":"User","name":"u"}]"#, ["subjects"],
            #"[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"u"}]"#
        ),
        (
            "apps/v1", "StatefulSet",
            #""spec":{"updateStrategy":{"type":"OnDelete"},"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":\#(pod)}}"#,
            ["spec", "updateStrategy"], #"{"type":"OnDelete"}"#
        ),
        (
            "autoscaling/v2", "HorizontalPodAutoscaler",
            #""spec":{"scaleTargetRef":{"kind":"Deployment","name":"x"},"maxReplicas":2}"#, ["spec", "minReplicas"], "1"
        ),
        (
            "v1", "Pod", #""spec":{"volumes":[{"name":"v"}],"containers":[{"name":"c","image":"i:1"}]}"#,
            ["spec", "volumes"], #"[{"emptyDir":{},"name":"v"}]"#
        ),
        (
            "v1", "Service", #""spec":{"type":"LoadBalancer","ports":[{"port":80}]}"#,
            ["spec", "externalTrafficPolicy"], #""Cluster""#
        ),
    ])
    func `what a manifest does not say is filled in`(
        apiVersion: String, kind: String, rest: String, path: [String], value: String
    ) async throws {
        let fixture = try await StoreFixture()
        let made = try await fixture.create(try Self.object(apiVersion, kind, rest))
        let found = path.reduce(Optional(made)) { $0?[$1] }
        #expect(found.map { JSON.string($0) } == value)
    }

    @Test func `a claim within a StatefulSet says what it is`() async throws {
        let fixture = try await StoreFixture()
        let set = try await fixture.create(
            try Self.object(
                "apps/v1", "StatefulSet",
                #""spec":{"serviceName":"a","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":\#(Self.pod)},"volumeClaimTemplates":[{"metadata":{"name":"d"},"spec":{"accessModes":["ReadWriteOnce"]}}]}"#
            ))
        let claim = set[path: "spec", "volumeClaimTemplates"]?.array?.first
        #expect(claim?["kind"] == "PersistentVolumeClaim")
        #expect(claim?[path: "spec", "volumeMode"] == "Filesystem")
    }

    @Test func `a generated name that is taken is made anew`() async throws {
        let fixture = try await StoreFixture()
        let object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["generateName": "g-"]]
        var names: Set<String> = []
        for _ in 0..<10 { names.insert(try await fixture.create(object).metadata["name"]?.string ?? "") }
        #expect(names.count == 10)
        #expect(names.allSatisfy { $0.hasPrefix("g-") })
    }
}
