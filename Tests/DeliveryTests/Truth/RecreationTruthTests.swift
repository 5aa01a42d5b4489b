import Cluster
import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// What is made anew and put back, by the word of an API server.
@Suite(.enabled(if: RealCluster.isBuilt, "needs the built program"))
struct RecreationTruthTests {
    private static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")

    private static func object(_ apiVersion: String, _ kind: String, _ body: Object) -> Value {
        var object: Object = [
            "apiVersion": .string(apiVersion), "kind": .string(kind),
            "metadata": ["name": "a", "annotations": ["lockstep/recreate": "allowed"]],
        ]
        for member in body { object[member.key] = member.value }
        return .object(object)
    }

    private static func template(_ app: Value, env: Value = []) -> Value {
        [
            "metadata": ["labels": ["app": app]],
            "spec": ["containers": [["name": "c", "image": "c:1", "env": env]]],
        ]
    }

    private static func deployment(_ app: Value) -> Value {
        object(
            "apps/v1", "Deployment", ["spec": ["selector": ["matchLabels": ["app": app]], "template": template(app)]])
    }

    @Test func `an object is put back with the owners of its fields, even one that no apply takes`() async throws {
        let real = try RealCluster()
        try await real.make(try await real.admitted([:], Sample.environmentFile()))
        let resource = try await real.resource(Self.deployment)
        let twice: Value = [["name": "A", "value": "1"], ["name": "A", "value": "2"]]
        let body: Value = [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "a", "namespace": "ml"],
            "spec": ["selector": ["matchLabels": ["app": "a"]], "template": Self.template("a", env: twice)],
        ]
        _ = try await real.client.create(
            body, as: resource, options: WriteOptions(fieldManager: "kubectl-client-side-apply"))
        for (change, subresource, manager) in [
            (["spec": ["replicas": 7]], "scale", "kube-controller-manager"),
            (["metadata": ["labels": ["team": "x"]]], nil, "kubectl-label"),
            (["status": ["replicas": 7]], "status", "kube-controller-manager"),
        ] as [(Value, String?, String)] {
            _ = try await real.client.patch(
                change, resource, namespace: "ml", name: "a", subresource: subresource,
                options: WriteOptions(fieldManager: manager))
        }
        let live = try await real.client.get(resource, namespace: "ml", name: "a")
        let admitted = try await real.admitted(["a": Self.deployment("b")], Sample.environmentFile())
        let desired = try #require(admitted.resources.first { $0.identity.name == "a" })
        _ = try await real.client.delete(resource, namespace: "ml", name: "a")
        let applier = Applier(cluster: real.cluster, troublePatience: .zero)
        let end = try await applier.putBack(live, insteadOf: desired, because: "no", runsToCompletion: false)
        #expect(end == "the one of before was put back")
        let now = try await real.client.get(resource, namespace: "ml", name: "a")
        #expect(now["spec"] == live["spec"] && now[path: "spec", "replicas"] == 7)
        #expect(now[path: "metadata", "labels"] == ["team": "x"])
        func owners(_ object: Value) -> [Value] {
            (object[path: "metadata", "managedFields"]?.array ?? []).filter { $0["subresource"]?.string != "status" }
        }
        #expect(Set(owners(now).filter { $0["manager"] != "lockstep-put-back" }) == Set(owners(live)))
        let own = owners(now).filter { $0["manager"] == "lockstep-put-back" }.map { $0["fieldsV1"] }
        #expect(own == [["f:metadata": ["f:annotations": ["f:lockstep/put-back": [:]]]]])
    }

    @Test func `a plan shows what differs in what is made anew, and nothing that a server chooses`() async throws {
        let real = try RealCluster()
        func declared(_ app: Value, _ value: Value) -> [String: Value] {
            [
                "d": Self.deployment(app),
                "j": Self.object("batch/v1", "Job", ["spec": ["template": Self.job(app)]]),
                "p": Self.object(
                    "v1", "Pod",
                    [
                        "spec": [
                            "containers": [
                                [
                                    "name": "c", "image": "c:1",
                                    "env": [
                                        ["name": "A", "value": app]
                                    ],
                                ]
                            ]
                        ]
                    ]),
                "s": Self.object(
                    "v1", "Service",
                    [
                        "spec": [
                            "type": "NodePort", "clusterIP": value, "ports": [["port": 80]], "selector": ["app": "a"],
                        ]
                    ]),
                "q": Self.object(
                    "apps/v1", "StatefulSet",
                    [
                        "spec": [
                            "serviceName": app, "selector": ["matchLabels": ["app": "a"]],
                            "template": Self.template("a"),
                        ]
                    ]),
                "c": Self.object(
                    "scheduling.k8s.io/v1", "PriorityClass",
                    [
                        "value": app == "a" ? 1 : 2, "globalDefault": true,
                    ]),
            ]
        }
        try await real.make(try await real.admitted(declared("a", "10.96.7.1"), Sample.environmentFile()))
        let next = try await real.admitted(declared("b", "10.96.7.2"), Sample.environmentFile())
        let plan = try await Planner(cluster: real.cluster, triesCreations: true).plan(next)
        let shown = plan.changes.filter { $0.identity.name == "a" }.map { change in
            "\(change.action.verb) \(change.identity.groupKind.kind): "
                + change.attempted.map(\.path).joined(separator: ", ")
        }
        #expect(
            Set(shown) == [
                "recreate Deployment: spec.selector.matchLabels.app, spec.template.metadata.labels.app",
                "recreate Job: spec.template.metadata.labels.app",
                "recreate Pod: spec.containers[name=c].env[name=A].value",
                "recreate Service: spec.clusterIP, spec.clusterIPs[0]",
                "recreate StatefulSet: spec.serviceName", "recreate PriorityClass: value",
            ])
    }

    private static func job(_ app: Value) -> Value {
        [
            "metadata": ["labels": ["app": app]],
            "spec": ["restartPolicy": "Never", "containers": [["name": "c", "image": "c:1"]]],
        ]
    }
}
