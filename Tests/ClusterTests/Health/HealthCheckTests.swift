import Foundation
import Manifests
import Testing

@testable import Cluster

@Suite struct HealthCheckTests {
    private static func check(_ rules: String, spec: String = "") -> String {
        """
        apiVersion: lockstep/v1
        kind: HealthCheck
        metadata: { name: thing }
        spec:
          kinds: [{ group: example.com, kind: Thing }]
        \(spec)  rules:
        \(rules)
        """
    }

    private static func add(_ text: String) -> (checks: HealthChecks, diagnostics: [String]) {
        var checks = HealthChecks.builtIn
        let parsed = YAML.parse(text, file: "a.yaml")
        let diagnostics = parsed.diagnostics + checks.add(parsed.documents)
        return (checks, diagnostics.map(\.description))
    }

    private static func value(_ text: String) -> Value { YAML.parse(text, file: "b.yaml").documents[0].value }

    @Test func `what is not there is missing, what goes is progressing`() {
        #expect(Health.assess(nil).status == .missing)
        let leaving = Self.value(
            "{ kind: ConfigMap, metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [a/b] } }")
        #expect(Health.assess(leaving) == Health(.progressing, "being deleted, held by finalizers a/b"))
    }

    @Test(arguments: [
        ("apps/v1", "Deployment"), ("serving.kserve.io/v1alpha1", "LLMInferenceService"), ("example.com/v1", "Thing"),
    ])
    func `a status of an older generation is progressing, whatever it says`(_ apiVersion: String, _ kind: String) {
        let object: Value = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": ["generation": 3],
            "spec": ["paused": true], "status": ["observedGeneration": 2],
        ]
        #expect(Health.assess(object) == Health(.progressing, "generation 3 is not observed yet (2 is)"))
    }

    @Test(arguments: [
        (
            "{ apiVersion: apps/v1, kind: Deployment, spec: { replicas: 3 }, status: { observedGeneration: 1, updatedReplicas: 1 } }",
            "1 of 3 replicas are updated"
        ),
        (
            "{ apiVersion: apps/v1, kind: Deployment, status: { observedGeneration: 1, replicas: 3, updatedReplicas: 1 } }",
            "2 old replicas are still there"
        ),
        (
            "{ apiVersion: v1, kind: Pod, status: { phase: Running, containerStatuses: [{ name: m, state: "
                + "{ waiting: { reason: CrashLoopBackOff, message: back-off } } }] } }",
            "container 'm': CrashLoopBackOff: back-off"
        ),
        (
            "{ apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, status: { parents: [{ parentRef: "
                + "{ name: edge }, conditions: [{ type: ResolvedRefs, status: 'False', message: no backend }] }] } }",
            "gateway 'edge': ResolvedRefs is false: no backend"
        ),
        (
            "{ apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, status: { conditions: [{ type: IngressReady, "
                + "status: 'False', reason: NotCreated }, { type: PredictorReady, status: 'False', message: out of memory }] } }",
            "PredictorReady: out of memory"
        ),
        (
            "{ apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, status: { conditions: [{ type: Ready, status: "
                + "'False', message: rolled back }, { type: Released, status: 'False', message: denied }] } }",
            "Released: denied"
        ),
        (
            "{ apiVersion: ray.io/v1, kind: RayService, status: { activeServiceStatus: { applicationStatuses: { rank: "
                + "{ status: DEPLOY_FAILED, message: no module } } } } }",
            "application 'rank' is DEPLOY_FAILED: no module"
        ),
        (
            "{ apiVersion: v1, kind: PersistentVolumeClaim, spec: { storageClassName: fast }, status: { phase: Pending } }",
            "pending: no pod uses it yet, or nothing provides volumes of class 'fast'"
        ),
        ("{ apiVersion: apps/v1, kind: Deployment }", "no controller has reported a status yet"),
        (
            "{ apiVersion: cluster.x-k8s.io/v1beta2, kind: MachineDeployment, spec: { replicas: 3 }, status: { "
                + "phase: Running, replicas: 3, readyReplicas: 3, upToDateReplicas: 2 } }",
            "2 of 3 machines are up to date"
        ),
        (
            "{ apiVersion: cluster.x-k8s.io/v1beta2, kind: MachineDeployment, spec: { replicas: 2 }, status: { "
                + "phase: Running, replicas: 4, readyReplicas: 3, upToDateReplicas: 4 } }",
            "3 of 4 machines are ready"
        ),
        (
            "{ apiVersion: controlplane.cluster.x-k8s.io/v1beta2, kind: KubeadmControlPlane, spec: { replicas: 3 }, "
                + "status: { replicas: 4, readyReplicas: 3, upToDateReplicas: 4 } }",
            "4 machines are there where 3 are to be"
        ),
        (
            "{ apiVersion: cert-manager.io/v1, kind: Issuer, status: { conditions: [{ type: Ready, status: 'False', "
                + "message: \"two\\nlines\" }] } }", "two lines"
        ),
        (
            "{ apiVersion: cert-manager.io/v1, kind: Issuer, status: { conditions: [{ type: Ready, status: 'False', "
                + "message: \"a\\u202Eb\\u2028c\" }] } }", "ab c"
        ),
        (
            "{ apiVersion: apps/v1, kind: Deployment, metadata: { generation: 1 }, spec: { replicas: 3 }, status: { "
                + "observedGeneration: 1, conditions: [{ type: Progressing, status: 'False', reason: ProgressDeadlineExceeded }, "
                + "{ type: ReplicaFailure, status: 'True', message: 'exceeded quota: gpu' }] } }", "exceeded quota: gpu"
        ),
    ])
    func `a message says what is wrong`(_ object: String, _ message: String) {
        #expect(Health.assess(Self.value(object)).message == message)
    }

    @Test func `every fault of a check is reported at its place, all at once`() {
        let text = Self.check(
            """
                - status: Helthy
                  when: { feild: a }
                - status: Healthy
                  when: { field: spec..a, equals: 1 }
                  mesage: x
                - status: Healthy
                  message: '{a'
                - status: Healthy
                  when: { field: a, equals: 1, exists: true }
            """, spec: "  observedGeneration: maybe\n")
        #expect(
            Self.add(text).diagnostics == [
                "a.yaml:6:23: error: expected 'considered' or 'required' or 'hashed' or 'ignored' for 'observedGeneration', "
                    + "found 'maybe'",
                "a.yaml:8:15: error: expected 'Healthy' or 'Progressing' or 'Degraded' or 'Suspended' or 'Missing' or "
                    + "'Unknown' for 'status', found 'Helthy'\n  hint: did you mean 'Healthy'?",
                "a.yaml:9:13: error: expected one of 'all', 'any', 'not', 'some', 'every', 'condition', 'field', "
                    + "found none",
                "a.yaml:9:15: error: unknown field 'feild', expected 'field'",
                "a.yaml:11:22: error: expected a field like 'status.phase' or 'spec.replicas|1' for 'field', found "
                    + "'spec..a'\n  hint: expected a field name after 'spec.'",
                "a.yaml:12:7: error: unknown field 'mesage', expected 'message'",
                "a.yaml:14:16: error: expected a message like '{status.readyReplicas|0} are ready' for 'message', "
                    + "found '{a'\n  hint: expected '}' after '{a'",
                "a.yaml:16:13: error: expected one test beside 'field', found 2\n  hint: a test is 'equals', "
                    + "'notEquals', 'in', 'notIn', 'exists', 'empty', 'matches', or a comparison",
            ])
    }

    @Test func `a time that cannot be compared leaves it unknown`() {
        let checks = Self.add(
            Self.check(
                """
                    - status: Progressing
                      when: { field: status.at, lessThan: status.since }
                    - status: Healthy
                """)
        ).checks
        let object: Value = [
            "apiVersion": "example.com/v1", "kind": "Thing",
            "status": ["at": "later", "since": "2026-03-01T12:00:00Z"],
        ]
        #expect(
            Health.assess(object, by: checks)
                == Health(.unknown, "expected 'status.at' to be a time in UTC, found a string"))
    }

    @Test func `a check of the repository replaces one compiled in, and only where it is valid`() {
        let text = """
            apiVersion: lockstep/v1
            kind: HealthCheck
            metadata: { name: mine }
            spec: { kinds: [{ group: apps, kind: Deployment }], rules: [{ status: Degraded, message: mine }] }
            """
        let object: Value = ["apiVersion": "apps/v1", "kind": "Deployment", "status": [:]]
        #expect(Health.assess(object, by: Self.add(text).checks) == Health(.degraded, "mine"))
        let broken = Self.add(text.replacingOccurrences(of: "rules", with: "rulez"))
        #expect(broken.diagnostics.count == 2)
        #expect(Health.assess(object, by: broken.checks).status == .progressing)
        let twice = Self.add("\(text)\n---\n\(text)").diagnostics
        #expect(twice == ["a.yaml:6:1: error: 'Deployment.apps' has a health check already, at a.yaml:1:1"])
    }

    @Test func `the most specific pattern of groups wins`() {
        #expect(
            HealthChecks.builtIn.check(for: GroupKind(group: "s3.aws.crossplane.io", kind: "Bucket"))?.name
                == "managed-resource")
        #expect(
            HealthChecks.builtIn.check(for: GroupKind(group: "pkg.crossplane.io", kind: "Provider"))?.name
                == "crossplane-package")
        #expect(
            HealthChecks.builtIn.check(for: GroupKind(group: "aws.crossplane.io", kind: "ProviderConfig"))?.name
                == "composition")
        #expect(HealthChecks.builtIn.check(for: GroupKind(group: "other.io", kind: "Bucket"))?.name == "kstatus")
    }

    @Test func `an element can be compared with the one of the list around it, and named by its key`() {
        let text = Self.check(
            """
                - status: Degraded
                  when:
                    some:
                      in: status.shards
                      where:
                        - some:
                            in: status.lost
                            where: { field: item.owner, equalsField: outer.owner }
                  message: "shard '{key}' of {item.owner} is lost"
                - status: Healthy
            """)
        let (checks, diagnostics) = Self.add(text)
        #expect(diagnostics == [])
        let object = Self.value(
            "{ apiVersion: example.com/v1, kind: Thing, status: { shards: { a: { owner: east }, b: { owner: west } }, "
                + "lost: [{ owner: north }, { owner: west }] } }")
        #expect(Health.assess(object, by: checks) == Health(.degraded, "shard 'b' of west is lost"))
    }

    @Test func `a failure of this generation is told though the generation is not observed`() {
        let condition = "{ type: Ready, status: 'False', observedGeneration: 2, message: no such branch }"
        let object = Self.value(
            "{ apiVersion: source.toolkit.fluxcd.io/v1, kind: GitRepository, metadata: { generation: 2 }, "
                + "status: { observedGeneration: -1, conditions: [\(condition)] } }")
        #expect(Health.assess(object) == Health(.degraded, "no such branch"))
    }

    @Test func `lists within lists end in unknown, not in hours`() {
        let text = Self.check(
            """
                - status: Healthy
                  when:
                    every: { in: status.a, where: { every: { in: status.a, where: { field: item, equals: 1 } } } }
            """)
        let (checks, diagnostics) = Self.add(text)
        #expect(diagnostics == [])
        let ones = Value.array(Array(repeating: 1, count: 5000))
        let object: Value = ["apiVersion": "example.com/v1", "kind": "Thing", "status": ["a": ones]]
        #expect(Health.assess(object, by: checks) == Health(.unknown, "the object is too large to assess"))
    }

    @Test(arguments: [
        ("a[ b", "expected ']' at the end"), ("a] b", "expected '[' before ']'"), ("a} b", "expected '{' before '}'"),
        ("[a [b]]", "expected ']' before another '['"), ("{}", "expected a field name at the end"),
        ("{a[x]}", "expected an index or a key in quotes in '[…]'"), ("{a|'b}", "expected a closing quote after 'b'"),
        ("{a - }", "expected a field name at the end"), ("{a b}", "expected ' + ' or ' - ' after 'a '"),
        ("{count(a}", "expected ')' after 'count(a'"),
        (
            "{99999999999999999999}",
            "expected a whole number, found "
                + "'99999999999999999999'"
        ),
    ])
    func `a message that cannot be read says why`(_ text: String, _ reason: String) {
        #expect(throws: HealthExpressionParser.Fault(message: reason)) { try HealthMessage.parse(text) }
    }

    @Test func `brackets and braces doubled stand for themselves, and what is absent is left out`() throws {
        let message = try HealthMessage.parse("{{a}} [[b]] {status.n|0 + 2}[: {status.no}] {status.no}")
        let evaluation = HealthEvaluation(["status": ["n": 3]], conditions: [])
        #expect(message.text(in: evaluation) == "{a} [b] 5 unknown")
    }

    @Test func `any status at all gives a verdict`() {
        var random = SystemRandomNumberGenerator()
        for fixture in HealthFixture.all {
            for _ in 0..<20 {
                var garbage = Garbage(random: random)
                let health = Health.assess(garbage.spoiled(fixture.object))
                random = garbage.random
                #expect(health.message.unicodeScalars.count <= HealthMessage.longest + 200)
            }
        }
    }

    @Test func `the examples of the documentation work`() throws {
        let root = HealthFixture.folder.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/health.md"), encoding: .utf8)
        let examples = page.components(separatedBy: "```yaml\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
        #expect(examples.count == 2)
        let (checks, diagnostics) = Self.add(examples.joined(separator: "---\n"))
        #expect(diagnostics == [])
        let index = Self.value(
            "{ apiVersion: features.example.com/v1, kind: FeatureIndex, spec: { shards: 3 }, status: { shardsReady: 1 } }"
        )
        #expect(Health.assess(index, by: checks) == Health(.progressing, "1 of 3 shards are ready"))
        let shards = Self.value(
            "{ apiVersion: features.example.com/v1, kind: ShardSet, status: { shards: [{ name: a, state: Lost }] } }")
        #expect(Health.assess(shards, by: checks) == Health(.degraded, "shard 'a' is Lost"))
    }
}

/// Puts values of other kinds into an object, at random.
private struct Garbage {
    var random: SystemRandomNumberGenerator

    mutating func spoiled(_ value: Value, depth: Int = 0) -> Value {
        if depth > 1, Int.random(in: 0..<4, using: &random) == 0 { return other() }
        switch value {
        case .object(let object):
            return .object(
                Object(object.map { Object.Member(key: $0.key, value: spoiled($0.value, depth: depth + 1)) }))
        case .array(let elements): return .array(elements.map { spoiled($0, depth: depth + 1) })
        default: return value
        }
    }

    private mutating func other() -> Value {
        let all: [Value] = [
            .null, true, -1, .integer(.max), .integer(.min), 1.5, "", "True", "{\u{0}", [], [.null, [[]]], [:],
            ["type": 1], .string(String(repeating: "x\n", count: 3000)),
        ]
        return all.randomElement(using: &random) ?? .null
    }
}
