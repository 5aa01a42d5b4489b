import Cluster
import Manifests
import Testing

@testable import Delivery

/// Policies of the repository, asked before anything is planned.
@Suite struct PolicyGateTests {
    private static let policy = """
        import PolicyV1

        struct Owners: Params {
            let owners: [String]
        }

        admission("owned", kinds: [.configMap], params: Owners.self) { review, params in
            require(
                params.owners.contains(review.object.at("data.owner")?.string ?? ""),
                "\\(review.name) belongs to nobody", at: "data.owner")
        }

        admission("kept", kinds: [.configMap], on: [.update]) { review in
            require(review.oldObject?.at("data.owner") == review.object.at("data.owner"), "the owner changes", at: "data.owner")
        }

        admission("few", kinds: [.configMap]) { review in
            require(cluster.objects("ConfigMap", in: review.namespace).count < 2, "too many in \\(review.namespace)")
        }

        admission("signed", kinds: [.configMap]) { review in
            require(!signatures(of: review.name).isEmpty, "unsigned")
        }

        """

    private static func use(_ policy: String, _ more: String = "") -> String {
        "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: \(policy) }\nspec:\n  policy: \(policy)\n\(more)"
    }

    private static let owned = use("owned", "  parameters: { owners: [risk] }\n")

    private static func configMap(_ name: String = "a", owner: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\ndata:\n  owner: \(owner)\n"
    }

    private func review(
        _ manifests: [String: String], _ policies: [String: String], on cluster: SimulatedCluster = SimulatedCluster()
    ) async throws -> (isAdmitted: Bool, diagnostics: [String]) {
        var checkout = Sample.checkout(manifests)
        checkout.policies = policies.map { Checkout.File(path: "policies/\($0.key)", bytes: Array($0.value.utf8)) }
            .sorted { $0.path < $1.path }
        guard case .loaded(let environment, _) = await Environment.load("staging", from: checkout) else {
            return (false, ["not loaded"])
        }
        switch try await Gate().admit(environment, of: checkout, on: cluster, at: 1_767_225_600_000) {
        case .admitted(_, let warnings): return (true, warnings.map(\.description))
        case .denied(let diagnostics), .undecided(let diagnostics): return (false, diagnostics.map(\.description))
        }
    }

