import Manifests
import Testing

@testable import Delivery

/// Policies that have a say about what is deleted.
@Suite struct DeletionPolicyTests {
    private static let policy = """
        import PolicyV1

        admission("retained", kinds: [.configMap, .secret], on: [.delete]) { review in
            require(review.object.at("metadata.labels.retain")?.string == nil, "\\(review.name) is retained")
        }

        """
    private static let use =
        "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: r }\nspec: { policy: retained }\n"

    private static func retained(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: \(name), labels: { retain: \"yes\" } }\n"
    }

    private static func checkout(_ files: [String: String]) -> Checkout {
        var checkout = Sample.checkout(files)
        checkout.policies = [
            Checkout.File(path: "policies/r.policy.swift", bytes: Array(policy.utf8)),
            Checkout.File(path: "policies/u.yaml", bytes: Array(use.utf8)),
        ]
        return checkout
    }

    private actor Kept: DecisionLog {
        nonisolated let mask = DecisionMask()
        var records: [DecisionRecord] = []

        func record(_ decisions: [DecisionRecord]) { records += decisions }

        /// What was decided about deletions, in order.
        var deletions: [String] {
            records.compactMap { record in
                guard let input = record.input, input.operation == "delete" else { return nil }
                return "\(input.identity.name) \(record.isAllowed)"
            }
        }
    }

    private func plan(_ files: [String: String], on cluster: SimulatedCluster, log: Kept? = nil) async throws -> Plan {
        let outcome = await PlanOutcome.plan(
            "staging", of: Self.checkout(files), connect: { _ in cluster }, gate: Gate(decisions: log),
            triesCreations: false)
        guard case .planned(let plan, _, _) = outcome else { throw Sample.NotAdmitted() }
        return plan
    }

    @Test func `an object that left Git stays where a policy says so, and others go`() async throws {
        let cluster = SimulatedCluster()
        let all = ["a.yaml": Self.retained("a"), "b.yaml": Sample.configMap("b"), "c.yaml": Sample.configMap("c")]
        _ = try await Sync(cluster: cluster).run(try await plan(all, on: cluster))
        let after = try await plan(["c.yaml": Sample.configMap("c")], on: cluster)
        let actions = Dictionary(uniqueKeysWithValues: after.changes.map { ($0.identity.name, $0.action) })
        #expect(actions["a"] == .keep(reason: "policy 'retained': a is retained"))
        #expect(actions["b"] == .delete)
        _ = try await Sync(cluster: cluster).run(after)
        #expect(cluster.names(of: SimulatedCluster.configMap).contains("a"))
    }

    @Test func `what is decided about deletions leaves records before it is done, each once`() async throws {
        let cluster = SimulatedCluster()
        let all = ["a.yaml": Self.retained("a"), "b.yaml": Sample.configMap("b"), "c.yaml": Sample.configMap("c")]
        _ = try await Sync(cluster: cluster).run(try await plan(all, on: cluster))
        let log = Kept()
        let after = try await plan(["c.yaml": Sample.configMap("c")], on: cluster, log: log)
        #expect(await log.deletions.sorted() == ["a false", "b true"])
        _ = try await Planner(cluster: cluster, triesCreations: false).plan(after.environment)
        #expect(await log.deletions.count == 2)
        let record = try #require(await log.records.first { $0.input?.identity.name == "a" })
        #expect(record.violations.first?["message"] == "a is retained")
        #expect(record.input?.review["operation"] == "DELETE")
    }
}
