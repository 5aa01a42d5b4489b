import Manifests
import Synchronization
import Testing

@testable import Delivery

@Suite struct ApplierTests {
    private let cluster = SimulatedCluster()
    private let files = [
        "namespace.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a"),
        "b.yaml": Sample.deployment("b", image: "b:1"),
    ]

    private func sync(_ checkout: Checkout) async throws -> Applied {
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        return try await Applier(cluster: cluster).apply(plan)
    }

    @Test func `the namespace comes first, the inventory before what it lists, the revision last`() async throws {
        _ = try await sync(Sample.checkout(files))
        #expect(
            cluster.requests.filter { $0.hasPrefix("apply") } == [
                "apply Namespace ml", "apply ConfigMap lockstep-staging", "apply ConfigMap a", "apply Deployment b",
                "apply ConfigMap lockstep-staging",
            ])
    }

    @Test func `the inventory names the kinds and the commit`() async throws {
        _ = try await sync(Sample.checkout(files))
        let parent = cluster.objects.values.first { $0[path: "metadata", "name"] == "lockstep-staging" }
        let set = ApplySet(parent: parent ?? .null, environment: "staging", namespace: "ml")
        #expect(set?.revision == "c1")
        #expect(set?.kinds.map(\.description).sorted() == ["ConfigMap", "Deployment.apps", "Namespace"])
    }

    @Test func `a sync that finds nothing to do writes nothing`() async throws {
        _ = try await sync(Sample.checkout(files))
        let before = cluster.requests.count
        #expect(try await sync(Sample.checkout(files)).isComplete)
        #expect(!cluster.requests[before...].contains { $0.hasPrefix("apply") || $0.hasPrefix("delete") })
    }

    @Test func `one refused object is named, the rest goes on, and nothing is deleted`() async throws {
        _ = try await sync(Sample.checkout(files))
        cluster.state.withLock { $0.refusals["b"] = "admission webhook says no" }
        var next = files
        next["a.yaml"] = nil
        next["b.yaml"] = Sample.deployment("b", image: "b:2")
        next["c.yaml"] = Sample.configMap("c")
        let applied = try await sync(Sample.checkout(next, revision: "c2"))
        #expect(!applied.isComplete)
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["a", "c", "lockstep-staging"])
        #expect(applied.faults.contains("Deployment.apps ml/b: admission webhook says no"))
        #expect(applied.faults.contains("ConfigMap ml/a: not deleted, because something else failed"))
    }

    /// `kill -9` after any number of writes: the next sync completes what the first began, and prunes what it must.
    @Test(arguments: 0..<8) func `a sync cut off after some writes is completed by the next`(writes: Int) async throws {
        _ = try await sync(Sample.checkout(files))
        cluster.state.withLock { $0.writesLeft = writes }
        let next = [
            "namespace.yaml": Sample.namespaceFile, "b.yaml": Sample.deployment("b", image: "b:2"),
            "c.yaml": Sample.configMap("c"),
        ]
        _ = try? await sync(Sample.checkout(next, revision: "c2"))
        cluster.state.withLock {
            $0.writesLeft = nil
            $0.isUnreachable = false
        }
        #expect(try await sync(Sample.checkout(next, revision: "c2")).isComplete)
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["c", "lockstep-staging"])
        let image = cluster.objects.values.first { $0["kind"] == "Deployment" }?[
            path: "spec", "template", "spec", "containers"]?.array?.first?["image"]
        #expect(image == "b:2")
    }

    @Test func `an object deleted and replaced meanwhile is asked for by its uid`() async throws {
        _ = try await sync(Sample.checkout(files))
        var fewer = files
        fewer["a.yaml"] = nil
        _ = try await sync(Sample.checkout(fewer))
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["lockstep-staging"])
    }

    private static let widget = GroupVersionKind(group: "example.com", version: "v1", kind: "Widget")

    private static func widgetCluster() -> SimulatedCluster {
        let definitions = GroupKind.customResourceDefinition.version("v1")
        return SimulatedCluster(kinds: [
            SimulatedCluster.configMap: .namespaced, SimulatedCluster.namespace: .cluster, definitions: .cluster,
            widget: .namespaced,
        ])
    }

    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          names: {kind: Widget, plural: widgets}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}
        """

    @Test func `what it refuses for good holds up the others once, not each`() async throws {
        let cluster = Self.widgetCluster()
        var files = ["definition.yaml": Self.definition]
        for number in 0..<40 {
            files["w\(number).yaml"] = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w\(number)}\n"
            cluster.state.withLock { $0.refusals["w\(number)"] = "no" }
        }
        let admitted = try await Sample.admitted(Sample.checkout(files), cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        let applied = try await Applier(
            cluster: cluster, parallelRequests: 4, redefinitionDeadline: .milliseconds(200)
        ).apply(plan)
        #expect(applied.faults.count == 40)
        let tries = Dictionary(grouping: cluster.requests.filter { $0.hasPrefix("apply Widget") }) { $0 }
        #expect(tries.values.filter { $0.count > 1 }.count <= 8)
    }

    /// A real server learns of a definition by a watch, a moment after it has answered.
    @Test func `what a definition gains is tried again until the server knows it`() async throws {
        let cluster = Self.widgetCluster()
        cluster.state.withLock { $0.refusals["w"] = ".spec.size: field not declared in schema" }
        cluster.state.withLock { $0.hold = { Self.learnAfterTwoTries(cluster) } }
        let files = [
            "definition.yaml": Self.definition,
            "w.yaml": "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: 1}\n",
        ]
        let admitted = try await Sample.admitted(Sample.checkout(files), cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        let applied = try await Applier(cluster: cluster, redefinitionDeadline: .seconds(60)).apply(plan)
        #expect(applied.faults == [])
        #expect(cluster.names(of: Self.widget) == ["w"])
    }

    private static func learnAfterTwoTries(_ cluster: SimulatedCluster) {
        cluster.state.withLock { state in
            if state.requests.filter({ $0 == "apply Widget w" }).count >= 2 { state.refusals = [:] }
        }
    }
}
