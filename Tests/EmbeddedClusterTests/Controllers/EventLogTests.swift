import Manifests
import Testing

@testable import EmbeddedCluster

/// What goes well is told by events, as `kubectl describe` shows them.
struct EventLogTests {
    @Test(.timeLimit(.minutes(1))) func `a rollout is told from the deployment to the containers`() async throws {
        try await withControllers { client, changes in
            let deployment: Value = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "default"],
                "spec": [
                    "replicas": 1, "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": ["labels": ["app": "web"]],
                        "spec": ["containers": [["name": "web", "image": "web:1"]]],
                    ],
                ],
            ]
            #expect(await client.create(deployment, manager: "test") != nil)
            var told: [String: Value] = [:]
            _ = await first(.event, in: changes) { event in
                told[event["reason"]?.string ?? ""] = event
                return event["reason"] == "Started"
            }
            #expect(
                Set(told.keys) == [
                    "ScalingReplicaSet", "SuccessfulCreate", "Scheduled", "Pulled", "Created", "Started",
                ])
            #expect(told.values.allSatisfy { $0["type"] == "Normal" })
            let pod = told["Scheduled"]?[path: "involvedObject", "name"]?.string ?? ""
            #expect(pod.hasPrefix("web-"))
            #expect(told["Scheduled"]?["message"]?.string == "Successfully assigned default/\(pod) to embedded")
            #expect(told["SuccessfulCreate"]?["message"]?.string == "Created pod: \(pod)")
            let set = pod.split(separator: "-").dropLast().joined(separator: "-")
            #expect(told["ScalingReplicaSet"]?["message"]?.string == "Scaled up replica set \(set) from 0 to 1")
            #expect(told["Pulled"]?[path: "involvedObject", "fieldPath"] == "spec.containers{web}")
            #expect(told["Started"]?[path: "source", "component"] == "kubelet")
        }
    }

    @Test func `what is told again is counted`() async throws {
        let store = FakeStore()
        let set: Value = [
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": ["name": "web", "namespace": "models"],
            "spec": [
                "replicas": 1, "selector": ["matchLabels": ["app": "web"]],
                "template": ["metadata": ["labels": ["app": "web"]]],
            ],
        ]
        let event = ClusterEvent(reason: "Tested", message: "twice", component: "test")
        let manager = ControllerManager(client: store, now: { "2026-01-31T09:30:00Z" }, controllers: [Teller(event)])
        await store.apply(set)
        for _ in 0..<2 {
            await manager.runOnce(over: [ObjectChange(kind: .replicaSet, before: nil, after: set)])
        }
        await manager.tellEvents(10)
        let told = await store.list(.event, namespace: "models")
        #expect(told.map { $0["count"] } == [2])
    }

    @Test func `events go an hour after they were written last`() {
        let log = EventLog()
        // As it was found at the start; what its writer says of its time does not count.
        var event: Value = [
            "apiVersion": "v1", "kind": "Event",
            "metadata": [
                "name": "a", "namespace": "default", "creationTimestamp": "2026-01-31T08:30:00Z",
                "managedFields": [["time": "2026-01-31T09:30:00Z"]],
            ],
            "lastTimestamp": "2020-01-31T09:30:00Z", "eventTime": "2030-01-31T09:30:00.000000Z",
        ]
        log.note(ObjectChange(kind: .event, before: nil, after: event), now: "2026-01-31T09:45:00Z")
        #expect(log.expired(now: "2026-01-31T10:30:00Z").isEmpty)
        #expect(log.expired(now: "2026-01-31T10:30:01Z").map(\.name) == ["a"])
        let before = event
        event[field: "count"] = 2
        log.note(ObjectChange(kind: .event, before: before, after: event), now: "2026-01-31T10:00:00Z")
        #expect(log.expired(now: "2026-01-31T11:00:00Z").isEmpty)
        #expect(log.expired(now: "2026-01-31T11:00:01Z").map(\.name) == ["a"])
        log.note(ObjectChange(kind: .event, before: event, after: nil), now: "2026-01-31T10:00:00Z")
        #expect(log.expired(now: "2026-01-31T11:00:01Z").isEmpty)
    }
}

/// Tells one event of every ReplicaSet.
private struct Teller: Controller {
    let kinds: [GroupVersionKind] = [.replicaSet]
    let event: ClusterEvent

    init(_ event: ClusterEvent) { self.event = event }

    func reconcile(_ object: Value, in workspace: ControllerWorkspace) async { workspace.tell(event, about: object) }
}
