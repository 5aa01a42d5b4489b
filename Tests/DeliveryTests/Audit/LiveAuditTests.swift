import Manifests
import Synchronization
import Testing

@testable import Delivery

/// The policies in force, asked about what runs.
@Suite struct LiveAuditTests {
    private func audit(_ objects: [Value], on cluster: SimulatedCluster = SimulatedCluster()) async throws
        -> LiveAudit.Report
    {
        for object in objects { cluster.write(object, kind: SimulatedCluster.configMap, manager: "somebody") }
        let checkout = CheckTests.checkout(["a.yaml": Sample.configMap("a")])
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
            throw Sample.NotAdmitted()
        }
        return try await Gate().audit(of: checkout, on: cluster, at: 1_767_225_600_000).get().run(environment)
    }

    private static func configMap(_ name: String, owner: String?, namespace: String = "ml") -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "data": owner.map { ["owner": .string($0)] } ?? ["value": "1"],
        ]
    }

    @Test func `what somebody made by hand is asked about, in the environment's namespaces alone`() async throws {
        let report = try await audit([
            Self.configMap("mine", owner: "risk"), Self.configMap("stray", owner: nil),
            Self.configMap("far", owner: nil, namespace: "elsewhere"),
        ])
        #expect(report.objects == 2)
        #expect(report.findings.map(\.object.name) == ["stray"])
        #expect(report.findings.first?.message == "stray belongs to nobody")
        #expect(report.findings.first?.since == "2026-01-01T00:00:00Z")
        #expect(report.counts.map(\.policy) == ["owned"])
    }

    @Test func `a kind that cannot be listed is told, not taken for empty`() async throws {
        let cluster = SimulatedCluster()
        cluster.state.withLock { $0.unlistable["ConfigMap"] = "forbidden" }
        #expect(try await audit([], on: cluster).unlisted == ["ConfigMap: forbidden"])
    }

    @Test func `of objects without a namespace those that the environment declares are asked about`() async throws {
        let cluster = SimulatedCluster()
        for name in ["ml", "other"] {
            cluster.write(
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]],
                kind: SimulatedCluster.namespace, manager: "somebody")
        }
        var checkout = CheckTests.checkout(["a.yaml": Sample.configMap("a"), "n.yaml": Sample.namespaceFile])
        let policy = """
            import PolicyV1

            admission("labelled", kinds: [.namespace]) { review in
                require(review.labels["team"] != nil, "namespace \\(review.name) has no team")
            }

            """
        let use = "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: l }\nspec: { policy: labelled }\n"
        checkout.policies = [
            Checkout.File(path: "policies/l.policy.swift", bytes: Array(policy.utf8)),
            Checkout.File(path: "policies/l.yaml", bytes: Array(use.utf8)),
        ]
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
            throw Sample.NotAdmitted()
        }
        let report = try await Gate().audit(of: checkout, on: cluster, at: 1_767_225_600_000).get().run(environment)
        #expect(report.findings.map(\.message) == ["namespace ml has no team"])
    }

    @Test func `a misspelt field is a fault of the policy, where Kubernetes or the repository knows the kind`() {
        func faults(_ field: String, kind: String) -> [String] {
            let policy = """
                import PolicyV1

                admission("fields", kinds: ["\(kind)"]) { review in
                    require(review.object.at("spec.\(field)") != nil, "missing")
                }

                """
            let use = "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: l }\nspec: { policy: fields }\n"
            let definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: widgets.example.com }
                spec:
                  group: example.com
                  names: { kind: Widget, plural: widgets }
                  scope: Namespaced
                  versions:
                    - name: v1
                      schema:
                        openAPIV3Schema:
                          type: object
                          properties: { spec: { type: object, properties: { colour: { type: string } } } }
                """
            let loaded = PolicyBundle.load(
                [
                    Checkout.File(path: "policies/l.policy.swift", bytes: Array(policy.utf8)),
                    Checkout.File(path: "policies/l.yaml", bytes: Array(use.utf8)),
                ], definitions: [Checkout.File(path: "environments/d.yaml", bytes: Array(definition.utf8))])
            guard case .failure(let found) = loaded else { return [] }
            return found.diagnostics.map(\.description)
        }
        #expect(faults("replicas", kind: "Deployment").isEmpty)
        #expect(faults("replcas", kind: "Deployment").first?.contains("did you mean 'replicas'?") == true)
        #expect(faults("colour", kind: "Widget").isEmpty)
        #expect(faults("color", kind: "Widget").first?.contains("did you mean 'colour'?") == true)
        #expect(faults("anything", kind: "Unknown").isEmpty)
    }
}
