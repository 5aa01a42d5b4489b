import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Environments checked as a pull request's are.
@Suite struct CheckTests {
    private static let policy = """
        import PolicyV1

        admission("owned", kinds: [.configMap]) { review in
            require(review.object.at("data.owner")?.string != nil, "\\(review.name) belongs to nobody", at: "data")
        }

        admission("few", kinds: [.configMap]) { review in
            require(cluster.objects("Pod", in: review.namespace).count < 2, "too many pods")
        }

        """

    private static func use(_ policy: String, _ more: String = "") -> String {
        "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: \(policy) }\nspec:\n  policy: \(policy)\n\(more)"
    }

    static func checkout(
        _ manifests: [String: String], uses: [String] = ["owned"], policy: String = policy, revision: String? = "c2"
    ) -> Checkout {
        var checkout = Sample.checkout(manifests, revision: revision)
        let files = ["rules.policy.swift": policy, "uses.yaml": uses.map { use($0) }.joined(separator: "---\n")]
        checkout.policies = files.map { Checkout.File(path: "policies/\($0.key)", bytes: Array($0.value.utf8)) }
            .sorted { $0.path < $1.path }
        return checkout
    }

    private func check(
        _ head: Checkout, since base: Checkout? = nil, offline: Bool = true,
        on cluster: SimulatedCluster = SimulatedCluster()
    ) async -> CheckReport {
        await Check(connect: { _ in cluster }, gate: Gate(), isOffline: offline, at: Instant(seconds: 1_767_225_600))
            .run(head.environmentNames, of: head, since: base)
    }

    @Test func `without a cluster, what it would tell is not judged, and everything else is`() async throws {
        let report = await check(
            Self.checkout(["a.yaml": Sample.configMap("a")], uses: ["owned", "few"]))
        #expect(report.findings.map(\.rule.id) == ["policy/few", "policy/owned"])
        #expect(report.findings.map(\.level) == [.note, .error])
        #expect(report.findings.last?.diagnostic.location?.description == "environments/staging/a.yaml:5:1")
        #expect(report.verdict(listsAll: false) == .refused)
        let only = await check(Self.checkout(["a.yaml": Sample.configMap("a")], uses: ["few"]))
        #expect(only.verdict(listsAll: false) == .passed)
    }

    @Test func `a cluster that does not answer is told by the verdict, not by silence`() async throws {
        let cluster = SimulatedCluster()
        cluster.state.withLock { $0.isUnreachable = true }
        let head = Self.checkout(["a.yaml": Sample.configMap("a")], uses: [])
        let report = await check(head, offline: false, on: cluster)
        #expect(report.environments.first?.unreached == "connection refused")
        #expect(report.environments.first?.objects.count == 1)
        #expect(report.verdict(listsAll: false) == .unreached)
        #expect(await check(head).verdict(listsAll: false) == .passed)
    }

