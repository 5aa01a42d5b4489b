import Manifests
import StructuredMerge
import Testing

@testable import Delivery

/// What a plan tells of an object whose definition changes with it: the cluster refuses it still.
@Suite struct RedefinitionTests {
    private static let definitions = GroupVersionKind(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
    private static let foos = GroupVersionKind(group: "example.com", version: "v1", kind: "Foo")

    private func admitted(_ properties: String, _ spec: String) async throws -> AdmittedEnvironment {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: foos.example.com }
            spec:
              group: example.com
              scope: Namespaced
              names: { kind: Foo, plural: foos }
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties: { spec: { type: object, properties: { \(properties) } } }

            """
        let object = "apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: f }\nspec: { \(spec) }\n"
        return try await Sample.admitted(
            Sample.checkout(["crd.yaml": definition, "f.yaml": object]),
            cluster: SimulatedCluster(kinds: [Self.definitions: .cluster, Self.foos: .namespaced]))
    }

    /// What a plan shows where the first was applied and the second is in Git.
    private func differences(
        _ before: (properties: String, spec: String), _ after: (properties: String, spec: String)
    ) async throws -> [String] {
        let applied = try await admitted(before.properties, before.spec)
        let environment = try await admitted(after.properties, after.spec)
        var schemas = SchemaCatalog.builtIn
        for resource in applied.resources where resource.kind == Self.definitions {
            try schemas.add(customResourceDefinition: resource.object)
        }
        var live = LiveState()
        for resource in applied.resources {
            let outcome = Merge.apply(
                resource.object, to: nil, schema: schemas[resource.kind], manager: Ownership.manager,
                apiVersion: resource.kind.apiVersion, force: true, time: "")
            live.add(try outcome.get().object, kind: resource.kind)
        }
        var answers: [ResourceIdentity: DryRun] = [:]
        for resource in environment.resources {
            answers[resource.identity] =
                resource.kind == Self.foos ? .refused("strict decoding error") : .result(resource.object)
        }
        let plan = Plan(environment, live: live, dryRuns: answers, schemas: schemas)
        for change in plan.changes where change.kind == Self.foos {
            guard case .update(let differences) = change.action else { continue }
            return differences.map { "\($0.path): \($0.before ?? .null) to \($0.after ?? .null)" }
        }
        return []
    }

    @Test func `a new field is shown with the object's other changes`() async throws {
        let found = try await differences(
            ("size: { type: integer }", "size: 3"), ("size: { type: integer }, nf: { type: string }", "size: 4, nf: x"))
        #expect(found == [#"spec.nf: null to string("x")"#, "spec.size: integer(3) to integer(4)"])
    }

    @Test func `a field of another type is shown, though the live object no longer fits`() async throws {
        let found = try await differences(
            ("size: { type: integer }, free: { type: boolean }", "size: 3, free: true"),
            ("size: { type: string }, free: { type: boolean }", "size: '3', free: true"))
        #expect(found == [#"spec.size: integer(3) to string("3")"#])
    }
}
