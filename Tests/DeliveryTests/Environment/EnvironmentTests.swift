import Manifests
import Testing

@testable import Delivery

@Suite struct EnvironmentTests {
    private func diagnostics(_ files: [String: String], environment: String = Sample.environmentFile()) async
        -> [String]
    {
        guard
            case .invalid(_, let diagnostics) = await Environment.load(
                "staging", from: Sample.checkout(files, environment: environment))
        else { return [] }
        return diagnostics.map(\.description)
    }

    @Test func `an environment file is read`() async throws {
        guard
            case .loaded(let environment, let warnings) = await Environment.load("staging", from: Sample.checkout([:]))
        else {
            Issue.record("the environment was not loaded")
            return
        }
        #expect(warnings.isEmpty)
        #expect(
            environment.spec
                == EnvironmentSpec(
                    name: "staging", cluster: .embedded, namespace: "ml",
                    sync: SyncPolicy(interval: .seconds(30), prune: true, selfHeal: true)))
    }

    @Test func `every fault of an environment is told at once, in the order of the files`() async {
        let faults = await diagnostics([
            "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n",
            "b.yaml": "apiVersion: v1\nkind: ConfigMap\nkind: Secret\nmetadata: { name: b }\n",
            "c.yaml": "- not\n- an object\n",
        ])
        #expect(faults.count == 3)
        #expect(
            faults.map { $0.prefix(27) } == [
                "environments/staging/a.yaml", "environments/staging/b.yaml", "environments/staging/c.yaml",
            ])
    }

    @Test func `an unknown field names the nearest one`() async {
        let file = Sample.environmentFile().replacing("interval: 30s", with: "intervall: 30s")
        let faults = await diagnostics([:], environment: file)
        #expect(faults.count == 1)
        #expect(faults.first?.contains("environments/staging/environment.yaml:8:11: error: ") ?? false)
        #expect(faults.first?.contains("'intervall'") ?? false)
        #expect(faults.first?.contains("'interval'") ?? false)
    }

    @Test func `the name must be that of the folder`() async {
        let faults = await diagnostics([:], environment: Sample.environmentFile(name: "production"))
        #expect(
            faults == [
                "environments/staging/environment.yaml:4:9: error: expected the name of the folder, 'staging', found 'production'"
            ])
    }

    @Test func `exactly one cluster must be named`() async {
        let none = Sample.environmentFile().replacing("cluster: { embedded: true }", with: "cluster: {}")
        #expect(
            await diagnostics([:], environment: none).first?.contains(
                "expected one of 'context', 'inCluster', 'embedded'")
                ?? false)
        let two = Sample.environmentFile().replacing("{ embedded: true }", with: "{ embedded: true, context: prod }")
        #expect(
            await diagnostics([:], environment: two).first?.contains(
                "expected one of 'context', 'inCluster', 'embedded'")
                ?? false)
    }

    @Test func `a fault in one environment leaves the others untouched`() async {
        var checkout = Sample.checkout([:])
        checkout.files.append(.init(path: "environments/broken/environment.yaml", bytes: Array("a: [".utf8)))
        let loaded = await Environment.loadAll(from: checkout)
        #expect(loaded.map(\.name) == ["broken", "staging"])
        guard case .invalid = loaded.first, case .loaded = loaded.last else {
            Issue.record("expected 'broken' to be invalid and 'staging' loaded")
            return
        }
    }

    @Test func `the items of a List are objects of their own`() async throws {
        let list =
            "apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: a } }\n  - { apiVersion: v1, kind: ConfigMap, metadata: { name: b } }\n"
        let admitted = try await Sample.admitted(Sample.checkout(["list.yaml": list]))
        #expect(admitted.resources.map(\.identity.name) == ["a", "b"])
        #expect(admitted.resources.last?.location.line == 5)
    }

    @Test func `the items of a typed list are of its kind`() async throws {
        let list = "apiVersion: v1\nkind: ConfigMapList\nitems: [{ metadata: { name: a } }]\n"
        let admitted = try await Sample.admitted(Sample.checkout(["list.yaml": list]))
        #expect(admitted.resources.map(\.kind) == [SimulatedCluster.configMap])
        #expect(admitted.resources.first?.object["apiVersion"] == "v1")
    }

    @Test(arguments: ["items: 5", "spec: {}"]) func `a list without items says so`(items: String) async {
        let files = ["x.yaml": "apiVersion: v1\nkind: List\n\(items)\n"]
        #expect(await diagnostics(files).first?.contains("expected 'items' to be a list of objects, found ") ?? false)
    }

    @Test func `kinds of lockstep itself that this version does not know are errors`() async {
        #expect(
            await diagnostics(["x.yaml": "apiVersion: lockstep/v1\nkind: Releese\nmetadata: { name: x }\n"]).first?
                .contains(
                    "'Releese'") ?? false)
    }
}

