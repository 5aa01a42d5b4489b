import Manifests
import Testing

@testable import Releases

@Suite struct TrafficCarrierTests {
    private func value(_ text: String) throws -> Value {
        try #require(YAML.parse(Array(text.utf8), file: "a.yaml").documents.first?.value)
    }

    private func service(_ image: String, _ rest: String = "", percent: Int? = nil) throws -> Value {
        try value(
            """
            apiVersion: serving.kserve.io/v1beta1
            kind: InferenceService
            metadata: { name: fraud }
            spec:
              predictor:
            \(percent.map { "    canaryTrafficPercent: \($0)" } ?? "    minReplicas: 1")
                model: { storageUri: "\(image)" }
            \(rest)
            """)
    }

    /// Of a candidate that one commit brought.
    private func revert(to stable: Value, from candidate: Value) -> ReleaseChange {
        .revert(stable: stable, undoing: [VersionChange(before: stable, after: candidate)])
    }

    @Test func `A serverless InferenceService bears the share while it is released, and none at rest`() throws {
        let carrier = TrafficCarrier.canaryTrafficPercent
        let objects = ReleaseObjects(workload: try service("v2"))
        #expect(carrier.weight(in: objects) == nil && carrier.isAtRest(objects))
        let opened = try carrier.setting(10, in: objects)
        #expect(carrier.weight(in: opened) == 10 && !carrier.isAtRest(opened))
        #expect(opened.version == objects.version)
        #expect(try carrier.finished(opened) == objects)
    }

    @Test func `A revert restores the old version with a share of 0, which settling takes away`() throws {
        let carrier = TrafficCarrier.canaryTrafficPercent
        let stable = ReleaseObjects(workload: try service("v1"))
        let candidate = try service("v2")
        let head = try carrier.setting(50, in: ReleaseObjects(workload: candidate))
        let change = revert(to: stable.workload, from: candidate)
        let reverted = try change.applied(to: head, by: carrier)
        #expect(reverted.version == stable.version && carrier.weight(in: reverted) == 0)
        #expect(try ReleaseChange.settle.applied(to: reverted, by: carrier) == stable)
    }

    @Test func `Shares of canary and default add up to 100, and a revert gives back those before`() throws {
        let rest = "  traffic: { canary: { percent: 100 }, default: { percent: 0 } }"
        let stable = ReleaseObjects(workload: try service("v1", rest))
        let carrier = TrafficCarrier.trafficShares
        let head = try carrier.setting(10, in: ReleaseObjects(workload: try service("v2", rest)))
        #expect(head.workload[path: ["spec", "traffic", "default", "percent"]] == 90)
        let change = ReleaseChange.revert(stable: stable.workload, undoing: [])
        #expect(try change.applied(to: head, by: carrier) == stable)
    }

    private let deployment = "{kind: Deployment, metadata: {name: a}, spec: {replicas: 1, template: {v: 2}}}"
    private let twin = "{kind: Deployment, metadata: {name: b}, spec: {replicas: 9, template: {v: 1}}}"

    private func carrier(_ carrier: TrafficSpec.Carrier) -> TrafficCarrier {
        .twin(TrafficSpec(stable: "b", carrier: carrier))
    }

    @Test func `Backends of an HTTPRoute share 100, and the twin takes the version over at the end`() throws {
        let route = try value(
            """
            kind: HTTPRoute
            spec:
              rules:
                - backendRefs: [{ name: a, weight: 0 }, { name: b, weight: 100 }]
                - backendRefs: [{ name: other }]
            """)
        let carrier = carrier(.httpRoute(.init(name: "r", stable: "b", candidate: "a")))
        let objects = ReleaseObjects(workload: try value(deployment), stable: try value(twin), route: route)
        let opened = try carrier.setting(10, in: objects)
        #expect(carrier.weight(in: opened) == 10)
        #expect(opened.route?[path: "spec", "rules"]?.array?.first?["backendRefs"]?.array?.last?["weight"] == 90)
        let finished = try carrier.finished(opened)
        #expect(carrier.weight(in: finished) == 100 && !carrier.isAtRest(finished))
        #expect(finished.stable.map { VersionDigest(of: $0) } == objects.version)
        #expect(carrier.weight(in: try carrier.atRest(finished)) == 0)
    }

