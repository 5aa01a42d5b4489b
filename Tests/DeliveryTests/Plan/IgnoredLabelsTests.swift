import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// Whoever leaves all labels to others still has Lockstep know its objects.
@Suite struct IgnoredLabelsTests {
    @Test(arguments: ["- paths: [metadata.labels]", "- paths: [metadata]", "- managers: [somebody]"])
    func `labels that are ignored are Lockstep's all the same`(rule: String) async throws {
        let cluster = SimulatedCluster()
        let made: Value = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": "a", "namespace": "ml", "uid": "1", "resourceVersion": "1", "labels": ["theirs": "1"],
                "managedFields": [
                    [
                        "manager": "somebody", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
                        "fieldsV1": ["f:metadata": ["f:labels": [".": [:], "f:theirs": [:]]]],
                    ]
                ],
            ],
        ]
        let environment = Sample.environmentFile() + "  ignore:\n    \(rule)\n"
        let checkout = Sample.checkout(["a.yaml": Sample.configMap("a")], environment: environment)
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        let resource = try #require(admitted.resources.first)
        let applied = resource.settingAside(
            admitted.spec.ignore, live: made, from: Predecessors(heals: true), schemas: .builtIn)
        let labels = applied.object[path: "metadata", "labels"]
        #expect(labels?[ApplySet.partOfLabel]?.string == admitted.applySet.id)
        #expect(labels?[ApplySet.environmentLabel] == "staging")
    }
}
