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
        return try await LiveAudit.make(checkout, on: cluster, at: 1_767_225_600_000).get().run(environment)
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
}
