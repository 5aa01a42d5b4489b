import Judging
import Manifests

/// Manifests as people write them: fields left out, defaults written down, quantities spelled in several ways.
struct GeneratedObjects {
    var random: SeededGenerator

    static let kinds = [
        "ConfigMap", "Secret", "Service", "ServiceAccount", "Deployment", "StatefulSet", "DaemonSet", "CronJob",
        "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Role", "ServiceMonitor",
        "InferenceService",
    ]

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func pick<Element>(_ choices: Element...) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    private mutating func some(_ members: [(String, Value)], of percent: Int = 60) -> Object {
        Object(
            members.filter { _ in chance(percent) }.map { Object.Member(key: $0.0, value: $0.1) })
    }

    mutating func object(_ kind: String, _ name: String) -> Value {
        var metadata: Object = ["name": .string(name)]
        let labels = some([("app", "scorer"), ("tier", pick("a", "b"))], of: 50)
        if !labels.isEmpty { metadata["labels"] = .object(labels) }
        if chance(40) { metadata["annotations"] = .object(["example.com/owner": pick("ml", "ops")]) }
        if chance(20) { metadata["finalizers"] = .array([pick("example.com/a", "example.com/b")]) }
        var object: Object = ["kind": .string(kind), "metadata": .object(metadata)]
        let (version, fields) = body(kind)
        object["apiVersion"] = .string(version)
        for (key, value) in fields { object[key] = value }
        return .object(object)
    }

    private mutating func body(_ kind: String) -> (String, [(String, Value)]) {
        switch kind {
        case "ConfigMap":
            ("v1", [("data", .object(some([("a", pick("1", "2")), ("b", "x"), ("c", pick("", "long"))])))])
        case "Secret":
            ("v1", [(pick("data", "stringData"), .object(some([("a", pick("b25l", "dHdv")), ("b", "eA==")])))])
        case "Service": ("v1", [("spec", service())])
        case "ServiceAccount":
            ("v1", chance(50) ? [("imagePullSecrets", [["name": .string(pick("one", "two"))]])] : [])
        case "Deployment": ("apps/v1", [("spec", workload(replicas: true))])
        case "StatefulSet": ("apps/v1", [("spec", workload(replicas: true, more: [("serviceName", "scorer")]))])
        case "DaemonSet": ("apps/v1", [("spec", workload(replicas: false))])
        case "CronJob": ("batch/v1", [("spec", cronJob())])
        case "HorizontalPodAutoscaler": ("autoscaling/v2", [("spec", autoscaler())])
        case "NetworkPolicy": ("networking.k8s.io/v1", [("spec", networkPolicy())])
        case "PodDisruptionBudget":
            ("policy/v1", [("spec", ["minAvailable": pick(1, "50%"), "selector": ["matchLabels": ["app": "scorer"]]])])
        case "Role": ("rbac.authorization.k8s.io/v1", [("rules", .array([rule(), rule()]))])
        case "ServiceMonitor": ("monitoring.coreos.com/v1", [("spec", serviceMonitor())])
        default: ("serving.kubeflow.org/v1beta1", [("spec", ["predictor": .object(podSpec())])])
        }
    }

    private mutating func service() -> Value {
        var ports: [Value] = []
        for number in [80, 90, 53] where number == 80 || chance(50) {
            var port: Object = ["port": .integer(Int64(number)), "name": .string("p\(number)")]
            if chance(50) { port["targetPort"] = pick(8080, "http") }
            if chance(40) { port["protocol"] = number == 53 ? "UDP" : "TCP" }
            ports.append(.object(port))
        }
        var spec: Object = ["ports": .array(chance(50) ? ports : ports.reversed())]
        spec["selector"] = ["app": .string(pick("scorer", "other"))]
        if chance(30) { spec["type"] = "ClusterIP" }
        if chance(30) { spec["sessionAffinity"] = "None" }
        return .object(spec)
    }