@Suite struct GateTests {
    private func denials(_ files: [String: String]) async throws -> [String] {
        guard case .loaded(let environment, _) = await Environment.load("staging", from: Sample.checkout(files)) else {
            return ["not loaded"]
        }
        guard
            case .denied(let diagnostics) = await Gate().review(
                environment, scopes: try await SimulatedCluster().scopes(refresh: false), policies: .none,
                evidence: PolicyEvidence())
        else { return [] }
        return diagnostics.map(\.description)
    }

    @Test func `one object declared twice is denied with both places`() async throws {
        let denials = try await denials(["a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("a")])
        #expect(
            denials == [
                "environments/staging/b.yaml:1:1: error: expected each object once, found 'ConfigMap ml/a' again\n  hint: it is first declared at environments/staging/a.yaml:1:1"
            ])
    }

    @Test func `a misspelt kind names the nearest one`() async throws {
        let denials = try await denials(["a.yaml": "apiVersion: apps/v1\nkind: Deploymnet\nmetadata: { name: a }\n"])
        #expect(
            denials == [
                "environments/staging/a.yaml:2:7: error: expected a kind that the cluster knows, found 'Deploymnet' of 'apps/v1'\n  hint: did you mean 'Deployment'?"
            ])
    }

    @Test func `a version that the cluster does not serve names those it does`() async throws {
        let denials = try await denials([
            "a.yaml": "apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: { name: a }\n"
        ])
        #expect(denials.first?.hasSuffix("hint: it serves apps/v1") ?? false)
    }

    @Test(arguments: [
        ("metadata: { name: a, uid: x }", "'metadata.uid', which the API server writes"),
        ("metadata: { name: a, resourceVersion: '1' }", "'metadata.resourceVersion'"),
        ("metadata: { name: a, labels: { lockstep/environment: x } }", "no label 'lockstep/environment'"),
        ("metadata: { name: a, managedFields: [{ manager: m }] }", "'metadata.managedFields'"),
        ("metadata: { name: a }\nstatus: { x: 1 }", "'status', which a controller writes"),
        ("metadata: { name: a }\nstatus: { conditions: [{ ready: false }] }", "'status', which a controller writes"),
    ])
    func `what is not a person's to write is denied`(fields: String, message: String) async throws {
        let denials = try await denials(["a.yaml": "apiVersion: v1\nkind: ConfigMap\n\(fields)\n"])
        #expect(denials.count == 1)
        #expect(denials.first?.contains(message) ?? false)
    }

    @Test(arguments: [
        ("apps/v1", "Deployment", "{}"), ("v1", "Service", "{ loadBalancer: {} }"), ("v1", "Service", "null"),
        ("policy/v1", "PodDisruptionBudget", "{ currentHealthy: 0, expectedPods: 0 }"),
        (
            "apiextensions.k8s.io/v1", "CustomResourceDefinition",
            "{ acceptedNames: { kind: '', plural: '' }, conditions: [], storedVersions: [] }"
        ),
    ])
    func `what kubectl prints empty is not sent`(apiVersion: String, kind: String, status: String) async throws {
        let file = """
            apiVersion: \(apiVersion)
            kind: \(kind)
            metadata: { name: a, creationTimestamp: null, managedFields: [] }
            status: \(status)
            """
        let cluster = SimulatedCluster(kinds: [GroupVersionKind(apiVersion: apiVersion, kind: kind): .namespaced])
        let admitted = try await Sample.admitted(Sample.checkout(["a.yaml": file]), cluster: cluster)
        let object = try #require(admitted.resources.first?.object.object)
        #expect(object["status"] == nil)
        #expect(object["metadata"]?["creationTimestamp"] == nil && object["metadata"]?["managedFields"] == nil)
    }

    @Test func `a kind that the environment itself defines is known`() async throws {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: widgets.example.com }
            spec: { group: example.com, scope: Cluster, names: { kind: Widget, plural: widgets }, versions: [{ name: v1, served: true, storage: true }] }
            ---
            apiVersion: example.com/v1
            kind: Widget
            metadata: { name: w }
            """
        let denials = try await denials(["a.yaml": definition])
        // The simulated cluster does not know definitions; the widget itself is no fault.
        #expect(denials.count == 1)
        #expect(denials.first?.contains("CustomResourceDefinition") ?? false)
    }

    @Test func `the plain values of a Secret are folded into its data`() async throws {
        let secret = GroupVersionKind(group: "", version: "v1", kind: "Secret")
        let cluster = SimulatedCluster(kinds: [secret: .namespaced])
        let file = "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { token: hello }\n"
        let admitted = try await Sample.admitted(Sample.checkout(["s.yaml": file]), cluster: cluster)
        #expect(admitted.resources.first?.object[path: "data", "token"] == "aGVsbG8=")
        #expect(admitted.resources.first?.object["stringData"] == nil)
    }
}