    @Test func `A rule without one of the sides is told`() throws {
        let route = try value("{kind: HTTPRoute, spec: {rules: [{backendRefs: [{name: b}]}]}}")
        let objects = ReleaseObjects(workload: try value(deployment), stable: try value(twin), route: route)
        #expect(throws: ReleaseFault.noBackend("a", route: "r")) {
            _ = try carrier(.httpRoute(.init(name: "r", stable: "b", candidate: "a"))).setting(10, in: objects)
        }
    }

    @Test func `Subsets of a VirtualService share 100`() throws {
        let route = try value(
            """
            kind: VirtualService
            spec:
              http:
                - route:
                    - { destination: { host: m, subset: canary }, weight: 0 }
                    - { destination: { host: m, subset: main }, weight: 100 }
            """)
        let carrier = carrier(.virtualService(.init(name: "r", stable: "main", candidate: "canary")))
        let objects = ReleaseObjects(workload: try value(deployment), stable: try value(twin), route: route)
        #expect(carrier.weight(in: try carrier.setting(25, in: objects)) == 25)
    }

    private func route(_ text: String) throws -> ReleaseObjects {
        ReleaseObjects(workload: try value(deployment), stable: try value(twin), route: try value(text))
    }

    private func weights(_ objects: ReleaseObjects, _ list: String, _ backends: String) -> [Value?] {
        (objects.route?[path: "spec", list]?.array ?? []).map { $0[backends]?.array?.first?["weight"] }
    }

    @Test(arguments: [
        (TrafficSpec.Cohort.header(name: "X-Group", value: "b"), "type: Exact, name: x-group, value: b"),
        (.cookie(name: "group", value: "b"), "type: RegularExpression, name: cookie, value: \".*group=b(;.*)?\""),
    ])
    func `A/B divides the requests of a cohort alone, and all follow at the end`(
        cohort: TrafficSpec.Cohort, header: String
    ) throws {
        let objects = try route(
            """
            kind: HTTPRoute
            spec:
              rules:
                - matches: [{ headers: [{ \(header) }] }]
                  backendRefs: [{ name: a, weight: 0 }, { name: b, weight: 100 }]
                - backendRefs: [{ name: a, weight: 0 }, { name: b, weight: 100 }]
            """)
        let carrier = carrier(
            .httpRoute(.init(name: "r", stable: "b", candidate: "a", division: .cohort(cohort))))
        let opened = try carrier.setting(50, in: objects)
        #expect(weights(opened, "rules", "backendRefs") == [50, 0])
        #expect(carrier.weight(in: opened) == 50)
        #expect(weights(try carrier.finished(opened), "rules", "backendRefs") == [100, 100])
        #expect(try carrier.atRest(opened) == objects)
    }

    @Test func `A cohort that no rule of its own has is told`() throws {
        let objects = try route(
            """
            kind: VirtualService
            spec:
              http:
                - match: [{ headers: { x-group: { exact: b } } }, { uri: { prefix: / } }]
                  route: [{ destination: { host: a }, weight: 0 }, { destination: { host: b }, weight: 100 }]
            """)
        let cohort = TrafficSpec.Cohort.header(name: "x-group", value: "b")
        #expect(throws: ReleaseFault.noCohort("the header 'x-group: b'", route: "r")) {
            _ = try carrier(
                .virtualService(.init(name: "r", stable: "b", candidate: "a", division: .cohort(cohort)))
            ).setting(10, in: objects)
        }
    }

    @Test func `Mirroring copies a share, answers nobody with the candidate, and leaves no word of it`() throws {
        let gateway = try route(
            """
            kind: HTTPRoute
            spec:
              rules:
                - filters: [{ type: RequestHeaderModifier }]
                  backendRefs: [{ name: a, port: 80, weight: 0 }, { name: b, port: 80, weight: 100 }]
            """)
        let istio = try route(
            """
            kind: VirtualService
            spec:
              http:
                - route: [{ destination: { host: a }, weight: 0 }, { destination: { host: b }, weight: 100 }]
            """)
        let side = TrafficSpec.Route(name: "r", stable: "b", candidate: "a", division: .mirror)
        for (objects, carrier, list, backends) in [
            (gateway, carrier(.httpRoute(side)), "rules", "backendRefs"),
            (istio, carrier(.virtualService(side)), "http", "route"),
        ] {
            let opened = try carrier.setting(25, in: objects)
            #expect(carrier.weight(in: opened) == 25)
            #expect(weights(opened, list, backends) == [0])
            let raised = try carrier.setting(100, in: opened)
            #expect(carrier.weight(in: raised) == 100)
            #expect(try carrier.atRest(raised) == objects)
            let finished = try carrier.finished(raised)
            #expect(weights(finished, list, backends) == [100])
            #expect(try carrier.atRest(finished).route == objects.route)
        }
        let filters = try carrier(.httpRoute(side)).setting(25, in: gateway).route?[path: "spec", "rules"]?.array?.first
        #expect(
            filters?["filters"]?.array?.last
                == [
                    "type": "RequestMirror",
                    "requestMirror": ["backendRef": ["name": "a", "port": 80], "percent": 25],
                ])
    }

    private func cronJob(_ name: String, image: String, output: String, suspend: Bool) throws -> Value {
        try value(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata: { name: \(name) }
            spec:
              schedule: 0 3 * * *
              suspend: \(suspend)
              jobTemplate:
                spec:
                  template:
                    spec:
                      containers:
                        - { name: score, image: \(image), env: [{ name: MODE, value: all }, { name: OUT, value: \(output) }] }
            """)
    }

    @Test func `A batch candidate leaves its twin alone until the end, which keeps where its results go`() throws {
        let objects = ReleaseObjects(
            workload: try cronJob("scores", image: "b:2", output: "/shadow", suspend: true),
            stable: try cronJob("scores-stable", image: "b:1", output: "/real", suspend: false))
        let carrier = carrier(.shadow(keeps: ["OUT"]))
        #expect(try carrier.setting(0, in: objects) == objects)
        let finished = try carrier.finished(objects)
        #expect(finished.stable == (try cronJob("scores-stable", image: "b:2", output: "/real", suspend: false)))
        #expect(finished.workload == objects.workload && carrier.isAtRest(finished))
        var moved = objects
        moved.workload =
            try cronJob("scores", image: "b:2", output: "/shadow", suspend: true)
            .setting(["spec", "schedule"], to: "0 4 * * *") ?? .null
        #expect(moved.version == objects.version)
        let before = ReleaseObjects(
            workload: try cronJob("scores", image: "b:1", output: "/shadow", suspend: true), stable: objects.stable)
        let revert = self.revert(to: before.workload, from: objects.workload)
        #expect(try revert.applied(to: objects, by: carrier) == before)
    }

    @Test func `A batch candidate that runs by itself, or results without a place, are told`() throws {
        let carrier = carrier(.shadow(keeps: ["OUT"]))
        var objects = ReleaseObjects(
            workload: try cronJob("scores", image: "b:2", output: "/shadow", suspend: false),
            stable: try cronJob("scores-stable", image: "b:1", output: "/real", suspend: false))
        #expect(throws: ReleaseFault.notSuspended("scores")) { _ = try carrier.setting(0, in: objects) }
        objects.workload = try cronJob("scores", image: "b:2", output: "/shadow", suspend: true)
        objects.stable = try value("{kind: CronJob, spec: {jobTemplate: {}}}")
        #expect(throws: ReleaseFault.noOutput("OUT", container: "score")) { _ = try carrier.finished(objects) }
    }

    private func labelled(_ name: String, _ image: String, _ more: String = "", replicas: Int = 0) throws -> Value {
        try value(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: \(name) }
            spec:
              replicas: \(replicas)
              selector: { matchLabels: { app: \(name) } }
              template:
                metadata: { labels: { app: \(name), track: \(name) } }
                spec: { containers: [{ name: m, image: "\(image)", env: [{ name: ROLE, value: \(name) }]\(more) }] }
            """)
    }

    @Test func `a twin takes over what the candidate changed, and keeps what tells it apart`() throws {
        let before = try labelled("a", "m:1")
        let objects = ReleaseObjects(
            workload: try labelled("a", "m:2", ", args: [--fast]"), stable: try labelled("b", "m:1"))
        let finished = try ReleaseChange.finish(stable: before)
            .applied(to: objects, by: carrier(.replicas(total: 4)))
        #expect(finished.stable == (try labelled("b", "m:2", ", args: [--fast]", replicas: 4)))
        #expect(finished.workload == (try labelled("a", "m:2", ", args: [--fast]", replicas: 4)))
    }

    @Test func `a twin that did not run the stable version takes the candidate's pods whole`() throws {
        let before = try labelled("a", "m:1")
        let objects = ReleaseObjects(
            workload: try labelled("a", "m:1", ", args: [--fast]"), stable: try labelled("b", "m:0"))
        let finished = try ReleaseChange.finish(stable: before)
            .applied(to: objects, by: carrier(.replicas(total: 4)))
        let template = finished.stable?[path: "spec", "template"]
        #expect(template?["spec"] == objects.workload[path: "spec", "template", "spec"])
        #expect(template?[path: "metadata", "labels"] == ["app": "b", "track": "b"])
    }

    @Test func `behind one Service there are replicas enough at each moment of a hand-over and of a revert`() throws {
        let carrier = carrier(.replicas(total: 4))
        func replicas(_ objects: ReleaseObjects) -> [Value?] {
            [objects.workload, objects.stable].map { $0?[path: "spec", "replicas"] }
        }
        let stable = ReleaseObjects(workload: try labelled("a", "m:1"), stable: try labelled("b", "m:1", replicas: 4))
        let candidate = try labelled("a", "m:2")
        let all = try carrier.setting(100, in: ReleaseObjects(workload: candidate, stable: stable.stable))
        #expect(replicas(all) == [4, 0])
        let finished = try ReleaseChange.finish(stable: stable.workload).applied(to: all, by: carrier)
        #expect(replicas(finished) == [4, 4] && !carrier.isAtRest(finished))
        #expect(replicas(try ReleaseChange.settle.applied(to: finished, by: carrier)) == [0, 4])
        let revert = revert(to: stable.workload, from: candidate)
        let reverted = try revert.applied(to: all, by: carrier)
        #expect(replicas(reverted) == [4, 4] && !carrier.isAtRest(reverted))
        #expect(reverted.version == stable.version)
        #expect(try ReleaseChange.settle.applied(to: reverted, by: carrier) == stable)
        let half = try carrier.setting(50, in: all)
        #expect(replicas(try revert.applied(to: half, by: carrier)) == [0, 4])
    }

    @Test(arguments: [(0, 0), (1, 1), (10, 1), (50, 5), (99, 9), (100, 10)])
    func `Replicas share what there is, and neither side with a share goes without one`(
        percent: Int, replicas: Int64
    ) throws {
        let objects = ReleaseObjects(workload: try value(deployment), stable: try value(twin))
        let set = try carrier(.replicas(total: 10)).setting(percent, in: objects)
        #expect(set.workload[path: "spec", "replicas"] == .integer(replicas))
        #expect(set.stable?[path: "spec", "replicas"] == .integer(10 - replicas))
    }

    @Test func `Scaling makes no other version`() throws {
        let one = try value("{kind: Deployment, spec: {replicas: 1, template: {v: 1}}}")
        let two = try value("{kind: Deployment, spec: {replicas: 2, template: {v: 1}}}")
        #expect(VersionDigest(of: one) == VersionDigest(of: two))
        #expect(VersionDigest(of: try service("v1")) == VersionDigest(of: try service("v1", percent: 5)))
        #expect(VersionDigest(of: try service("v1")) != VersionDigest(of: try service("v2")))
    }
}
