import Manifests
import StructuredMerge
import Synchronization
import Testing

@testable import Delivery

/// What a plan may take for known: who owns a field, and what was compared before.
@Suite struct KnownFieldsTests {
    private let cluster = SimulatedCluster()
    private let files = ["namespace.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")]

    @Test(arguments: ["managers: [keda]", "paths: [data]"])
    func `what is somebody's cannot be left alone where it cannot be read`(rule: String) async throws {
        let environment = Sample.environmentFile() + "  ignore: [{ \(rule) }]\n"
        let checkout = Sample.checkout(files, environment: environment)
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        let applied = try await Applier(cluster: cluster).apply(
            try await Planner(cluster: cluster, triesCreations: false).plan(admitted))
        #expect(applied.isComplete)
        let identity = try #require(cluster.objects.keys.first { $0.name == "a" })
        cluster.state.withLock { state in
            guard var root = state.objects[identity]?.object, var metadata = root["metadata"]?.object else { return }
            let fields = metadata["managedFields"]?.array ?? []
            metadata["managedFields"] = .array(
                fields + [["manager": "keda", "operation": "Update", "fieldsV1": ["f:spec": 5]]])
            root["metadata"] = .object(metadata)
            state.objects[identity] = .object(root)
        }
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        let change = try #require(plan.changes.first { $0.identity == identity })
        guard case .refused(let reason) = change.action else {
            Issue.record("expected a refusal, found \(change.action)")
            return
        }
        #expect(reason.contains("expected the fields of 'keda'"))
    }

    @Test func `what is known of an object holds under the schema that it was compared by`() async throws {
        let admitted = try await Sample.admitted(Sample.checkout(files), cluster: cluster)
        let resource = try #require(admitted.resources.first { $0.identity.name == "a" })
        let live: Value = ["metadata": ["uid": "1", "resourceVersion": "7"]]
        func schemas(_ description: String) throws -> SchemaCatalog {
            try SchemaCatalog(
                openAPIV3: [
                    "components": [
                        "schemas": [
                            "ConfigMap": [
                                "description": .string(description), "type": "object",
                                "x-kubernetes-group-version-kind": [
                                    ["group": "", "version": "v1", "kind": "ConfigMap"]
                                ],
                            ]
                        ]
                    ]
                ])
        }
        let verdict = UnchangedVerdict(resource, live: live, schemas: try schemas("one"))
        #expect(verdict != nil)
        #expect(verdict?.holds(for: resource, live: live, schemas: try schemas("one")) == true)
        #expect(verdict?.holds(for: resource, live: live, schemas: try schemas("two")) == false)
    }
}
