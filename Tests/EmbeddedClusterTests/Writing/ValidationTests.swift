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
            "v1", "Service", #""spec":{"ports":[{"port":0}]}"#,
            "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"
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
        let fixture = try await StoreFixture()
        let object = try Self.object(apiVersion, kind, rest)
        let error = await #expect(throws: APIError.self) { try await fixture.create(object) }
        #expect(error?.code == 422)
        #expect(error?.message.hasSuffix("\"x\" is invalid: \(words)") ?? false, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        (
            "v1", "ConfigMap", #""immutable":true,"data":{"a":"1"}"#, #"{"data":{"a":"2"}}"#,
            "data: Forbidden: field is immutable when `immutable` is set"
        ),
        (
            "v1", "Secret", #""type":"Opaque""#, #"{"type":"other"}"#,
            #"type: Invalid value: "other": field is immutable"#
        ),
        (
            "v1", "Service", #""spec":{"ports":[{"port":80}]}"#,
            #"{"spec":{"clusterIP":"10.0.0.1","clusterIPs":["10.0.0.1"]}}"#,
            #"spec.clusterIPs[0]: Invalid value: ["10.0.0.1"]: may not change once set"#
        ),
        (
            "rbac.authorization.k8s.io/v1", "RoleBinding", #""roleRef":{"kind":"Role","name":"a"}"#,
            #"{"roleRef":{"name":"b"}}"#,
            #"roleRef: Invalid value: {"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"b"}: cannot change roleRef"#
        ),
        (
            "apps/v1", "StatefulSet",
            #""spec":{"serviceName":"a","selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":\#(pod)}}"#,
            #"{"spec":{"serviceName":"b"}}"#,
            "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
        ),
        (
            "batch/v1", "Job",
            #""spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}"#,
            #"{"spec":{"completions":3}}"#, "spec.completions: Invalid value: 3: field is immutable"
        ),
    ])
    func `what was settled once stays`(
        apiVersion: String, kind: String, rest: String, patch: String, words: String
    ) async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(try Self.object(apiVersion, kind, rest))
        var request = try await fixture.request(
            .patch, kind, "x", apiVersion: apiVersion, body: try JSON.parse(patch))
        request.contentType = "application/merge-patch+json"
        let sent = request
        let error = await #expect(throws: APIError.self) { try await fixture.writer.patch(sent) }
        #expect(error?.message.hasSuffix("\"x\" is invalid: \(words)") ?? false, "\(error?.message ?? "")")
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