    private mutating func workload(replicas: Bool, more: [(String, Value)] = []) -> Value {
        var spec: Object = ["selector": ["matchLabels": ["app": "scorer"]]]
        if replicas, chance(60) { spec["replicas"] = pick(1, 2, 0) }
        if chance(30) { spec["revisionHistoryLimit"] = pick(10, 3) }
        for (key, value) in more { spec[key] = value }
        spec["template"] = ["metadata": ["labels": ["app": "scorer"]], "spec": .object(podSpec())]
        return .object(spec)
    }

    private mutating func podSpec() -> Object {
        var containers = [container("model")]
        if chance(40) { containers.append(container("sidecar")) }
        if chance(30) { containers.reverse() }
        var spec: Object = ["containers": .array(containers)]
        if chance(30) { spec["serviceAccountName"] = "scorer" }
        if chance(30) { spec["terminationGracePeriodSeconds"] = pick(30, 60) }
        if chance(30) { spec["nodeSelector"] = ["disk": .string(pick("ssd", "hdd"))] }
        if chance(30) {
            spec["tolerations"] = [["key": "gpu", "operator": .string(pick("Exists", "Equal"))]]
        }
        if chance(40) { spec["volumes"] = [["name": "v", "emptyDir": pick([:], ["sizeLimit": "1Gi"])]] }
        return spec
    }

    private mutating func container(_ name: String) -> Value {
        var container: Object = ["name": .string(name), "image": .string("scorer:\(pick(1, 2))")]
        if chance(40) {
            container["env"] = .array([["name": "A", "value": .string(pick("1", "2"))], ["name": "B", "value": "x"]])
        }
        if chance(40) { container["args"] = .array([.string(pick("--a", "--b")), "--c"]) }
        if chance(50) {
            container["resources"] = [
                "requests": ["cpu": pick("1", "1000m", "0.5", "500m", 1), "memory": pick("1Gi", "1024Mi", "512Mi")]
            ]
        }
        if chance(40) { container["ports"] = [["containerPort": pick(8080, 9090)]] }
        if chance(30) { container["imagePullPolicy"] = "IfNotPresent" }
        if chance(30) { container["readinessProbe"] = ["httpGet": ["path": "/", "port": pick(8080, "http")]] }
        return .object(container)
    }

    private mutating func cronJob() -> Value {
        [
            "schedule": .string(pick("0 * * * *", "5 * * * *")),
            "jobTemplate": [
                "spec": [
                    "template": [
                        "spec": [
                            "restartPolicy": .string(pick("Never", "OnFailure")),
                            "containers": [["name": "main", "image": .string(pick("j:1", "j:2"))]],
                        ]
                    ]
                ]
            ],
        ]
    }

    private mutating func autoscaler() -> Value {
        var spec: Object = [
            "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "scorer"],
            "maxReplicas": pick(5, 10),
        ]
        if chance(50) { spec["minReplicas"] = pick(1, 2) }
        if chance(50) {
            spec["metrics"] = [
                [
                    "type": "Resource",
                    "resource": [
                        "name": "cpu", "target": ["type": "Utilization", "averageUtilization": pick(50, 80)],
                    ],
                ]
            ]
        }
        return .object(spec)
    }

    private mutating func networkPolicy() -> Value {
        var port: Object = ["port": pick(80, 443)]
        if chance(50) { port["protocol"] = "TCP" }
        var spec: Object = ["podSelector": pick([:], ["matchLabels": ["app": "scorer"]])]
        if chance(70) { spec["ingress"] = [["ports": [.object(port)]]] }
        if chance(40) { spec["policyTypes"] = ["Ingress"] }
        return .object(spec)
    }

    private mutating func rule() -> Value {
        [
            "apiGroups": [""], "resources": [.string(pick("pods", "secrets"))],
            "verbs": .array(["get", pick("list", "watch")]),
        ]
    }

    private mutating func serviceMonitor() -> Value {
        [
            "selector": ["matchLabels": ["app": .string(pick("scorer", "other"))]],
            "endpoints": [["port": "http", "interval": .string(pick("15s", "30s"))]],
        ]
    }
}
