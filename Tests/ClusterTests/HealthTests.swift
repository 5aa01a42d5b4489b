import Manifests
import Testing

@testable import Cluster

struct HealthCase: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var object: Value
    var expected: Health

    init(_ name: String, _ apiVersion: String, _ kind: String, spec: Value = [:], status: Value?, _ expected: Health) {
        testDescription = "\(kind): \(name)"
        var object: Object = ["apiVersion": .string(apiVersion), "kind": .string(kind), "spec": spec]
        object["metadata"] = ["name": "x", "generation": 2]
        object["status"] = status
        self.object = .object(object)
        self.expected = expected
    }
}

private func condition(_ type: String, _ status: String, _ reason: String = "", _ message: String = "") -> Value {
    ["type": .string(type), "status": .string(status), "reason": .string(reason), "message": .string(message)]
}

private func conditions(_ all: Value...) -> Value { ["conditions": .array(all)] }

@Suite struct HealthTests {
    @Test func `what is not there is missing, what goes is progressing`() {
        #expect(Health.assess(nil).status == .missing)
        #expect(
            Health.assess(["kind": "ConfigMap", "metadata": ["deletionTimestamp": "2026-01-01T00:00:00Z"]])
                == Health(.progressing, "being deleted"))
    }

    @Test(arguments: workloads + pods + platform + custom)
    func `a kind's own signs`(_ example: HealthCase) {
        #expect(Health.assess(example.object) == example.expected)
    }

    @Test(arguments: [
        ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("serving.kserve.io/v1beta1", "InferenceService"),
        ("example.com/v1", "Thing"),
    ])
    func `a status of an older generation is progressing, whatever it says`(_ apiVersion: String, _ kind: String) {
        let object: Value = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["generation": 3],
            "spec": ["paused": true],
            "status": [
                "observedGeneration": 2, "conditions": [condition("Ready", "True"), condition("Stalled", "True")],
            ],
        ]
        #expect(Health.assess(object) == Health(.progressing, "generation 3 is not observed yet (2 is)"))
    }

    static let workloads: [HealthCase] = [
        HealthCase(
            "complete", "apps/v1", "Deployment", spec: ["replicas": 2],
            status: [
                "observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2,
                "conditions": [condition("Available", "True")],
            ], Health(.healthy)),
        HealthCase("no status", "apps/v1", "Deployment", status: nil, Health.notObserved),
        HealthCase(
            "paused", "apps/v1", "Deployment", spec: ["paused": true], status: [:], Health(.suspended, "paused")),
        HealthCase(
            "deadline", "apps/v1", "Deployment",
            status: conditions(condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out")),
            Health(.degraded, "timed out")),
        HealthCase(
            "not updated", "apps/v1", "Deployment", spec: ["replicas": 3], status: ["updatedReplicas": 1],
            Health(.progressing, "1 of 3 replicas are updated")),
        HealthCase(
            "old ones left", "apps/v1", "Deployment", spec: ["replicas": 2],
            status: ["replicas": 3, "updatedReplicas": 2], Health(.progressing, "1 old replicas are still there")),
        HealthCase(
            "not available", "apps/v1", "Deployment", status: ["replicas": 1, "updatedReplicas": 1],
            Health(.progressing, "0 of 1 replicas are available")),
        HealthCase("to zero", "apps/v1", "Deployment", spec: ["replicas": 0], status: [:], Health(.healthy)),
        HealthCase(
            "ready", "apps/v1", "StatefulSet", spec: ["replicas": 2],
            status: ["readyReplicas": 2, "updatedReplicas": 2, "updateRevision": "b", "currentRevision": "b"],
            Health(.healthy)),
        HealthCase(
            "rolling", "apps/v1", "StatefulSet", spec: ["replicas": 2],
            status: ["readyReplicas": 2, "updatedReplicas": 1, "updateRevision": "b", "currentRevision": "a"],
            Health(.progressing, "1 of 2 replicas are updated")),
        HealthCase(
            "partitioned", "apps/v1", "StatefulSet",
            spec: ["replicas": 2, "updateStrategy": ["type": "RollingUpdate", "rollingUpdate": ["partition": 1]]],
            status: ["readyReplicas": 2, "updatedReplicas": 1, "updateRevision": "b", "currentRevision": "a"],
            Health(.healthy)),
        HealthCase(
            "on delete", "apps/v1", "StatefulSet", spec: ["replicas": 1, "updateStrategy": ["type": "OnDelete"]],
            status: ["readyReplicas": 1, "updateRevision": "b", "currentRevision": "a"], Health(.healthy)),
        HealthCase(
            "not updated", "apps/v1", "DaemonSet", status: ["desiredNumberScheduled": 3, "updatedNumberScheduled": 1],
            Health(.progressing, "1 of 3 nodes are updated")),
        HealthCase(
            "available", "apps/v1", "DaemonSet",
            status: ["desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 3], Health(.healthy)),
    ]

    static let pods: [HealthCase] = [
        HealthCase("active", "batch/v1", "Job", status: ["active": 1], Health(.progressing, "0 succeeded, 1 active")),
        HealthCase("complete", "batch/v1", "Job", status: conditions(condition("Complete", "True")), Health(.healthy)),
        HealthCase(
            "failed", "batch/v1", "Job", status: conditions(condition("Failed", "True", "BackoffLimitExceeded")),
            Health(.degraded, "BackoffLimitExceeded")),
        HealthCase(
            "suspended", "batch/v1", "Job", spec: ["suspend": true], status: [:], Health(.suspended, "suspended")),
        HealthCase(
            "ready", "v1", "Pod", status: ["phase": "Running", "conditions": [condition("Ready", "True")]],
            Health(.healthy)),
        HealthCase(
            "back-off", "v1", "Pod",
            status: [
                "phase": "Running",
                "containerStatuses": [
                    ["name": "model", "state": ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off 5m"]]]
                ],
            ], Health(.degraded, "container 'model': CrashLoopBackOff: back-off 5m")),
        HealthCase(
            "failed", "v1", "Pod",
            status: ["phase": "Failed", "containerStatuses": [["state": ["terminated": ["exitCode": 137]]]]],
            Health(.degraded, "a container ended with code 137")),
        HealthCase(
            "unschedulable", "v1", "Pod",
            status: [
                "phase": "Pending", "conditions": [condition("PodScheduled", "False", "Unschedulable", "no GPU")],
            ],
            Health(.progressing, "no GPU")),
        HealthCase("succeeded", "v1", "Pod", status: ["phase": "Succeeded"], Health(.healthy, "succeeded")),
    ]

    static let platform: [HealthCase] = [
        HealthCase("bound", "v1", "PersistentVolumeClaim", status: ["phase": "Bound"], Health(.healthy)),
        HealthCase(
            "lost", "v1", "PersistentVolumeClaim", status: ["phase": "Lost"], Health(.degraded, "the volume is lost")),
        HealthCase(
            "pending", "v1", "PersistentVolumeClaim", status: ["phase": "Pending"],
            Health(.progressing, "the claim is pending")),
        HealthCase("cluster IP", "v1", "Service", spec: ["type": "ClusterIP"], status: [:], Health(.healthy)),
        HealthCase(
            "balancer without address", "v1", "Service", spec: ["type": "LoadBalancer"],
            status: ["loadBalancer": [:]], Health(.progressing, "the load balancer has no address yet")),
        HealthCase(
            "balancer", "v1", "Service", spec: ["type": "LoadBalancer"],
            status: ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]], Health(.healthy)),
        HealthCase(
            "no address", "networking.k8s.io/v1", "Ingress", status: nil, Health(.progressing, "no address yet")),
        HealthCase(
            "cannot scale", "autoscaling/v2", "HorizontalPodAutoscaler",
            status: conditions(
                condition("AbleToScale", "True"), condition("ScalingActive", "False", "FailedGetMetric", "no metrics")),
            Health(.degraded, "no metrics")),
        HealthCase(
            "established", "apiextensions.k8s.io/v1", "CustomResourceDefinition",
            status: conditions(condition("NamesAccepted", "True"), condition("Established", "True")), Health(.healthy)),
        HealthCase(
            "names taken", "apiextensions.k8s.io/v1", "CustomResourceDefinition",
            status: conditions(condition("NamesAccepted", "False", "", "in use"), condition("Established", "True")),
            Health(.degraded, "in use")),
        HealthCase(
            "refused", "gateway.networking.k8s.io/v1", "HTTPRoute",
            status: [
                "parents": [
                    [
                        "parentRef": ["name": "edge"],
                        "conditions": [condition("ResolvedRefs", "False", "", "no backend")],
                    ]
                ]
            ], Health(.degraded, "gateway 'edge': ResolvedRefs is false: no backend")),
        HealthCase("none", "v1", "ConfigMap", status: nil, Health(.healthy)),
    ]

    static let custom: [HealthCase] = [
        HealthCase(
            "ready", "serving.kserve.io/v1beta1", "InferenceService",
            status: ["conditions": [condition("Ready", "True")], "modelStatus": ["transitionStatus": "UpToDate"]],
            Health(.healthy)),
        HealthCase(
            "blocked", "serving.kserve.io/v1beta1", "InferenceService",
            status: [
                "conditions": [condition("Ready", "True")],
                "modelStatus": [
                    "transitionStatus": "BlockedByFailedLoad", "lastFailureInfo": ["message": "no such model"],
                ],
            ], Health(.degraded, "no such model")),
        HealthCase(
            "a part is not ready", "serving.kubeflow.org/v1beta1", "InferenceService",
            status: conditions(
                condition("Ready", "False", "", "not ready"), condition("PredictorReady", "False", "RevisionMissing")),
            Health(.progressing, "PredictorReady: RevisionMissing")),
        HealthCase("new", "serving.kserve.io/v1beta1", "InferenceService", status: nil, Health.notObserved),
        HealthCase("no conditions", "example.com/v1", "Thing", status: [:], Health(.healthy)),
        HealthCase(
            "ready", "example.com/v1", "Thing", status: conditions(condition("Ready", "True")), Health(.healthy)),
        HealthCase(
            "not ready", "example.com/v1", "Thing", status: conditions(condition("Ready", "False", "Building")),
            Health(.progressing, "Building")),
        HealthCase(
            "stalled", "example.com/v1", "Thing",
            status: conditions(condition("Ready", "False"), condition("Stalled", "True", "", "bad credentials")),
            Health(.degraded, "bad credentials")),
        HealthCase(
            "reconciling", "example.com/v1", "Thing",
            status: conditions(condition("Ready", "True"), condition("Reconciling", "True", "Rolling")),
            Health(.progressing, "Rolling")),
    ]
}