    @Test func `a violation denies at the line of the manifest, and names the rule's`() async throws {
        let result = try await review(
            ["a.yaml": Self.configMap(owner: "nobody")],
            ["owned.policy.swift": Self.policy, "uses.yaml": Self.owned])
        #expect(!result.isAdmitted)
        #expect(
            result.diagnostics == [
                "environments/staging/a.yaml:6:3: error: policy 'owned': a belongs to nobody\n  hint: the rule is at policies/owned.policy.swift:8"
            ])
    }

    @Test func `what satisfies the policies is admitted; so is everything where none is in use`() async throws {
        let good = try await review(
            ["a.yaml": Self.configMap(owner: "risk")],
            ["owned.policy.swift": Self.policy, "uses.yaml": Self.owned])
        #expect(good.isAdmitted)
        #expect(good.diagnostics.isEmpty)
        let unused = try await review(
            ["a.yaml": Self.configMap(owner: "nobody")], ["owned.policy.swift": Self.policy])
        #expect(unused.isAdmitted)
    }

    @Test func `a use that warns tells and admits, one that tries denies nothing`() async throws {
        let files = ["a.yaml": Self.configMap(owner: "nobody")]
        let warned = try await review(
            files, ["owned.policy.swift": Self.policy, "uses.yaml": Self.owned + "  enforcement: warn\n"])
        #expect(warned.isAdmitted)
        #expect(warned.diagnostics.first?.contains("warning: policy 'owned'") ?? false)
        let tried = try await review(
            files, ["owned.policy.swift": Self.policy, "uses.yaml": Self.owned + "  enforcement: dryRun\n"])
        #expect(tried.isAdmitted)
        #expect(tried.diagnostics.isEmpty)
    }

    @Test func `a policy in force that cannot be read denies, at its own line`() async throws {
        let broken = Self.policy.replacing("(review.name) belongs", with: "(review.nmae) belongs")
        let result = try await review(
            ["a.yaml": Self.configMap(owner: "risk")], ["owned.policy.swift": broken, "uses.yaml": Self.owned])
        #expect(!result.isAdmitted)
        #expect(result.diagnostics.first?.hasPrefix("policies/owned.policy.swift:10:") ?? false)
    }

    @Test(arguments: [
        ("owned", "", "missing field 'owners'"), ("ownde", "", "did you mean 'owned'?"),
        ("owned", "  parameters: { owners: risk }\n", "expected a list"),
    ])
    func `a use that does not fit denies`(policy: String, more: String, reason: String) async throws {
        let result = try await review(
            ["a.yaml": Self.configMap(owner: "risk")],
            ["owned.policy.swift": Self.policy, "uses.yaml": Self.use(policy, more)])
        #expect(!result.isAdmitted)
        #expect(result.diagnostics.contains { $0.hasPrefix("policies/uses.yaml:") && $0.contains(reason) })
    }

    @Test func `a document below policies that is no use denies: it would be in force nowhere`() async throws {
        let result = try await review(
            ["a.yaml": Self.configMap(owner: "risk")],
            ["uses.yaml": "apiVersion: lockstep/v1\nkind: PolicyUs\nmetadata: { name: a }\n"])
        #expect(!result.isAdmitted)
        #expect(result.diagnostics.first?.contains("expected a PolicyUse") ?? false)
    }

    @Test func `an object that the cluster has is judged as an update of it`() async throws {
        let cluster = SimulatedCluster()
        let policies = ["owned.policy.swift": Self.policy, "uses.yaml": Self.use("kept")]
        #expect(try await review(["a.yaml": Self.configMap(owner: "risk")], policies, on: cluster).isAdmitted)
        let admitted = try await Sample.admitted(Sample.checkout(["a.yaml": Self.configMap(owner: "risk")]))
        for resource in admitted.resources {
            _ = try await cluster.apply(resource.object, kind: resource.kind, force: false, dryRun: false)
        }
        let changed = try await review(["a.yaml": Self.configMap(owner: "fraud")], policies, on: cluster)
        #expect(changed.diagnostics.first?.contains("the owner changes") ?? false)
        #expect(try await review(["a.yaml": Self.configMap(owner: "risk")], policies, on: cluster).isAdmitted)
    }

    @Test func `what cannot be read makes a policy that asks for it deny`() async throws {
        let unsigned = try await review(
            ["a.yaml": Self.configMap(owner: "risk")],
            ["owned.policy.swift": Self.policy, "uses.yaml": Self.use("signed")])
        #expect(!unsigned.isAdmitted)
        #expect(unsigned.diagnostics.first?.contains("could not judge the object") ?? false)
        #expect(unsigned.diagnostics.first?.contains("the signatures") ?? false)
    }

    @Test func `a kind that is not read is unknown, not absent`() async throws {
        let result = try await review(
            ["a.yaml": Self.configMap(owner: "risk")],
            ["owned.policy.swift": Self.policy, "uses.yaml": Self.use("few")])
        #expect(!result.isAdmitted)
        #expect(result.diagnostics.first?.contains("the inventory of 'ConfigMap'") ?? false)
    }

    @Test func `a rule cannot tell what a Secret holds`() async throws {
        let policy = """
            import PolicyV1

            admission("told", kinds: [.secret]) { review in
                deny("holds \\(review.object.at("data.password")?.string ?? "nothing")")
            }

            """
        let secret = "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { password: hunter2 }\n"
        let result = try await review(
            ["s.yaml": secret], ["told.policy.swift": policy, "uses.json": Self.use("told")])
        let first = result.diagnostics.first ?? ""
        #expect(first.contains("policy 'told': holds <redacted>"), "\(first)")
    }

    @Test(arguments: [
        ("spec.containers[0].image", ["spec", "containers", 0, "image"] as [PathStep]),
        ("metadata.labels['a.b/c']", ["metadata", "labels", "a.b/c"]), ("", []), ("a[", ["a"]), ("[x]", []),
    ])
    func `a path is read step by step`(text: String, steps: [PathStep]) {
        #expect(PolicyReview.steps(text) == steps)
    }

    @Test func `a kind whose definition says where its pods are is looked into like any other`() async throws {
        let definition = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: trainings.example.com
              annotations: { lockstep/pod-template: "spec.worker.template, spec.driver.template" }
            spec:
              group: example.com
              names: { kind: Training, plural: trainings }
              scope: Namespaced
              versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]

            """
        let training = """
            apiVersion: example.com/v1
            kind: Training
            metadata: { name: t }
            spec:
              worker: { template: { containers: [{ name: w, image: good/x }] } }
              driver:
                template:
                  containers:
                    - { name: d, image: bad/x }

            """
        let policy = """
            import PolicyV1

            admission("images", kinds: .podBearing) { review in
                for container in review.pod.allContainers {
                    require(container.image.name.hasPrefix("good/"), "\\(container.image)", at: "\\(container.path).image")
                }
            }

            """
        func judged(_ definition: String) async throws -> [String] {
            let kind = GroupVersionKind(group: "example.com", version: "v1", kind: "Training")
            let crd = GroupVersionKind(
                group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
            return try await review(
                ["d.yaml": definition, "t.yaml": training],
                ["i.policy.swift": policy, "u.yaml": Self.use("images")],
                on: SimulatedCluster(kinds: [kind: .namespaced, crd: .cluster])
            ).diagnostics
        }
        let found = try await judged(definition)
        #expect(
            found.first?.hasPrefix("environments/staging/t.yaml:9:22: error: policy 'images': bad/x") == true,
            "\(found)")
        #expect(found.count == 1)
        let plain = definition.replacing("lockstep/pod-template", with: "example.com/other")
        #expect(try await judged(plain).isEmpty)
    }
}
