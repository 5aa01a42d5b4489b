import Manifests
import StructuredMerge
import Synchronization
import Testing

@testable import Delivery

/// What the record of owners says, and what it means for a plan: later applies and lost records too.
@Suite struct TakeoverTests {
    private static let scaler1 = GroupVersionKind(group: "autoscaling", version: "v1", kind: "HorizontalPodAutoscaler")
    private static let scaler2 = GroupVersionKind(group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler")

    private let cluster = SimulatedCluster(kinds: [
        SimulatedCluster.deployment: .namespaced, SimulatedCluster.configMap: .namespaced,
        SimulatedCluster.secret: .namespaced, scaler1: .namespaced, scaler2: .namespaced,
    ])

    private func plan(
        _ file: String, selfHeal: Bool = true, tries: Bool = false, ignoring rule: String? = nil
    ) async throws -> Plan {
        let environment =
            Sample.environmentFile(selfHeal: selfHeal) + (rule.map { "  ignore: [{ \($0) }]\n" } ?? "")
        let checkout = Sample.checkout(["a.yaml": file], environment: environment)
        return try await Planner(cluster: cluster, triesCreations: tries)
            .plan(try await Sample.admitted(checkout, cluster: cluster))
    }

    @discardableResult private func apply(_ file: String, selfHeal: Bool = true) async throws -> Applied {
        try await Applier(cluster: cluster).apply(try await plan(file, selfHeal: selfHeal))
    }

    private func identity(_ kind: GroupVersionKind) -> ResourceIdentity {
        ResourceIdentity(groupKind: kind.groupKind, namespace: "ml", name: "a")
    }

    private func configMap(_ data: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: \(data)\n"
    }

    private var data: Value? { cluster.objects[identity(SimulatedCluster.configMap)]?["data"] }

    private func differences(_ plan: Plan) -> [FieldDifference] {
        plan.changes.flatMap { change -> [FieldDifference] in
            if case .update(let differences) = change.action { return differences }
            return []
        }
    }

    /// As a controller does.
    private func annotate(_ kind: GroupVersionKind) throws {
        let live = try #require(cluster.objects[identity(kind)])
        var root = try #require(live.object)
        var metadata = try #require(root["metadata"]?.object)
        metadata["annotations"] = ["deployment.kubernetes.io/revision": "1"]
        root["metadata"] = .object(metadata)
        let changed = Merge.update(
            from: live, to: .object(root), schema: SchemaCatalog.builtIn[kind], manager: "controller",
            apiVersion: kind.apiVersion, time: "2026-01-01T00:00:00Z")
        cluster.state.withLock { $0.objects[identity(kind)] = changed }
    }

    @Test func `a map that is declared empty and that a controller fills is no difference`() async throws {
        let file = Sample.deployment("a", image: "a:1").replacing("  name: a\n", with: "  name: a\n  annotations: {}\n")
        try await apply(file)
        try annotate(SimulatedCluster.deployment)
        #expect(try await plan(file).isInSync)
    }

    @Test func `another version of the same content is no difference`() async throws {
        let file = """
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: { name: a }
            spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: b } }
            """
        try await apply(file)
        let next = file.replacing("autoscaling/v1", with: "autoscaling/v2")
        #expect(try await plan(next).isInSync)
        let more = try await plan(next.replacing("maxReplicas: 3", with: "maxReplicas: 4"))
        #expect(differences(more).map(\.path) == ["spec.maxReplicas"])
    }

    @Test func `an object that lost its record is taken over whole, so what leaves Git goes`() async throws {
        try await apply(configMap(#"{ a: "1", b: "2" }"#))
        cluster.change(identity(SimulatedCluster.configMap), kind: SimulatedCluster.configMap) {
            $0["managedFields"] = nil
        }
        let next = try await plan(configMap(#"{ a: "1" }"#))
        #expect(differences(next) == [FieldDifference(path: "data.b", before: "2", after: nil)])
        try await apply(configMap(#"{ a: "1" }"#))
        #expect(data == ["a": "1"])
        #expect(try await plan(configMap(#"{ a: "1" }"#)).isInSync)
    }

    @Test func `what an earlier apply left to nobody goes with a later one`() async throws {
        try await apply(configMap(#"{ a: "1", b: "2" }"#))
        let identity = identity(SimulatedCluster.configMap)
        let before = try #require(cluster.objects[identity])
        cluster.change(identity, kind: SimulatedCluster.configMap) { $0["managedFields"] = nil }
        let labels = before[path: "metadata", "labels"] ?? .null
        cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "a", "namespace": "ml", "labels": labels], "data": ["a": "1"],
            ], kind: SimulatedCluster.configMap, manager: "lockstep")
        #expect(data == ["a": "1", "b": "2"])
        #expect(differences(try await plan(configMap(#"{ a: "1" }"#))).map(\.path) == ["data.b"])
        try await apply(configMap(#"{ a: "1" }"#))
        #expect(data == ["a": "1"])
        #expect(try await plan(configMap(#"{ a: "1" }"#)).isInSync)
    }

    @Test(arguments: [true, false])
    func `what kubectl adds later is taken back where the environment heals itself`(heals: Bool) async throws {
        try await apply(configMap(#"{ a: "1" }"#), selfHeal: heals)
        cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
                "data": ["c": "3"],
            ], kind: SimulatedCluster.configMap, manager: "kubectl")
        let plan = try await plan(configMap(#"{ a: "1" }"#), selfHeal: heals)
        #expect(differences(plan).map(\.path) == (heals ? ["data.c"] : []))
        try await apply(configMap(#"{ a: "1" }"#), selfHeal: heals)
        #expect(data == (heals ? ["a": "1"] : ["a": "1", "c": "3"]))
    }

    @Test(arguments: [true, false], ["kubectl", "kubectl-client-side-apply"])
    func `what a manager owns that is to be left alone is not taken over`(heals: Bool, manager: String) async throws {
        cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
                "data": ["a": "1", "b": "2"],
            ], kind: SimulatedCluster.configMap, manager: manager)
        let file = configMap(#"{ a: "9" }"#)
        for _ in 0..<2 {
            let plan = try await plan(file, selfHeal: heals, ignoring: "managers: [\(manager)]")
            #expect(differences(plan).allSatisfy { !$0.path.hasPrefix("data") })
            _ = try await Applier(cluster: cluster).apply(plan)
            #expect(data == ["a": "1", "b": "2"])
        }
        #expect(try await plan(file, selfHeal: heals, ignoring: "managers: [\(manager)]").isInSync)
    }

    @Test func `a field that returns by its default is no difference of a takeover`() async throws {
        cluster.write(
            [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "a", "namespace": "ml"], "type": "Opaque",
                "data": ["gone": "eA=="],
            ], kind: SimulatedCluster.secret, manager: "kubectl")
        let file = "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { p: new }\n"
        let paths = differences(try await plan(file, tries: true)).map(\.path)
        #expect(paths.filter { !$0.hasPrefix("metadata.labels") } == ["data.gone", "data.p"])
    }

    // MARK: whose field it is

    private let scaled = Sample.deployment("a", image: "a:1").replacing(
        "spec:\n  selector", with: "spec:\n  replicas: 1\n  selector")

    private func scale() {
        cluster.write(
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "a", "namespace": "ml"],
                "spec": ["replicas": 7],
            ], kind: SimulatedCluster.deployment, manager: "autoscaler")
    }

    @Test func `a field that is taken back is told with who set it`() async throws {
        try await apply(scaled)
        scale()
        let plan = try await plan(scaled, tries: true)
        let difference = try #require(differences(plan).first)
        #expect(difference.path == "spec.replicas" && difference.manager == "autoscaler")
        let report = plan.report["changes"]?.array?.first?["differences"]?.array?.first
        #expect(report?["manager"] == "autoscaler")
    }

    @Test func `a conflict is told with its manager and field`() async throws {
        try await apply(scaled, selfHeal: false)
        scale()
        let change = try #require(try await plan(scaled, selfHeal: false, tries: true).report["changes"]?.array?.first)
        #expect(
            change["conflicts"] == [
                [
                    "manager": "autoscaler", "field": "spec.replicas",
                    "message": "'spec.replicas' is owned by 'autoscaler'",
                ]
            ])
    }

    @Test func `what is refused or made anew shows what differs`() async throws {
        try await apply(Sample.deployment("a", image: "a:1"))
        cluster.state.withLock { $0.immutable = ["a"] }
        let next = Sample.deployment("a", image: "a:2")
        let image = FieldDifference(
            path: "spec.template.spec.containers[name=model].image", before: "a:1", after: "a:2")
        let refused = try #require(try await plan(next).changes.first)
        #expect(refused.action.verb == "refused" && refused.attempted == [image])
        let allowed = try await plan(Sample.annotated(next, "lockstep/recreate: allowed"))
        #expect(allowed.changes.first?.action.verb == "recreate")
        #expect(allowed.changes.first?.attempted.contains(image) == true)
        #expect(allowed.report["changes"]?.array?.first?["differences"] != nil)
    }

    @Test func `what is refused shows nothing that the cluster only writes in another way`() async throws {
        let first = Sample.deployment("a", image: "a:1")
            .replacing("\"a:1\"", with: "\"a:1\", resources: { limits: { memory: 1024Mi } }")
            .replacing("      containers:", with: "      nodeSelector: {}\n      containers:")
        try await apply(first)
        let identity = try #require(cluster.objects.keys.first { $0.name == "a" })
        cluster.state.withLock { state in
            state.objects[identity] = state.objects[identity].map(Self.asStored)
            state.immutable = ["a"]
        }
        let refused = try #require(try await plan(first.replacing("a:1", with: "a:2")).changes.first)
        #expect(refused.attempted.map(\.path) == ["spec.template.spec.containers[name=model].image"])
    }

    /// The server writes quantities its own way, and no empty map.
    private static func asStored(_ value: Value) -> Value {
        switch value {
        case .object(var object):
            for member in object where !member.key.hasPrefix("f:") && member.key != "managedFields" {
                let isEmpty = member.key == "nodeSelector"
                object[member.key] = isEmpty ? nil : asStored(member.value)
            }
            return .object(object)
        case .array(let items): return .array(items.map(asStored))
        case "1024Mi": return "1Gi"
        default: return value
        }
    }

    @Test func `what is declared in fields that only another version has is asked for`() async throws {
        let file = """
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: { name: a }
            spec: { maxReplicas: 3, targetCPUUtilizationPercentage: 60, scaleTargetRef: { kind: Deployment, name: b } }
            """
        try await apply(file)
        let next = file.replacing("autoscaling/v1", with: "autoscaling/v2")
            .replacing(" targetCPUUtilizationPercentage: 60,", with: "")
        let before = cluster.requestCount
        _ = try await plan(next)
        #expect(cluster.requests[before...].contains("try HorizontalPodAutoscaler a"))
    }

    /// Structured merge drops a map with the last of its members, also where it is declared empty.
    @Test func `a map that is emptied stays, empty, after one sync`() async throws {
        try await apply(configMap("{ x: '1' }"))
        let applied = try await apply(configMap("{}"))
        #expect(applied.isComplete)
        #expect(data == [:])
        #expect(try await plan(configMap("{}")).isInSync)
    }

    @Test(arguments: ["kubectl-client-side-apply", "before-first-apply"])
    func `who is taken over is in no conflict, also where nothing is healed`(manager: String) async throws {
        let theirs: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
            "data": ["x": "theirs", "gone": "2"],
        ]
        cluster.write(theirs, kind: SimulatedCluster.configMap, manager: manager)
        let shown = try await plan(configMap("{ x: ours }"), selfHeal: false, tries: true)
        #expect(differences(shown).map(\.path).contains("data.x"))
        #expect(try await apply(configMap("{ x: ours }"), selfHeal: false).faults == [])
        #expect(data == ["x": "ours"])
    }

    @Test func `the labels by which Lockstep knows its objects are taken back, whoever changed them`() async throws {
        try await apply(configMap("{ x: ours }"), selfHeal: false)
        let changed: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "a", "namespace": "ml", "labels": ["lockstep/environment": "other"]],
        ]
        cluster.write(changed, kind: SimulatedCluster.configMap, manager: "kubectl-label")
        #expect(try await apply(configMap("{ x: ours }"), selfHeal: false).faults == [])
        let object = cluster.objects[identity(SimulatedCluster.configMap)]
        #expect(object?[path: "metadata", "labels", "lockstep/environment"] == "staging")
    }

    @Test func `who owns a field in conflict is told of with what can be done`() async throws {
        try await apply(configMap("{ x: ours }"), selfHeal: false)
        let changed: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"], "data": ["x": "2"],
        ]
        cluster.write(changed, kind: SimulatedCluster.configMap, manager: "rival")
        let faults = try await apply(configMap("{ x: ours }"), selfHeal: false).faults
        #expect(
            faults == [
                "ConfigMap ml/a: other managers own fields with other values: 'data.x' is owned by 'rival'; leave the "
                    + "field to them with 'spec.ignore', or take it with 'spec.sync.selfHeal: true'"
            ])
    }
}
