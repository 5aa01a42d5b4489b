import Manifests
import Testing

@testable import EmbeddedCluster

/// What the server refuses of jobs, claims, budgets, secrets, roles, and network policies.
@Suite struct KindValidationTests {
    private static func object(_ apiVersion: String, _ kind: String, _ rest: String) throws -> Value {
        try JSON.parse(#"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","metadata":{"name":"x"},\#(rest)}"#)
    }

    private static let template =
        #""template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}"#

    private static func cronJob(_ rest: String) -> String {
        #""spec":{\#(rest),"jobTemplate":{"spec":{\#(template)}}}"#
    }

    private static let zones =
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"

    @Test(arguments: [
        (
            "batch/v1", "CronJob", cronJob(#""schedule":"every day""#),
            #"spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]"#
        ),
        (
            "batch/v1", "CronJob", cronJob(#""schedule":"61 * * * *""#),
            #"spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61"#
        ),
        (
            "batch/v1", "CronJob", cronJob(#""schedule":"TZ=UTC 0 * * * *""#),
            #"spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead"#
        ),
        (
            "batch/v1", "CronJob", cronJob(#""schedule":"@daily","timeZone":"Mars/Olympus""#),
            #"spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus"#
        ),
        (
            "batch/v1", "CronJob", cronJob(#""schedule":"@daily","timeZone":"Local""#),
            #"spec.timeZone: Invalid value: "Local": \#(zones)"#
        ),
        (
            "batch/v1", "CronJob", cronJob(#""schedule":"@daily","failedJobsHistoryLimit":-1"#),
            "spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0"
        ),
        (
            "batch/v1", "Job", #""spec":{"backoffLimit":-1,\#(template)}"#,
            "spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"
        ),
        (
            "batch/v1", "Job", #""spec":{"parallelism":-1,"completions":-2,\#(template)}"#,
            "[spec.parallelism: Invalid value: -1: must be greater than or equal to 0, spec.completions: Invalid value: -2: must be greater than or equal to 0]"
        ),
        (
            "batch/v1", "Job", #""spec":{"parallelism":1,"completionMode":"Indexed",\#(template)}"#,
            "spec.completions: Required value: when completion mode is Indexed"
        ),
        (
            "v1", "PersistentVolumeClaim", #""spec":{}"#,
            "[spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]"
        ),
        (
            "v1", "PersistentVolumeClaim",
            #""spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"0"}}}"#,
            #"spec.resources[storage]: Invalid value: "0": must be greater than zero"#
        ),
        (
            "policy/v1", "PodDisruptionBudget", #""spec":{"minAvailable":1,"maxUnavailable":"10%"}"#,
            #"spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":"10%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set"#
        ),
        (
            "policy/v1", "PodDisruptionBudget", #""spec":{"minAvailable":"101%"}"#,
            #"spec.minAvailable: Invalid value: "101%": must not be greater than 100%"#
        ),
        (
            "v1", "Secret", #""type":"kubernetes.io/tls","data":{"tls.crt":""}"#,
            "data[tls.key]: Required value"
        ),
        (
            "v1", "Secret", #""type":"kubernetes.io/dockerconfigjson","stringData":{".dockerconfigjson":"no"}"#,
            #"data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character 'n' looking for beginning of value"#
        ),
        (
            "v1", "Secret", #""type":"kubernetes.io/dockercfg""#, "data[.dockercfg]: Required value"
        ),
        (
            "v1", "Secret", #""type":"kubernetes.io/basic-auth""#,
            "[data[%s][username]: Required value, data[%s][password]: Required value]"
        ),
        ("v1", "Secret", #""type":"kubernetes.io/ssh-auth""#, "data[%s][ssh-privatekey]: Required value"),
        (
            "rbac.authorization.k8s.io/v1", "Role", #""rules":[{"apiGroups":[""],"resources":["pods"]}]"#,
            "rules[0].verbs: Required value: verbs must contain at least one value"
        ),
        (
            "rbac.authorization.k8s.io/v1", "Role", #""rules":[{"nonResourceURLs":["/a"],"verbs":["get"]}]"#,
            #"rules[0].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs"#
        ),
        (
            "rbac.authorization.k8s.io/v1", "ClusterRole", #""rules":[{"resources":["pods"],"verbs":["get"]}]"#,
            "rules[0].apiGroups: Required value: resource rules must supply at least one api group"
        ),
        (
            "rbac.authorization.k8s.io/v1", "ClusterRoleBinding",
            #""roleRef":{"kind":"ClusterRole","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"a"}]"#,
            "subjects[0].namespace: Required value"
        ),
        (
            "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", #""roleRef":{"kind":"Role","name":"r"}"#,
            #"roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole""#
        ),
        (
            "rbac.authorization.k8s.io/v1", "RoleBinding", #""roleRef":{"kind":"User","name":"r"}"#,
            #"roleRef.kind: Unsupported value: "User": supported values: "Role", "ClusterRole""#
        ),
        (
            "networking.k8s.io/v1", "NetworkPolicy", #""spec":{"ingress":[{"ports":[{"protocol":"ICMP"}]}]}"#,
            #"spec.ingress[0].ports[0].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP""#
        ),
        (
            "networking.k8s.io/v1", "NetworkPolicy", #""spec":{"ingress":[{"ports":[{"port":70000}]}]}"#,
            "spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive"
        ),
        (
            "networking.k8s.io/v1", "NetworkPolicy", #""spec":{"ingress":[{"ports":[{"port":80,"endPort":70}]}]}"#,
            "spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`"
        ),
        (
            "networking.k8s.io/v1", "NetworkPolicy", #""spec":{"egress":[{"to":[{}]}]}"#,
            "spec.egress[0].to[0]: Required value: must specify a peer"
        ),
        (
            "networking.k8s.io/v1", "NetworkPolicy",
            #""spec":{"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["11.0.0.0/16"]}}]}]}"#,
            #"spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`"#
        ),
        (
            "networking.k8s.io/v1", "NetworkPolicy", #""spec":{"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0"}}]}]}"#,
            #"spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"#
        ),
        (
            "v1", "Endpoints", #""subsets":[{"addresses":[{"ip":"10.0.0.256"}]}]"#,
            #"subsets[0].addresses[0].ip: Invalid value: "10.0.0.256": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"#
        ),
        (
            "v1", "Endpoints", #""subsets":[{"addresses":[{"ip":"127.0.0.1"}]}]"#,
            #"subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)"#
        ),
        (
            "discovery.k8s.io/v1", "EndpointSlice", #""addressType":"IPv4","endpoints":[{"addresses":["fe80::1"]}]"#,
            #"endpoints[0].addresses[0]: Invalid value: "fe80::1": must be a valid IPv4 address"#
        ),
        (
            "autoscaling/v2", "HorizontalPodAutoscaler",
            #""spec":{"scaleTargetRef":{"kind":"Deployment","name":"x"},"minReplicas":0,"maxReplicas":2}"#,
            "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"
        ),
    ])
    func `what no server takes is refused in its words`(
        apiVersion: String, kind: String, rest: String, words: String
    ) async throws {
        try await StoreFixture().expectRefusal(of: try Self.object(apiVersion, kind, rest), words)
    }

    @Test(arguments: [
        ("batch/v1", "CronJob", cronJob(#""schedule":"*/5 0-6,22 1 jan,dec mon-fri","timeZone":"Europe/Vienna""#)),
        ("v1", "Secret", #""type":"kubernetes.io/dockerconfigjson","stringData":{".dockerconfigjson":"{}"}"#),
        ("v1", "Secret", #""type":"kubernetes.io/basic-auth","stringData":{"password":"p"}"#),
        ("policy/v1", "PodDisruptionBudget", #""spec":{"maxUnavailable":"10%"}"#),
        (
            "apps/v1", "ReplicaSet",
            #""spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":" "}]}}}"#
        ),
        (
            "rbac.authorization.k8s.io/v1", "RoleBinding",
            #""roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"a"},{"kind":"User","name":"u"}]"#
        ),
        (
            "rbac.authorization.k8s.io/v1", "RoleBinding",
            #""roleRef":{"apiGroup":"","kind":"Role","name":"r"},"subjects":[{"apiGroup":"","kind":"Group","name":"g"}]"#
        ),
        ("rbac.authorization.k8s.io/v1", "ClusterRole", #""rules":[{"nonResourceURLs":["/a"],"verbs":["get"]}]"#),
        (
            "networking.k8s.io/v1", "NetworkPolicy",
            #""spec":{"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":"web"},{"port":80,"endPort":90}]}]}"#
        ),
        ("discovery.k8s.io/v1", "EndpointSlice", #""addressType":"IPv6","endpoints":[{"addresses":["2001:db8::1"]}]"#),
    ])
    func `what a server takes is taken`(apiVersion: String, kind: String, rest: String) async throws {
        try await StoreFixture().create(try Self.object(apiVersion, kind, rest))
    }
}
