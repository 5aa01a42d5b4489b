import Manifests
import Testing

@testable import Cluster

@Suite struct HealthReportTests {
    private static let text = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: scorer, namespace: models }
        spec: { replicas: 2 }
        status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 1 }
        ---
        apiVersion: v1
        kind: List
        items:
          - { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }
        ---
        apiVersion: v1
        kind: PodList
        items:
          - metadata: { name: p, namespace: models }
            status: { phase: Pending }
        """

    private static func report(_ text: String) -> HealthReport {
        HealthReport(YAML.parse(text, file: "a.yaml").documents)
    }

    @Test func `several documents and lists give one line an object`() {
        #expect(
            Self.report(Self.text).lines == [
                "Progressing  Deployment.apps models/scorer  1 of 2 replicas are available",
                "Healthy      ConfigMap a",
                "Progressing  Pod models/p                   pending",
            ])
    }

    @Test func `the JSON names each object with its place`() {
        let json = Self.report(Self.text).json
        #expect(
            json.array?.first == [
                "apiVersion": "apps/v1", "kind": "Deployment", "namespace": "models", "name": "scorer",
                "status": "Progressing", "message": "1 of 2 replicas are available", "location": "a.yaml:1:1",
            ])
        #expect(json.array?[1]["namespace"] == .null)
        #expect(json.array?[2]["location"] == "a.yaml:15:5")
        #expect(json.array?[2]["apiVersion"] == "v1")
    }

    @Test func `what is no object is a diagnostic, the rest is assessed`() {
        let report = Self.report("[1]\n---\nkind: Pod\n---\napiVersion: v1\nkind: ConfigMap\n")
        #expect(
            report.diagnostics.map(\.description) == [
                "a.yaml:1:1: error: expected a Kubernetes object, found a list",
                "a.yaml:3:1: error: expected 'apiVersion' to be a string, found none",
            ])
        #expect(report.entries.map(\.health.status) == [.healthy])
        #expect(report.isFine)
    }

    @Test func `a list whose items are none is a diagnostic, one without items is empty`() {
        let report = Self.report(
            "{ apiVersion: v1, kind: List, items: 5 }\n---\n{ apiVersion: v1, kind: PodList, items: {} }\n---\n"
                + "{ apiVersion: v1, kind: List }\n---\n{ apiVersion: v1, kind: List, items: null }\n---\n"
                + "{ apiVersion: example.com/v1, kind: AllowList }\n")
        #expect(
            report.diagnostics.map(\.description) == [
                "a.yaml:1:31: error: expected 'items' to be a list of objects, found an integer",
                "a.yaml:3:34: error: expected 'items' to be a list of objects, found an object",
                "a.yaml:5:1: error: expected 'items' to be a list of objects, found none",
            ])
        #expect(report.entries.map(\.kind.kind) == ["AllowList"])
    }

    @Test func `progressing is not fine, suspended is`() {
        #expect(!Self.report(Self.text).isFine)
        #expect(Self.report("{ apiVersion: batch/v1, kind: CronJob, spec: { suspend: true } }").isFine)
    }
}
