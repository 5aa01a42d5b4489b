import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// Ignored fields from one sync to the next.
@Suite struct IgnoreTests {
    private static let service = GroupVersionKind(group: "", version: "v1", kind: "Service")
    private let cluster = SimulatedCluster(kinds: [
        SimulatedCluster.deployment: .namespaced, SimulatedCluster.configMap: .namespaced, service: .namespaced,
    ])

    private func plan(_ file: String, _ rule: String, selfHeal: Bool = true) async throws -> Plan {
        let environment = Sample.environmentFile(selfHeal: selfHeal) + "  ignore:\n    - \(rule)\n"
        let checkout = Sample.checkout(["a.yaml": file], environment: environment)
        return try await Planner(cluster: cluster, triesCreations: true)
            .plan(try await Sample.admitted(checkout, cluster: cluster))
    }

    /// - Returns: the differences of the plan that was carried out.
    @discardableResult
    private func sync(_ file: String, _ rule: String, selfHeal: Bool = true) async throws -> [PlannedChange] {
        let plan = try await plan(file, rule, selfHeal: selfHeal)
        #expect(try await Applier(cluster: cluster).apply(plan).faults == [])
        #expect(try await self.plan(file, rule, selfHeal: selfHeal).isInSync)
        return plan.differences
    }

    private func deployment(_ containers: String, _ more: String = "") -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: a\(more) }
        spec:
          selector: { matchLabels: { app: a } }
          template:
            metadata: { labels: { app: a } }
            spec: { containers: [\(containers)] }
        """
    }

    private func theirs(_ containers: Value, labels: Value? = nil) -> Value {
        var metadata: Object = ["name": "a", "namespace": "ml"]
        metadata["labels"] = labels
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": .object(metadata),
            "spec": ["template": ["spec": ["containers": containers]]],
        ]
    }

    private var live: Value? { cluster.objects.first { $0.key.name == "a" }?.value }
    private var containers: [Value] { live?[path: "spec", "template", "spec", "containers"]?.array ?? [] }

    private func owned(by manager: String) throws -> FieldSet {
        let entries = live?[path: "metadata", "managedFields"]?.array ?? []
        let entry = try #require(entries.first { $0["manager"]?.string == manager })
        return try FieldSet(fieldsV1: try #require(entry["fieldsV1"]))
    }

    @Test(arguments: [true, false]) func `an item that leaves Git and is ignored stays`(selfHeal: Bool) async throws {
        let rule = "{ paths: ['spec.template.spec.containers[name=sidecar]'] }"
        try await sync(deployment("{ name: c, image: c }, { name: sidecar, image: s }"), rule, selfHeal: selfHeal)
        #expect(try await sync(deployment("{ name: c, image: c }"), rule, selfHeal: selfHeal).isEmpty)
        try await sync(deployment("{ name: c, image: c2 }"), rule, selfHeal: selfHeal)
        #expect(containers == [["name": "c", "image": "c2"], ["name": "sidecar", "image": "s"]])
    }

    @Test func `what a takeover would drop of ignored items stays`() async throws {
        let rule = """
            { paths: ['spec.template.spec.containers[name=extra]', metadata.labels.gone,
                  'spec.template.spec.containers[name=c].env[name=Z]',
                  'spec.template.spec.containers[name=c].env[name=YY].value'] }
            """
        let env: Value = [
            ["name": "X", "value": "1"], ["name": "YY", "value": "2"], ["name": "Z", "value": "3"],
        ]
        cluster.write(
            theirs(
                [["name": "c", "image": "c", "env": env], ["name": "extra", "image": "e"]], labels: ["gone": "no"]),
            kind: SimulatedCluster.deployment, manager: "kubectl-client-side-apply")
        try await sync(deployment("{ name: c, image: c }"), rule)
        // Of `YY` only a part is ignored: it goes with the rest of it.
        let kept: Value = [["name": "Z", "value": "3"]]
        #expect(
            containers == [["name": "c", "image": "c", "env": kept], ["name": "extra", "image": "e"]])
        #expect(live?[path: "metadata", "labels", "gone"] == "no")
    }

    @Test func `what others put into an ignored map is theirs, and they may change it`() async throws {
        let rule = "{ paths: ['spec.template.spec.containers[name=c].resources', metadata.annotations] }"
        let file = deployment(
            "{ name: c, image: c, resources: { requests: { cpu: 100m } } }", ", annotations: { mine: '1' }")
        try await sync(file, rule, selfHeal: false)
        for memory in ["100Mi", "200Mi"] {
            let answer = cluster.write(
                theirs([["name": "c", "resources": ["limits": ["memory": .string(memory)]]]]),
                kind: SimulatedCluster.deployment, manager: "vpa", force: false)
            guard case .applied = answer else { throw Sample.NotAdmitted() }
            let differences = try await sync(file, rule, selfHeal: false)
            #expect(differences.isEmpty, "\(differences.map(\.action))")
        }
        try await sync(file.replacing("image: c", with: "image: c2"), rule, selfHeal: false)
        cluster.write(
            theirs([["name": "c", "image": "c2"]]), kind: SimulatedCluster.deployment, manager: "vpa", force: false)
        #expect(containers == [["name": "c", "image": "c2", "resources": ["requests": ["cpu": "100m"]]]])
    }

    private let ports = """
        apiVersion: v1
        kind: Service
        metadata: { name: a }
        spec:
          ports:
            - { port: 80, targetPort: 8080, name: a }
            - { port: 81, targetPort: 8081, protocol: TCP, name: b }
        """

    @Test(arguments: ["{ managers: [lb-operator] }", "{ paths: ['spec.ports[*].targetPort'] }"], [true, false])
    func `an item is another manager's, also where Git leaves its key to the default`(
        _ rule: String, _ selfHeal: Bool
    ) async throws {
        try await sync(ports, rule, selfHeal: selfHeal)
        cluster.write(
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "a", "namespace": "ml"],
                "spec": ["ports": [["port": 80, "targetPort": 1], ["port": 81, "targetPort": 2]]],
            ], kind: Self.service, manager: "lb-operator")
        #expect(try await sync(ports, rule, selfHeal: selfHeal).allSatisfy { $0.action.verb == "adopt" })
        let targets = live?[path: "spec", "ports"]?.array?.map { $0["targetPort"] }
        #expect(targets == [1, 2])
        #expect(try !owned(by: "lockstep").description.contains("targetPort"))
    }
}
