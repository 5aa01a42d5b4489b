import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Whose object it is, whose field it is, and what becomes of what cannot be changed.
@Suite struct OwnershipTests {
    private let cluster = SimulatedCluster()

    private func plan(
        _ files: [String: String], environment: String = Sample.environmentFile()
    ) async throws -> Plan {
        let checkout = Sample.checkout(files, environment: environment)
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        return try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
    }

    private func apply(
        _ files: [String: String], environment: String = Sample.environmentFile()
    ) async throws -> Applied {
        try await Applier(cluster: cluster).apply(try await plan(files, environment: environment))
    }

    private func configMap(labels: Value = [:]) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml", "labels": labels],
            "data": ["value": "theirs"],
        ]
    }

    private func environment(_ more: String) -> String {
        Sample.environmentFile().replacing("  namespace: ml\n", with: "  namespace: ml\n\(more)\n")
    }

    // MARK: adoption

    @Test func `an object of another environment is never taken over`() async throws {
        cluster.write(
            configMap(labels: [
                "applyset.kubernetes.io/part-of": "applyset-x-v1", "lockstep/environment": "production",
            ]), kind: SimulatedCluster.configMap, manager: "lockstep")
        let plan = try await plan(["a.yaml": Sample.configMap("a")])
        guard case .refused(let reason)? = plan.changes.first?.action else {
            Issue.record("\(plan.changes)")
            return
        }
        #expect(reason.hasPrefix("it belongs to environment 'production'"))
    }

    @Test func `somebody else's object is taken over where that is allowed`() async throws {
        cluster.write(configMap(), kind: SimulatedCluster.configMap, manager: "kubectl")
        let refusing = Sample.environmentFile().replacing("selfHeal: true", with: "selfHeal: true, adopt: false")
        #expect(try await plan(["a.yaml": Sample.configMap("a")], environment: refusing).count("refused") == 1)
        let allowed = Sample.annotated(Sample.configMap("a"), "lockstep/adopt: allowed")
        #expect(try await plan(["a.yaml": allowed], environment: refusing).count("update") == 1)
        let refused = Sample.annotated(Sample.configMap("a"), "lockstep/adopt: refused")
        #expect(try await plan(["a.yaml": refused]).count("refused") == 1)
        #expect(try await plan(["a.yaml": Sample.configMap("a")]).count("update") == 1)
    }

    @Test func `what kubectl set and Git does not declare goes away with the takeover, and others' fields stay`()
        async throws
    {
        var theirs = configMap()
        theirs = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": theirs["metadata"] ?? .null,
            "data": ["value": "1", "old": "x"],
        ]
        cluster.write(theirs, kind: SimulatedCluster.configMap, manager: "kubectl")
        cluster.write(
            [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "ml"],
                "data": ["other": "y"],
            ], kind: SimulatedCluster.configMap, manager: "somebody")
        let files = ["a.yaml": Sample.configMap("a")]
        let planned = try await plan(files)
        guard case .update(let differences)? = planned.changes.first?.action else {
            Issue.record("\(planned.changes)")
            return
        }
        #expect(differences.map(\.path).contains("data.old") && !differences.map(\.path).contains("data.other"))
        #expect(try await apply(files).isComplete)
        let data = cluster.objects.first { $0.key.name == "a" }?.value["data"]
        #expect(data == ["value": "1", "other": "y"])
        #expect(try await plan(files).isInSync)
    }

    // MARK: what cannot be changed

    @Test func `an object is made anew where its manifest allows that, and only then`() async throws {
        _ = try await apply(["b.yaml": Sample.deployment("b", image: "b:1")])
        cluster.state.withLock { $0.immutable = ["b"] }
        let next = Sample.deployment("b", image: "b:2")
        let refused = try await apply(["b.yaml": next])
        #expect(refused.faults.count == 1)
        #expect(refused.faults[0].contains("field is immutable; the annotation 'lockstep/recreate: allowed'"))
        let allowed = Sample.annotated(next, "lockstep/recreate: allowed")
        let planned = try await plan(["b.yaml": allowed])
        #expect(planned.count("recreate") == 1)
        let before = cluster.objects.first { $0.key.name == "b" }?.value[path: "metadata", "uid"]
        #expect(try await apply(["b.yaml": allowed]).isComplete)
        let after = cluster.objects.first { $0.key.name == "b" }?.value[path: "metadata", "uid"]
        #expect(before != nil && after != nil && before != after)
    }

    @Test func `a namespace is never made anew`() async throws {
        _ = try await apply(["ns.yaml": Sample.namespaceFile])
        cluster.state.withLock { $0.immutable = ["ml"] }
        let changed = Sample.annotated(Sample.namespaceFile, "lockstep/recreate: allowed", "team: ml")
        let plan = try await plan(["ns.yaml": changed])
        guard case .refused(let reason)? = plan.changes.first?.action else {
            Issue.record("\(plan.changes)")
            return
        }
        #expect(reason.hasSuffix("a Namespace is never recreated, because what is in it would be lost"))
    }

    // MARK: pruning

    @Test func `what says so is kept, and a namespace goes only when that is confirmed`() async throws {
        let files = [
            "ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"),
            "b.yaml": Sample.annotated(Sample.configMap("b"), "lockstep/prune: disabled"),
            "c.yaml": Sample.annotated(
                Sample.configMap("c"), #"argocd.argoproj.io/sync-options: "ServerSideApply=true, Prune=false""#),
        ]
        _ = try await apply(files)
        let fewer = try await plan(["a.yaml": Sample.configMap("a")])
        #expect(fewer.count("keep") == 3 && fewer.count("delete") == 0)
        let confirmed = Sample.annotated(Sample.namespaceFile, "lockstep/prune: confirmed")
        _ = try await apply(files.merging(["ns.yaml": confirmed]) { $1 })
        #expect(try await plan(["a.yaml": Sample.configMap("a")]).count("delete") == 1)
    }

    // MARK: fields of others

    private func scaled(_ rule: String) async throws -> (plan: Plan, next: Applied) {
        let file = Sample.deployment("b", image: "b:1").replacing(
            "spec:\n  selector", with: "spec:\n  replicas: 1\n  selector")
        let environment = environment("  ignore:\n    - \(rule)")
        _ = try await apply(["b.yaml": file], environment: environment)
        cluster.write(
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "b", "namespace": "ml"],
                "spec": ["replicas": 7],
            ], kind: SimulatedCluster.deployment, manager: "autoscaler")
        let plan = try await plan(["b.yaml": file], environment: environment)
        let next = try await apply(["b.yaml": file.replacing("b:1", with: "b:2")], environment: environment)
        return (plan, next)
    }

    private var replicas: Value? {
        cluster.objects.first { $0.key.name == "b" }?.value[path: "spec", "replicas"]
    }

    @Test(arguments: [
        "{ kinds: [Deployment], paths: [spec.replicas] }", "{ pointers: [/spec/replicas], names: [b] }",
        "{ managers: [autoscaler], kinds: [Deployment.apps] }",
    ])
    func `an ignored field is no difference, keeps its value, and its object is changed all the same`(_ rule: String)
        async throws
    {
        let (plan, next) = try await scaled(rule)
        #expect(plan.isInSync, "\(plan.differences.map(\.action))")
        #expect(next.isComplete)
        #expect(replicas == 7)
    }

    private let ignoringReplicas = "  ignore: [{ paths: [spec.replicas] }]"

    @Test func `a field that Git hands over to others keeps its value`() async throws {
        let file = Sample.deployment("b", image: "b:1")
        let counted = file.replacing("spec:\n  selector", with: "spec:\n  replicas: 5\n  selector")
        _ = try await apply(["b.yaml": counted])
        let environment = environment(ignoringReplicas)
        #expect(try await plan(["b.yaml": file], environment: environment).isInSync)
        _ = try await apply(["b.yaml": file.replacing("b:1", with: "b:2")], environment: environment)
        #expect(replicas == 5)
    }

    @Test func `what is made anew is made as it is declared, ignored fields too`() async throws {
        let file = Sample.annotated(Sample.deployment("b", image: "b:1"), "lockstep/recreate: allowed")
            .replacing("spec:\n  selector", with: "spec:\n  replicas: 5\n  selector")
        let environment = environment(ignoringReplicas)
        _ = try await apply(["b.yaml": file], environment: environment)
        cluster.write(
            [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "b", "namespace": "ml"],
                "spec": ["replicas": 7],
            ], kind: SimulatedCluster.deployment, manager: "autoscaler")
        cluster.state.withLock { $0.immutable = ["b"] }
        let next = ["b.yaml": file.replacing("b:1", with: "b:2")]
        let shown = try await plan(next, environment: environment)
        #expect(shown.changes.first?.attempted.map(\.path).contains("spec.replicas") == true)
        #expect(try await apply(next, environment: environment).isComplete)
        #expect(replicas == 5)
        #expect(try await plan(next, environment: environment).isInSync)
    }

    @Test(arguments: [
        "{ kinds: [Service], paths: [spec.replicas] }", "{ names: [c], paths: [spec.replicas] }",
        "{ managers: [somebody] }", "{ paths: [spec.paused] }",
    ])
    func `a rule for others leaves the field to the environment`(_ rule: String) async throws {
        let (plan, _) = try await scaled(rule)
        #expect(plan.count("update") == 1)
        #expect(replicas == 1)
    }

    @Test func `a rule must name fields, in words that are a path`() async throws {
        let loaded = await Environment.load(
            "staging",
            from: Sample.checkout(
                [:],
                environment: environment(
                    "  ignore:\n    - { kinds: [Deployment] }\n    - { paths: [spec..x], pointers: [spec] }")))
        guard case .invalid(_, let diagnostics) = loaded else {
            Issue.record("expected errors")
            return
        }
        let all = diagnostics.map(\.description).joined(separator: "\n")
        #expect(all.contains("expected 'paths', 'pointers' or 'managers', found none of them"), "\(all)")
        #expect(all.contains("'spec..x'") && all.contains("a JSON pointer, which begins with '/'"), "\(all)")
    }
}
