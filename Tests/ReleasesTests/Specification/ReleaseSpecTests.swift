import Manifests
import Testing
import Trust

@testable import Releases

@Suite struct ReleaseSpecTests {
    @Test func `A release is read with its steps, checks and deadline`() throws {
        let (spec, faults) = read(
            """
              workload: { kind: InferenceService, name: fraud }
              artifacts: { signedBy: [release], required: 2 }
              steps:
                - { weight: 10, hold: 5m }
                - { approval: release-managers, required: 2 }
                - { weight: 100 }
              checks:
                - { name: latency, slo: { objective: 99 } }
              onFailure: hold
              deadline: { after: 1h, action: revert }
            """)
        #expect(faults == [])
        let release = try #require(spec)
        #expect(release.name == "fraud")
        #expect(release.workload == .init(kind: "InferenceService", name: "fraud"))
        #expect(release.artifacts == .init(signedBy: [.release], required: 2))
        #expect(
            release.steps == [
                .weight(percent: 10, hold: .seconds(300)), .approval(.init(group: "release-managers", required: 2)),
                .weight(percent: 100, hold: .zero),
            ])
        let check = try #require(release.checks.first)
        #expect(check.name == "latency")
        #expect(check.value[path: "slo", "objective"] == .integer(99))
        #expect(check.location.line == 12)
        #expect(release.onFailure == .hold)
        #expect(release.deadline == .init(after: .seconds(3600), action: .revert))
    }

    @Test func `What is left out has a safe default`() throws {
        let (spec, faults) = read("  workload: { kind: InferenceService, name: a }\n  steps: [{ weight: 100 }]")
        #expect(faults == [])
        let release = try #require(spec)
        #expect(release.onFailure == .revert)
        #expect(release.artifacts == nil && release.deadline == nil && release.checks.isEmpty)
    }

    @Test(arguments: [
        ("steps: []", "expected weight 100 as the last step, found no steps"),
        ("steps: [{ weight: 50 }]", "expected weight 100 as the last step, found weight 50"),
        ("steps: [{ weight: 100 }, { approval: a }]", "expected weight 100 as the last step, found an approval of 'a'"),
        ("steps: [{ weight: 50 }, { weight: 50 }, { weight: 100 }]", "above the step's before, 50, found 50"),
        ("steps: [{ weight: 101 }]", "for 'weight', found 101"),
        ("steps: [{ weight: 100, approval: a }]", "expected one of 'weight', 'approval', found both"),
        ("steps: [{ hold: 5m }]", "expected one of 'weight', 'approval', found neither"),
        ("steps: [{ approval: a, hold: 5m }, { weight: 100 }]", "expected 'hold' beside 'weight' only"),
        ("steps: [{ weight: 100, hold: 1m, experiment: 1m }]", "expected one of 'hold', 'experiment', found both"),
        ("steps: [{ weight: 100, experiment: 0s }]", "expected a time above 0s"),
        ("steps: [{ weight: 100, experimnet: 1h }]", "unknown field 'experimnet', expected 'experiment'"),
        ("steps: [{ weight: 100 }]\n  webhooks: [{ name: a, when: befor, trigger: b }]", "found 'befor'"),
        ("steps: [{ weight: 100 }]\n  webhooks: [{ name: a, when: gate, triger: b }]", "unknown field 'triger'"),
        (
            "steps: [{ weight: 100 }]\n  checks: [{ name: a }]\n  webhooks: [{ name: a, when: gate, trigger: b }]",
            "found 'a' twice"
        ),
        ("steps: [{ wieght: 100 }]", "unknown field 'wieght', expected 'weight'"),
        ("steps: [{ weight: 100 }]\n  onFailure: rollback", "for 'onFailure'"),
        ("steps: [{ weight: 100 }]\n  onDrift: { action: retrain }", "expected 'triggers' for 'retrain', found none"),
        ("steps: [{ weight: 100 }]\n  onDrift: { action: hold, triggers: [a] }", "expected no triggers with 'hold'"),
        ("steps: [{ weight: 100 }]\n  onDrift: { action: retrian }", "for 'action', found 'retrian'"),
        ("steps: [{ weight: 100 }]\n  deadline: { after: 0s }", "expected a time above 0s"),
        ("steps: [{ weight: 100 }]\n  artifacts: { signedBy: [] }", "expected at least one role, found none"),
        ("steps: [{ weight: 100 }]\n  checks: [{ name: a }, { name: a }]", "found 'a' twice"),
        ("steps: [{ weight: 100, checks: [late] }]\n  checks: [{ name: latency }]", "found 'late'"),
        ("steps: [{ approval: a, checks: [] }, { weight: 100 }]", "expected 'checks' beside 'weight' only"),
        ("steps: [{ weight: 100 }]\n  checks: [{ slo: 1 }]", "missing field 'name'"),
        ("steps: [{ weight: 100 }]\n  checks: [5]", "expected an object"),
    ])
    func `A fault is told, and nothing is released`(fields: String, words: String) {
        let (spec, faults) = read("  workload: { kind: InferenceService, name: a }\n  \(fields)")
        #expect(spec == nil)
        #expect(faults.contains { $0.message.contains(words) }, "found \(faults.map(\.message))")
        #expect(faults.allSatisfy { ($0.location?.line ?? 0) >= 4 })
    }

    private func read(_ fields: String) -> (ReleaseSpec?, [Diagnostic]) {
        let text = "apiVersion: lockstep/v1\nkind: Release\nmetadata: { name: fraud }\nspec:\n\(fields)\n"
        var (documents, diagnostics) = YAML.parse(Array(text.utf8), file: "release.yaml")
        let spec = documents.first.flatMap { ReleaseSpec.read($0, into: &diagnostics) }
        return (spec, diagnostics)
    }
}
