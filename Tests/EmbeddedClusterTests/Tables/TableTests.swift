import Manifests
import Testing

@testable import EmbeddedCluster

struct TableTests {
    private static let now = "2026-01-31T09:30:00Z"

    private func cells(_ object: Value, definition: Value? = nil) -> [Value]? {
        let table = Table.make(kind: object.objectKind, objects: [object], definition: definition, now: Self.now)
        return table["rows"]?.array?.first?["cells"]?.array
    }

    private func names(_ object: Value, definition: Value? = nil) -> [String] {
        Table.columns(of: object.objectKind, definition: definition).filter { $0.priority == 0 }.map(\.name)
    }

    // The values of k8s.io/apimachinery/pkg/util/duration/duration_test.go, TestHumanDuration.
    @Test(
        arguments: [
            (1, "1s"), (70, "70s"), (190, "3m10s"), (600, "10m"), (2820, "47m"), (10_700, "178m"), (10_800, "3h"),
            (13_800, "3h50m"), (28_800, "8h"), (86_400, "24h"), (172_800, "2d"), (266_400, "3d2h"), (691_200, "8d"),
            (31_536_000, "365d"), (63_072_000, "2y"), (63_158_400, "2y1d"), (252_288_000, "8y"), (-1, "0s"),
            (-2, "<invalid>"),
        ] as [(Int64, String)])
    func `spans of time read as kubectl's`(seconds: Int64, text: String) {
        #expect(HumanDuration.text(seconds: seconds) == text)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00Z", 951_825_600),
            ("2026-01-31T09:30:00.5Z", 1_769_851_800),
            ("2026-01-31T10:30:00+01:00", 1_769_851_800), ("yesterday", nil), ("2026-13-31T09:30:00Z", nil),
        ] as [(String, Int64?)])
    func `timestamps are read`(text: String, seconds: Int64?) {
        #expect(Timestamp(text)?.seconds == seconds)
    }

    @Test func `a config map shows its entries and its age, and carries its metadata`() {
        let map: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "data": ["a": "1", "b": "2"],
            "metadata": ["name": "settings", "creationTimestamp": "2026-01-28T05:00:00Z"],
        ]
        let table = Table.make(
            kind: map.objectKind, objects: [map], metadata: ["resourceVersion": "7"], now: Self.now)
        #expect(table["rows"]?.array?.first?["cells"] == ["settings", 2, "3d4h"])
        #expect(table["rows"]?.array?.first?["object"]?["kind"] == "PartialObjectMetadata")
        #expect(table["rows"]?.array?.first?["object"]?["metadata"] == map["metadata"])
        #expect(table["metadata"] == ["resourceVersion": "7"])
        #expect(table["columnDefinitions"]?.array?.first?["format"] == "name")
    }

    @Test(
        arguments: [(["completions": 4], "3/4"), (["parallelism": 1], "3/1"), (["parallelism": 5], "3/1 of 5")]
            as [(Value, String)])
    func `a job shows what is to succeed, and of a queue how many work on it`(spec: Value, completions: String) {
        let job: Value = [
            "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "it"], "spec": spec,
            "status": ["succeeded": 3],
        ]
        #expect(cells(job)?[2].string == completions)
    }

    @Test func `a deployment without a creation time has an unknown age`() {
        let deployment: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "scorer"],
            "spec": ["replicas": 3, "selector": ["matchLabels": ["app": "scorer"]]],
            "status": ["readyReplicas": 2, "updatedReplicas": 3],
        ]
        #expect(names(deployment) == ["Name", "Ready", "Up-to-date", "Available", "Age"])
        #expect(cells(deployment)?.prefix(5) == ["scorer", "2/3", 3, 0, "<unknown>"])
        #expect(cells(deployment)?.last == "app=scorer")
    }

    @Test func `a crashing pod shows why`() {
        let pod: Value = [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": "a", "annotations": ["embedded.lockstep/fail": "x"]],
            "spec": ["containers": [["name": "a", "image": "a"]]],
        ]
        var failing = pod
        failing[field: "status"] = .object(PodController.status(of: pod, now: Self.now))
        #expect(cells(failing)?.prefix(4) == ["a", "0/1", "CrashLoopBackOff", "1"])
    }

    @Test func `a service shows its ports`() {
        let service: Value = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": "a"],
            "spec": [
                "type": "NodePort", "clusterIP": "10.0.0.1", "selector": ["app": "a"],
                "ports": [["port": 80, "nodePort": 30080, "protocol": "TCP"], ["port": 53, "protocol": "UDP"]],
            ],
        ]
        #expect(cells(service) == ["a", "NodePort", "10.0.0.1", "<none>", "80:30080/TCP,53/UDP", "<unknown>", "app=a"])
    }

    @Test func `a slice shows the first of its endpoints`() {
        let slice: Value = [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": ["name": "a"],
            "addressType": "IPv4", "ports": [["port": 80]],
            "endpoints": [
                ["addresses": ["10.0.0.1", "10.0.0.2"]], ["addresses": ["10.0.0.3"]], ["addresses": ["10.0.0.4"]],
            ],
        ]
        #expect(names(slice) == ["Name", "AddressType", "Ports", "Endpoints", "Age"])
        #expect(cells(slice)?.dropFirst(2).prefix(2) == ["80", "10.0.0.1,10.0.0.2,10.0.0.3 + 1 more..."])
    }

    @Test func `a node shows its addresses and what it runs on`() {
        let node: Value = [
            "apiVersion": "v1", "kind": "Node", "metadata": ["name": "a"],
            "status": [
                "addresses": [["type": "InternalIP", "address": "10.0.0.1"]],
                "nodeInfo": ["osImage": "Debian", "containerRuntimeVersion": "containerd://2.0"],
            ],
        ]
        #expect(
            Table.columns(of: .node, definition: nil).dropFirst(5).map(\.name) == [
                "Internal-IP", "External-IP", "OS-Image", "Kernel-Version", "Container-Runtime",
            ])
        #expect(cells(node)?.dropFirst(5) == ["10.0.0.1", "<none>", "Debian", "<unknown>", "containerd://2.0"])
    }

    @Test func `an autoscaler shows what it measures against what it shall be`() {
        let autoscaler: Value = [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": ["name": "a"],
            "spec": [
                "maxReplicas": 5, "scaleTargetRef": ["kind": "Deployment", "name": "web"],
                "metrics": [
                    [
                        "type": "Resource",
                        "resource": ["name": "memory", "target": ["type": "AverageValue", "averageValue": "500Mi"]],
                    ],
                    [
                        "type": "Resource",
                        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
                    ],
                    ["type": "External", "external": ["target": ["type": "Value", "value": "30"]]],
                ],
            ],
            "status": [
                "currentMetrics": [
                    ["type": "Resource", "resource": ["name": "memory", "current": ["averageValue": "100Mi"]]]
                ]
            ],
        ]
        #expect(cells(autoscaler)?[2] == "memory: 100Mi/500Mi, cpu: <unknown>/80% + 1 more...")
        #expect(cells(autoscaler)?[1] == "Deployment/web")
    }

    @Test(arguments: [
        ("storage.k8s.io/v1", "CSIDriver", 8), ("storage.k8s.io/v1", "VolumeAttachment", 6),
        ("node.k8s.io/v1", "RuntimeClass", 3), ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", 6),
        ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfiguration", 7),
        ("certificates.k8s.io/v1", "CertificateSigningRequest", 6), ("resource.k8s.io/v1", "ResourceSlice", 5),
        ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", 4), ("networking.k8s.io/v1", "IPAddress", 2),
    ])
    func `kinds that are only kept have their columns, with nothing in them too`(
        apiVersion: String, kind: String, count: Int
    ) {
        let object: Value = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["name": "a"]]
        #expect(cells(object)?.count == count)
    }

    @Test func `a custom resource shows the columns of its definition`() throws {
        let definition = try #require(PlatformDefinitions.all.first)
        let service: Value = [
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": ["name": "fraud", "creationTimestamp": "2026-01-31T09:25:00Z"],
            "status": [
                "url": "http://fraud", "conditions": [["type": "Ready", "status": "True"]],
                "components": [
                    "predictor": [
                        "traffic": [
                            ["latestRevision": true, "percent": 10, "revisionName": "two"],
                            ["tag": "prev", "percent": 90, "revisionName": "one"],
                        ]
                    ]
                ],
            ],
        ]
        #expect(
            cells(service, definition: definition) == ["fraud", "http://fraud", "True", 90, 10, "one", "two", "5m"])
        #expect(names(service, definition: definition).prefix(3) == ["Name", "URL", "Ready"])
    }

    @Test(
        arguments: [
            (".a.b", [1]), (".list[0].n", [10]), (".list[-1].n", [20]), (".list[*].n", [10, 20]),
            (#".list[?(@.t=="y")].n"#, [20]), (".list[?(@.t != 'y')].n", [10]), (".list[?(@.ok==true)].n", [10]),
            (#".dotted\.key"#, [3]), (".list[?(@.n==20)].t", ["y"]), (".none", []), (".list[9]", []),
        ] as [(String, [Value])])
    func `paths lead to their values`(path: String, values: [Value]) throws {
        let root: Value = [
            "a": ["b": 1], "dotted.key": 3, "list": [["t": "x", "n": 10, "ok": true], ["t": "y", "n": 20]],
        ]
        #expect(try #require(JSONPath(path)).values(in: root) == values)
    }

    @Test(arguments: [".a[", ".a[?(b)]", "..a", ".a[x]", ".a[?(@.b==)]"])
    func `a path of another form is refused`(path: String) { #expect(JSONPath(path) == nil) }

    @Test func `every definition of the platform is named after its group and has a status`() {
        for definition in PlatformDefinitions.all {
            let spec = definition.spec
            #expect(definition.objectName == "\(spec["names"]?["plural"]?.string ?? "").\(spec["group"]?.string ?? "")")
            let version = spec["versions"]?.array?.first
            #expect(version?["subresources"]?["status"] != nil)
        }
        #expect(PlatformDefinitions.all.count == 7)
    }
}
