import Manifests
import Testing

@testable import EmbeddedCluster

/// What the server refuses of pods: their volumes, variables, hooks, resources, and where they may run.
@Suite struct PodValidationTests {
    private static func pod(container: String = "", spec: String = "") throws -> Value {
        let more = container.isEmpty ? "" : ",\(container)"
        let others = spec.isEmpty ? "" : ",\(spec)"
        return try JSON.parse(
            #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"containers":[{"name":"c","image":"i"\#(more)}]\#(others)}}"#
        )
    }

    private func refusal(of pod: Value) async throws -> String {
        let fixture = try await StoreFixture()
        let error = await #expect(throws: APIError.self) { try await fixture.create(pod) }
        let words = error?.message ?? ""
        #expect(error?.code == 422 && words.hasPrefix(#"Pod "x" is invalid: "#), "\(words)")
        return String(words.dropFirst(#"Pod "x" is invalid: "#.count))
    }

    private static let labelKey =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

    @Test(arguments: [
        (
            #""env":[{"name":"A","valueFrom":{}}]"#,
            #"env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"#
        ),
        (
            #""env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"},"secretKeyRef":{"name":"s","key":"k"}}}]"#,
            #"env[0].valueFrom: Invalid value: "": may not have more than one field specified at a time"#
        ),
        (
            #""env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.foo"}}}]"#,
            #"env[0].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.foo": error converting fieldPath: field label not supported: metadata.foo"#
        ),
        (
            #""env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"spec.nodeName['a']"}}}]"#,
            #"env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nodeName['a']": error converting fieldPath: field label does not support subscript: spec.nodeName['a']"#
        ),
        (
            #""env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"status.phase"}}}]"#,
            #"env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs""#
        ),
        (
            #""env":[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.gpu"}}}]"#,
            #"env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory""#
        ),
        (
            #""env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"m"}}}]"#,
            "env[0].valueFrom.configMapKeyRef.key: Required value"
        ),
        (#""lifecycle":{"preStop":{}}"#, "lifecycle.preStop: Required value: must specify a handler type"),
        (
            #""lifecycle":{"postStart":{"exec":{"command":["a"]},"tcpSocket":{"port":1}}}"#,
            "lifecycle.postStart.tcpSocket: Forbidden: may not specify more than 1 handler type"
        ),
        (
            #""resources":{"limits":{"nvidia.com/gpu":"1.5"}}"#,
            #"[containers[0].resources.limits[nvidia.com/gpu]: Invalid value: "1500m": must be an integer, spec.containers[0].resources.requests[nvidia.com/gpu]: Invalid value: "1500m": must be an integer]"#
        ),
        (
            #""securityContext":{"privileged":true,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}"#,
            #"securityContext: Invalid value: {"Capabilities":{"Add":null,"Drop":["ALL"]},"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true"#
        ),
    ])
    func `a container that no server takes is refused in its words`(container: String, words: String) async throws {
        let found = try await refusal(of: try Self.pod(container: container))
        let wanted =
            words.hasPrefix("[")
            ? words.replacing("[containers[0]", with: "[spec.containers[0]") : "spec.containers[0].\(words)"
        #expect(found == wanted)
    }

    @Test(arguments: [
        (
            #""volumes":[{"name":"v","emptyDir":{},"secret":{"secretName":"s"}}]"#,
            "volumes[0].secret: Forbidden: may not specify more than 1 volume type"
        ),
        (
            #""volumes":[{"name":"v","persistentVolumeClaim":{}}]"#,
            "volumes[0].persistentVolumeClaim.claimName: Required value"
        ),
        (
            #""affinity":{"nodeAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":500,"preference":{"matchExpressions":[{"key":"a","operator":"Exists"}]}}]}}"#,
            "affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 500: must be in the range 1-100"
        ),
        (
            #""affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[]}}}"#,
            "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term"
        ),
        (
            #""affinity":{"podAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":0,"podAffinityTerm":{"topologyKey":"a"}}]}}"#,
            "affinity.podAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100"
        ),
        (
            #""topologySpreadConstraints":[{"maxSkew":0,"topologyKey":"a","whenUnsatisfiable":"DoNotSchedule"}]"#,
            "topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero"
        ),
        (
            #""tolerations":[{"key":"a","operator":"Exists","value":"b"}]"#,
            #"tolerations[0].operator: Invalid value: {"Key":"a","Operator":"Exists","Value":"b","Effect":"","TolerationSeconds":null}: value must be empty when `operator` is 'Exists'"#
        ),
        (
            #""tolerations":[{"value":"b"}]"#,
            #"tolerations[0].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys""#
        ),
        (
            #""tolerations":[{"key":"a","operator":"Exists","effect":"NoSchedule","tolerationSeconds":5}]"#,
            #"tolerations[0].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when `tolerationSeconds` is set"#
        ),
        (
            #""nodeName":"embedded","schedulingGates":[{"name":"a/b"}]"#,
            "nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"
        ),
    ])
    func `a pod that no server takes is refused in its words`(spec: String, words: String) async throws {
        #expect(try await refusal(of: try Self.pod(spec: spec)) == "spec.\(words)")
    }

    @Test func `a term of affinity names a topology`() async throws {
        let spec =
            #""affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"labelSelector":{}}]}}"#
        let field = "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey"
        let expected =
            "[\(field): Required value: can not be empty, \(field): Invalid value: \"\": name part must be non-empty, \(field): Invalid value: \"\": name part \(Self.labelKey)]"
        #expect(try await refusal(of: try Self.pod(spec: spec)) == expected)
    }

    @Test(arguments: [
        (#""env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.labels['app']"}}}]"#, ""),
        (#""env":[{"name":"A","valueFrom":{"resourceFieldRef":{"resource":"limits.hugepages-2Mi"}}}]"#, ""),
        (#""resources":{"limits":{"nvidia.com/gpu":"2"}}"#, ""),
        (#""lifecycle":{"preStop":{"sleep":{"seconds":3}}}"#, ""),
        (#""securityContext":{"privileged":true}"#, #""tolerations":[{"operator":"Exists"}]"#),
        (
            "",
            #""volumes":[{"name":"v"},{"name":"w","projected":{"sources":[]}},{"name":"x","configMap":{"name":"m"}}]"#
        ),
    ])
    func `a pod that a server takes is taken`(container: String, spec: String) async throws {
        try await StoreFixture().create(try Self.pod(container: container, spec: spec))
    }
}