    @Test func `with a cluster the plan belongs to the report`() async throws {
        let report = await check(
            Self.checkout(["n.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")], uses: []), offline: false)
        #expect(report.environments.first?.plan?.count("create") == 2)
        #expect(report.verdict(listsAll: false) == .passed)
    }

    @Test func `what the base has is not new, wherever its lines have gone`() async throws {
        let base = Self.checkout(["a.yaml": Sample.configMap("a")], revision: "c1")
        let head = Self.checkout([
            "a.yaml": "# a remark\n\n" + Sample.configMap("a"), "b.yaml": Sample.configMap("b"),
        ])
        let report = await check(head, since: base)
        #expect(report.findings.map(\.isNew) == [false, true])
        #expect(report.verdict(listsAll: false) == .refused)
        #expect(report.shown(listsAll: false).map(\.object?.name) == ["b"])
        let same = await check(base, since: base)
        #expect(same.verdict(listsAll: false) == .passed)
        #expect(same.verdict(listsAll: true) == .refused)
    }

    @Test func `of a file's faults a hundred are told, and to mend one of many makes none new`() async throws {
        func checkout(_ numbers: ClosedRange<Int>, revision: String) -> Checkout {
            let objects = numbers.map { Sample.configMap("c\($0)") + "foo: 1\n" }
            return Self.checkout(["a.yaml": objects.joined(separator: "---\n")], uses: [], revision: revision)
        }
        let base = checkout(1...150, revision: "c1")
        let mended = await check(checkout(2...150, revision: "c2"), since: base)
        #expect(mended.count(.error, isNew: false) == 101)
        #expect(mended.verdict(listsAll: false) == .passed)
        let worse = await check(checkout(1...270, revision: "c2"), since: base)
        #expect(worse.count(.error, isNew: false) == 101)
        #expect(worse.count(.error) == 101)
        #expect(
            worse.shown(listsAll: false).last?.message == "expected at most 100 faults in a file, found 120")
    }

    @Test func `a policy that becomes stricter makes its findings new`() async throws {
        let files = ["a.yaml": Sample.configMap("a")]
        let report = await check(Self.checkout(files), since: Self.checkout(files, uses: [], revision: "c1"))
        #expect(report.findings.map(\.isNew) == [true])
    }

    @Test func `the changes of objects are told field by field, without what a Secret holds`() async throws {
        let secret = { (value: String) in
            "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { key: \(value) }\n"
        }
        let base = Self.checkout(
            ["a.yaml": Sample.configMap("a", "1"), "s.yaml": secret("hunter2"), "z.yaml": Sample.configMap("z")],
            uses: [])
        let head = Self.checkout(
            ["a.yaml": Sample.configMap("a", "2"), "s.yaml": secret("swordfish"), "b.yaml": Sample.configMap("b")],
            uses: [])
        let report = await check(head, since: base)
        let changes = try #require(report.environments.first?.changes)
        #expect(changes.map(\.kind) == [.changed, .added, .removed, .changed])
        #expect(changes.first?.differences.first?.path == "data.value")
        let text = JSON.string(report.json)
        #expect(!text.contains("swordfish") && !text.contains("c3dvcmRmaXNo"))
    }

    @Test func `an environment that leaves or comes is compared with nothing`() async throws {
        let head = Self.checkout(["a.yaml": Sample.configMap("a")], uses: [])
        var base = head
        base.files = []
        #expect(await check(head, since: base).environments.first?.changes?.map(\.kind) == [.added])
    }

    @Test func `a fault of the policies is told once, not once for each environment`() async throws {
        var head = Self.checkout(["a.yaml": Sample.configMap("a")], policy: "import PolicyV1\n\nnonsense(\n")
        let other = Sample.environmentFile(name: "production")
        head.files.append(Checkout.File(path: "environments/production/environment.yaml", bytes: Array(other.utf8)))
        let report = await check(head)
        #expect(report.environments.count == 2)
        #expect(Set(report.findings.map(\.rule)) == [.bundle])
        #expect(Set(report.findings.map(\.diagnostic)).count == report.findings.count)
    }

    @Test func `GitHub's commands are escaped`() async throws {
        let head = Self.checkout(
            ["a,b.yaml": Sample.configMap("a")], policy: Self.policy.replacing("belongs to nobody", with: "100% bad"))
        let lines = await check(head).githubCommands(listsAll: false)
        #expect(
            lines == [
                "::error file=environments/staging/a%2Cb.yaml,line=5,col=1,title=policy/owned::policy 'owned': a 100%25 bad%0Athe rule is at policies/rules.policy.swift:4"
            ])
    }

    @Test func `no value ends one of GitHub's commands`() async throws {
        let report = await check(
            Self.checkout(["a.yaml": Sample.configMap("a") + "immutable: \"a\\r\\n::stop-commands::x\"\n"], uses: []))
        let lines = report.githubCommands(listsAll: false)
        #expect(lines.count == 1)
        #expect(lines.first?.contains("a%0D%0A::stop-commands::x") ?? false, "\(lines)")
        #expect(!lines.joined().unicodeScalars.contains { $0 == "\n" || $0 == "\r" })
    }

    @Test func `GitLab's issues have a fingerprint each`() async throws {
        let head = Self.checkout(["a.yaml": Sample.configMap("a"), "b.yaml": Sample.configMap("b")])
        let issues = try #require(await check(head).gitlab(listsAll: false).array)
        #expect(issues.compactMap { $0[path: "location", "lines", "begin"]?.integer } == [5, 5])
        #expect(Set(issues.compactMap { $0["fingerprint"]?.string }).count == 2)
        #expect(issues.first?["severity"] == "critical")
    }

    @Test func `JUnit has a case for each object`() async throws {
        let head = Self.checkout(["a.yaml": Sample.configMap("a"), "n.yaml": Sample.namespaceFile])
        let text = await check(head).junit(listsAll: false)
        #expect(text.contains("<testsuites name=\"lockstep check\" tests=\"3\" failures=\"1\">"))
        #expect(text.contains("<failure type=\"policy/owned\" message=\"policy 'owned': a belongs to nobody\">"))
        #expect(text.contains("name=\"Namespace ml\" classname=\"staging\""))
    }

    @Test func `SARIF says where, by which rule, and whether it is new`() async throws {
        let base = Self.checkout(["a.yaml": Sample.configMap("a")])
        let head = Self.checkout(["a.yaml": Sample.configMap("a"), "b c.yaml": Sample.configMap("b")])
        let sarif = await check(head, since: base).sarif(version: "1.0.0")
        let run = try #require(sarif["runs"]?.array?.first)
        let results = try #require(run["results"]?.array)
        #expect(results.compactMap { $0["baselineState"]?.string } == ["unchanged", "new"])
        let location = results.last?["locations"]?.array?.first
        #expect(
            location?[path: "physicalLocation", "artifactLocation", "uri"] == "environments/staging/b%20c.yaml")
        #expect(location?[path: "physicalLocation", "region", "startLine"] == 5)
        #expect(run[path: "tool", "driver", "rules"]?.array?.first?["id"] == "policy/owned")
    }

    @Test func `a folder of manifests without an environment file is named`() async throws {
        var head = Self.checkout(["a.yaml": Sample.configMap("a")], uses: [])
        let files = [
            "production/deep/b.yaml": "# first\n" + Sample.configMap("b"), "production/c.yaml": "a: 1\n",
            "values/v.yaml": "image: { tag: v1 }\n", "notes/README.md": "# Notes\n",
            "base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": Sample.configMap("a"),
            "loose.yaml": Sample.configMap("l"),
        ]
        head.files += files.map { Checkout.File(path: "environments/\($0.key)", bytes: Array($0.value.utf8)) }
        head.files.sort { $0.path < $1.path }
        let report = await check(head)
        #expect(
            report.findings.map(\.diagnostic.description) == [
                "environments/loose.yaml:1:1: warning: expected manifests in the folder of an environment, found some in "
                    + "'environments', which has no 'environment.yaml': nothing applies them\n"
                    + "  hint: move them into the folder of an environment",
                "environments/production/deep/b.yaml:2:1: warning: expected manifests in the folder of an environment, "
                    + "found some in 'environments/production', which has no 'environment.yaml': nothing applies them\n"
                    + "  hint: add 'environments/production/environment.yaml', or keep what is no environment outside of "
                    + "'environments'",
            ])
        #expect(report.verdict(listsAll: false) == .passed)
        #expect(await check(head, since: head).shown(listsAll: false).isEmpty)
    }
}
