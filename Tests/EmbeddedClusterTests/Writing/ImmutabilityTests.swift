import Manifests
import Testing

@testable import EmbeddedCluster

/// What may change of an object, and what may not, kind by kind.
@Suite struct ImmutabilityTests {
    private static func object(_ apiVersion: String, _ kind: String, _ rest: String) throws -> Value {
        try JSON.parse(#"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","metadata":{"name":"x"},\#(rest)}"#)
    }

    private static let pod = #"{"containers":[{"name":"c","image":"i:1"}]}"#
    private static let indexedJob =
        #""spec":{"completionMode":"Indexed","completions":3,"parallelism":3,"backoffLimitPerIndex":1,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}"#
    private static let claim =
        #""spec":{"storageClassName":"fast","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}"#
    private static let volume =
        #""spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],"nfs":{"server":"a","path":"/a"}}"#
    private static func sized(_ memory: String) -> String {
        #""containers":[{"name":"c","image":"i:1","resources":{"requests":{"memory":"\#(memory)"}}}]"#
    }

    private static func claims(_ storage: String) -> String {
        #""volumeClaimTemplates":[{"metadata":{"name":"d"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"\#(storage)"}}}}]"#
    }

    private static let zone = "topology.kubernetes.io/zone"
    private static let oldZone = "failure-domain.beta.kubernetes.io/zone"

    private static func affinity(_ label: String, _ value: String) -> String {
        #"{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"\#(label)","operator":"In","values":["\#(value)"]}]}]}}"#
    }

    private static func zonedVolume(_ label: String, _ value: String) -> String {
        #"\#(volume.dropLast()),"nodeAffinity":\#(affinity(label, value))}"#
    }

    private static let gatedPod =
        #""spec":{"schedulingGates":[{"name":"a/b"}],"activeDeadlineSeconds":60,"nodeSelector":{"zone":"a"},"tolerations":[{"key":"k","operator":"Exists"}],"containers":[{"name":"c","image":"i:1"}]}"#
    private static let boundPod =
        #""spec":{"schedulingGates":[{"name":"a/b"}],"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"Exists"}]}]}}},"containers":[{"name":"c","image":"i:1"}]}"#
    private static let termsField =
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"

    /// A patch of the nodes that a pod may run on.
    private static func nodeTerms(_ terms: String) -> String {
        #"{"spec":{"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[\#(terms)]}}}}}"#
    }

    private static let podWords =
        "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"

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
        (
            "batch/v1", "Job", indexedJob, #"{"spec":{"completions":5}}"#,
            "spec.completions: Invalid value: 5: can only be modified in tandem with spec.parallelism"
        ),
        (
            "batch/v1", "Job", indexedJob, #"{"spec":{"backoffLimitPerIndex":2}}"#,
            "spec.backoffLimitPerIndex: Invalid value: 2: field is immutable"
        ),
        (
            "v1", "PersistentVolumeClaim", claim, #"{"spec":{"storageClassName":"slow"}}"#,
            "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        ),
        (
            "v1", "PersistentVolumeClaim", claim, #"{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}"#,
            "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"
        ),
        (
            "v1", "PersistentVolume", volume, #"{"spec":{"nfs":{"server":"b"}}}"#,
            "spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation"
        ),
        (
            "v1", "PersistentVolume", volume, #"{"spec":{"volumeMode":"Block"}}"#,
            #"volumeMode: Invalid value: "Block": field is immutable"#
        ),
        (
            "v1", "PersistentVolume", zonedVolume(zone, "a"), #"{"spec":{"nodeAffinity":null}}"#,
            "nodeAffinity: Invalid value: null: field is immutable, except for updating from beta label to GA"
        ),
        (
            "v1", "PersistentVolume", zonedVolume(zone, "a"), "{\(zonedVolume(zone, "b"))}",
            "nodeAffinity: Invalid value: \(affinity(zone, "b")): field is immutable, except for updating from beta label to GA"
        ),
        (
            "v1", "PersistentVolume", zonedVolume(oldZone, "a"), "{\(zonedVolume(zone, "b"))}",
            "nodeAffinity: Invalid value: \(affinity(zone, "b")): field is immutable, except for updating from beta label to GA"
        ),
        (
            "v1", "PersistentVolume", zonedVolume(zone, "a"), "{\(zonedVolume(oldZone, "a"))}",
            "nodeAffinity: Invalid value: \(affinity(oldZone, "a")): field is immutable, except for updating from beta label to GA"
        ),
        (
            "node.k8s.io/v1", "RuntimeClass", #""handler":"runc""#, #"{"handler":"gvisor"}"#,
            #"handler: Invalid value: "gvisor": field is immutable"#
        ),
        (
            "scheduling.k8s.io/v1", "PriorityClass", #""value":1"#, #"{"preemptionPolicy":"Never"}"#,
            #"preemptionPolicy: Invalid value: "Never": field is immutable"#
        ),
        (
            "apps/v1", "ControllerRevision", #""revision":1,"data":{"a":1}"#, #"{"data":{"a":2}}"#,
            #"data: Invalid value: {"a":2}: field is immutable"#
        ),
        (
            "v1", "Pod", gatedPod, #"{"spec":{"schedulingGates":[{"name":"b/c"}]}}"#,
            "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b/c'"
        ),
        (
            "v1", "Pod", gatedPod, #"{"spec":{"activeDeadlineSeconds":61}}"#,
            "spec.activeDeadlineSeconds: Invalid value: 61: must be less than or equal to previous value"
        ),
        (
            "v1", "Pod", gatedPod, #"{"spec":{"activeDeadlineSeconds":null}}"#,
            "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"
        ),
        (
            "v1", "Pod", gatedPod, #"{"spec":{"tolerations":[]}}"#,
            "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"
        ),
        (
            "v1", "Pod", gatedPod, #"{"spec":{"nodeSelector":{"zone":"b"}}}"#,
            #"spec.nodeSelector: Invalid value: {"zone":"b"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)"#
        ),
        ("v1", "Pod", gatedPod, #"{"spec":{"nodeName":"embedded"}}"#, podWords),
        (
            "v1", "Pod", gatedPod,
            #"{"spec":{"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"a"}]}}}}"#,
            podWords
        ),
        (
            "v1", "Pod", boundPod, nodeTerms("{},{}"),
            "\(termsField): Invalid value: [{},{}]: no additions/deletions to non-empty NodeSelectorTerms list are allowed"
        ),
        (
            "v1", "Pod", boundPod, nodeTerms(#"{"matchExpressions":[{"key":"b","operator":"Exists"}]}"#),
            #"\#(termsField)[0]: Invalid value: {"matchExpressions":[{"key":"b","operator":"Exists"}]}: only additions are allowed (no mutations or deletions)"#
        ),
        (
            "v1", "Pod", #""spec":{"containers":[{"name":"c","image":"i:1"}]}"#,
            #"{"spec":{"nodeSelector":{"a":"b"}}}"#,
            podWords
        ),
        ("v1", "Pod", #""spec":{\#(sized("128974848"))}"#, #"{"spec":{\#(sized("124Mi"))}}"#, podWords),
        (
            "networking.k8s.io/v1", "IngressClass", #""spec":{"controller":"example.com/a"}"#,
            #"{"spec":{"controller":"example.com/b"}}"#,
            #"spec.controller: Invalid value: "example.com/b": field is immutable"#
        ),
        (
            "v1", "Service", #""spec":{"type":"LoadBalancer","loadBalancerClass":"a.com/a","ports":[{"port":80}]}"#,
            #"{"spec":{"loadBalancerClass":null}}"#,
            "spec.loadBalancerClass: Invalid value: null: may not change once set"
        ),
        (
            "v1", "ResourceQuota", #""spec":{"hard":{"pods":"1"},"scopes":["BestEffort"]}"#,
            #"{"spec":{"scopes":["Terminating"]}}"#,
            #"spec.scopes: Invalid value: ["Terminating"]: field is immutable"#
        ),
        (
            "storage.k8s.io/v1", "VolumeAttributesClass", #""driverName":"a.com","parameters":{"iops":"1"}"#,
            #"{"parameters":{"iops":"2"}}"#, "parameters: Forbidden: updates to parameters are forbidden."
        ),
        (
            "storage.k8s.io/v1", "VolumeAttributesClass", #""driverName":"a.com","parameters":{"iops":"1"}"#,
            #"{"driverName":"b.com"}"#, "driverName: Forbidden: updates to driverName are forbidden."
        ),
        (
            "resource.k8s.io/v1", "ResourceClaimTemplate", #""spec":{"spec":{}}"#,
            #"{"spec":{"metadata":{"labels":{"a":"b"}}}}"#,
            #"spec: Invalid value: {"metadata":{"labels":{"a":"b"}},"spec":{}}: field is immutable"#
        ),
        (
            "networking.k8s.io/v1", "ServiceCIDR", #""spec":{"cidrs":["10.0.0.0/24"]}"#,
            #"{"spec":{"cidrs":["10.0.1.0/24"]}}"#,
            #"spec.cidrs: Invalid value: ["10.0.1.0/24"]: field is immutable"#
        ),
        (
            "networking.k8s.io/v1", "IPAddress", #""spec":{"parentRef":{"resource":"services","name":"a"}}"#,
            #"{"spec":{"parentRef":{"name":"b"}}}"#,
            #"spec.parentRef: Invalid value: {"name":"b","resource":"services"}: field is immutable"#
        ),
        (
            "storage.k8s.io/v1", "CSIDriver", #""spec":{"attachRequired":true}"#,
            #"{"spec":{"attachRequired":false}}"#,
            "spec.attachedRequired: Invalid value: false: field is immutable"
        ),
        (
            "storage.k8s.io/v1", "CSIStorageCapacity", #""storageClassName":"a""#, #"{"storageClassName":"b"}"#,
            #"storageClassName: Invalid value: "b": field is immutable"#
        ),
        (
            "v1", "Node", #""spec":{"providerID":"a://1"}"#, #"{"spec":{"providerID":"a://2"}}"#,
            #"spec.providerID: Forbidden: node updates may not change providerID except from "" to valid"#
        ),
    ])
    func `what was settled once stays`(
        apiVersion: String, kind: String, rest: String, patch: String, words: String
    ) async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(try Self.object(apiVersion, kind, rest))
        let error = await #expect(throws: APIError.self) {
            try await fixture.merge(patch, into: kind, apiVersion: apiVersion)
        }
        #expect(error?.message.hasSuffix("\"x\" is invalid: \(words)") ?? false, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        ("batch/v1", "Job", indexedJob, #"{"spec":{"completions":5,"parallelism":5}}"#),
        (
            "v1", "PersistentVolumeClaim",
            #""spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}"#,
            #"{"spec":{"storageClassName":"slow","volumeName":"v"}}"#
        ),
        // Another spelling of a quantity is no other quantity.
        (
            "batch/v1", "Job", #""spec":{"template":{"spec":{"restartPolicy":"Never",\#(sized("128974848"))}}}"#,
            #"{"spec":{"template":{"spec":{\#(sized("123Mi"))}}}}"#
        ),
        ("v1", "Pod", #""spec":{\#(sized("128974848"))}"#, #"{"spec":{\#(sized("123Mi"))}}"#),
        ("v1", "Node", #""spec":{}"#, #"{"spec":{"providerID":"a://1"}}"#),
        (
            "v1", "ResourceQuota", #""spec":{"scopes":["BestEffort","NotTerminating"]}"#,
            #"{"spec":{"scopes":["NotTerminating","BestEffort"]}}"#
        ),
        (
            "v1", "Service", #""spec":{"type":"LoadBalancer","loadBalancerClass":"a.com/a","ports":[{"port":80}]}"#,
            #"{"spec":{"type":"ClusterIP"}}"#
        ),
        (
            "apps/v1", "StatefulSet",
            #""spec":{"serviceName":"a","selector":{"matchLabels":{"a":"b"}},\#(claims("1073741824")),"template":{"metadata":{"labels":{"a":"b"}},"spec":\#(pod)}}"#,
            #"{"spec":{\#(claims("1Gi"))}}"#
        ),
        ("v1", "PersistentVolume", volume, #"{"spec":{"capacity":{"storage":"2Gi"},"mountOptions":["ro"]}}"#),
        ("v1", "PersistentVolume", volume, "{\(zonedVolume(zone, "a"))}"),
        ("v1", "PersistentVolume", zonedVolume(oldZone, "a"), "{\(zonedVolume(zone, "a"))}"),
        ("v1", "Pod", gatedPod, #"{"spec":{"schedulingGates":null,"activeDeadlineSeconds":30}}"#),
        ("v1", "Pod", gatedPod, nodeTerms(#"{"matchExpressions":[{"key":"b","operator":"Exists"}]}"#)),
        (
            "v1", "Pod", boundPod,
            nodeTerms(
                #"{"matchExpressions":[{"key":"a","operator":"Exists"},{"key":"b","operator":"Exists"}],"matchFields":[{"key":"metadata.name","operator":"In","values":["embedded"]}]}"#
            )
        ),
        (
            "v1", "Pod", gatedPod,
            #"{"spec":{"nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"l"},{"key":"k","operator":"Exists","tolerationSeconds":5,"effect":"NoExecute"},{"key":"k","operator":"Exists"}]}}"#
        ),
    ])
    func `what may change changes`(apiVersion: String, kind: String, rest: String, patch: String) async throws {
        let fixture = try await StoreFixture()
        let before = try await fixture.create(try Self.object(apiVersion, kind, rest))
        let after = try await fixture.merge(patch, into: kind, apiVersion: apiVersion)
        #expect(after["spec"] != before["spec"])
    }

    /// Parts of a Job's template beside its container, and of the container.
    private static func job(_ parts: (spec: String, container: String), status: String = "{}") throws -> Value {
        try JSON.parse(
            #"{"spec":{"suspend":true,"template":{"spec":{"containers":[{"name":"c"\#(parts.container)}]\#(parts.spec)}}},"status":\#(status)}"#
        )
    }

    private static let free = [
        (#","nodeSelector":{"zone":"a"}"#, ""), (#","tolerations":[{"operator":"Exists"}]"#, ""),
        (#","schedulingGates":[{"name":"a/b"}]"#, ""),
        (
            #","affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{}]}}}"#,
            ""
        ),
        ("", #","resources":{"limits":{"nvidia.com/gpu":"1"}}"#),
    ]

    @Test(arguments: free) func `where the pods of a job at rest run may change`(spec: String, container: String) throws
    {
        let stopped = #"{"startTime":"2026-01-31T09:30:00Z","conditions":[{"type":"Suspended","status":"True"}]}"#
        for status in ["{}", stopped] {
            let live = try Self.job(("", ""), status: status)
            let job = try Self.job((spec, container), status: status)
            #expect(JobImmutability.faults(of: job, live: live).isEmpty)
            #expect(JobImmutability.faults(of: live, live: job).isEmpty)
        }
    }

    @Test(arguments: [
        ("", #","image":"b:1""#, "{}"), (#","serviceAccountName":"b""#, "", "{}"),
        (#","affinity":{"podAffinity":{}}"#, "", "{}"),
        // Its controller has not stopped it yet.
        (free[0].0, "", #"{"startTime":"2026-01-31T09:30:00Z"}"#), (free[0].0, "", #"{"active":1}"#),
    ])
    func `what the pods of a job are stays, and where they run until it is at rest`(
        spec: String, container: String, status: String
    ) throws {
        let live = try Self.job(("", ""), status: status)
        let job = try Self.job((spec, container), status: status)
        let faults = JobImmutability.faults(of: job, live: live)
        #expect(faults.map(\.field) == ["spec.template"])
        #expect(faults.first?.message.hasSuffix(": field is immutable") ?? false)
    }

    @Test func `what is to be signed stays, whatever an update says`() async throws {
        let fixture = try await StoreFixture()
        let apiVersion = "certificates.k8s.io/v1"
        let before = try await fixture.create(
            try Self.object(
                apiVersion, "CertificateSigningRequest",
                #""spec":{"request":"YQ==","signerName":"example.com/a","usages":["client auth"]}"#))
        let after = try await fixture.merge(
            #"{"spec":{"signerName":"example.com/b"}}"#, into: "CertificateSigningRequest", apiVersion: apiVersion)
        #expect(after["spec"] == before["spec"])
    }
}
