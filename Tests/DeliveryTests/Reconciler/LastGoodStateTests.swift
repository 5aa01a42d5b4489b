import Logging
import Manifests
import Synchronization
import Testing

@testable import Delivery

/// What a daemon keeps running when it starts and the head is bad, and what it says of what it lets through.
@Suite struct LastGoodStateTests {
    private static let good = Sample.checkout(["a.yaml": Sample.configMap("a", "1")], revision: "c1")
    private static let never = Sample.checkout(["a.yaml": Sample.configMap("a", "2")], revision: "c2")
    private static let bad = Sample.checkout(["a.yaml": "kind: [\n"], revision: "c3")

    private struct History: EnvironmentHistory {
        func descends(_ revision: String, from ancestor: String) async throws -> Bool { true }
        func ancestors(of revision: String, limit: Int) async throws -> [String] { ["c2", "c1"] }
        func checkout(at revision: String) async throws -> Checkout { revision == "c2" ? never : good }
    }

    private func start(
        _ checkout: Checkout, on cluster: SimulatedCluster, until isWanted: (EnvironmentStatus) -> Bool
    ) async throws -> EnvironmentStatus {
        let board = StatusBoard()
        let reconciler = EnvironmentReconciler(
            name: "staging",
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            history: History(), board: board, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let updates = await board.updates()
        let task = Task { await reconciler.run() }
        defer { task.cancel() }
        reconciler.headMoved(to: checkout)
        for await status in updates where isWanted(status) { return status }
        throw CancellationError()
    }

    private func value(in cluster: SimulatedCluster) -> String? {
        cluster.objects.first { $0.key.name == "a" }?.value[path: "data", "value"]?.string
    }

    @Test func `an ancestor that was never applied is not brought up because the head is bad`() async throws {
        let cluster = SimulatedCluster()
        _ = try await start(Self.good, on: cluster) { $0.phase == .synced }
        #expect(value(in: cluster) == "1")
        let status = try await start(Self.bad, on: cluster) { $0.phase == .invalid && $0.applied == "c1" }
        #expect(status.diagnostics.first?.location?.file == "environments/staging/a.yaml")
        #expect(value(in: cluster) == "1")
    }

    @Test func `an object that its schema refuses keeps its whole commit back, and what was applied is still healed`()
        async throws
    {
        let head = Sample.checkout(
            ["a.yaml": Sample.configMap("a", "2"), "b.yaml": Sample.configMap("b") + "datum: {}\n"], revision: "c4")
        let running = await RunningReconciler()
        running.reconciler.headMoved(to: Self.good)
        _ = try await running.status { $0.phase == .synced }
        running.reconciler.headMoved(to: head)
        let status = try await running.status { $0.phase == .invalid }
        #expect(status.applied == "c1" && status.diagnostics.map(\.location?.line) == [7])
        let identity = try #require(running.cluster.objects.keys.first { $0.name == "a" })
        running.cluster.remove(identity, kind: SimulatedCluster.configMap)
        _ = try await running.status { $0.healed == 1 }
        #expect(value(in: running.cluster) == "1")
        #expect(running.cluster.names(of: SimulatedCluster.configMap) == ["a", "lockstep-staging"])
    }

    @Test func `where nothing was applied, an ancestor must satisfy the head's policies`() async throws {
        var head = Self.bad
        let policy = """
            import PolicyV1

            admission("first", kinds: [.configMap]) { review in
                require(review.object.at("data.value")?.string == "1", "not the first")
            }

            """
        head.policies = [
            Checkout.File(path: "policies/f.policy.swift", bytes: Array(policy.utf8)),
            Checkout.File(
                path: "policies/u.yaml",
                bytes: Array(
                    "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: f }\nspec: { policy: first }\n".utf8)),
        ]
        let cluster = SimulatedCluster()
        _ = try await start(head, on: cluster) { $0.phase == .invalid && $0.applied == "c1" }
        #expect(value(in: cluster) == "1")
        head.policies[0].bytes += Array("nonsense(".utf8)
        let empty = SimulatedCluster()
        _ = try await start(head, on: empty) { $0.phase == .invalid }
        #expect(value(in: empty) == nil)
    }

    @Test func `a record that cannot be read does not say that nothing was applied`() async throws {
        let cluster = SimulatedCluster()
        _ = try await start(Self.good, on: cluster) { $0.phase == .synced }
        cluster.state.withLock { $0.unreadable["lockstep-staging"] = "forbidden" }
        let running = await RunningReconciler(cluster: cluster, history: History())
        running.reconciler.headMoved(to: Self.bad)
        let told = try await running.status { $0.phase == .invalid && $0.diagnostics.count == 2 }
        #expect(told.diagnostics.last?.message.hasSuffix("'ml/lockstep-staging': forbidden") == true)
        cluster.state.withLock { $0.unreadable = [:] }
        let status = try await running.status { $0.applied != nil }
        #expect(status.applied == "c1" && value(in: cluster) == "1")
    }

    @Test func `what runs is audited by the policies in force, and counted`() async throws {
        let cluster = SimulatedCluster()
        let board = StatusBoard()
        let reconciler = EnvironmentReconciler(
            name: "staging",
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            history: History(), board: board, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let updates = await board.updates()
        let task = Task { await reconciler.run() }
        defer { task.cancel() }
        reconciler.headMoved(to: CheckTests.checkout(["n.yaml": Sample.namespaceFile], revision: "c1"))
        for await status in updates where status.phase == .synced { break }
        let stray: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "stray", "namespace": "ml"], "data": [:],
        ]
        cluster.write(stray, kind: SimulatedCluster.configMap, manager: "somebody")
        await reconciler.audit()
        // The environment declares no ConfigMap, and policies count none: nothing is looked at that nobody asks for.
        #expect(await reconciler.status.violations == [:])
        reconciler.headMoved(
            to: CheckTests.checkout(
                ["n.yaml": Sample.namespaceFile, "b.yaml": Self.owned], revision: "c1"))
        for await status in await board.updates() where status.resources == 2 { break }
        await reconciler.audit()
        #expect(await reconciler.status.violations == ["owned": 1])
        #expect(await reconciler.status.audited != nil)
    }

    private static let owned =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\ndata: { owner: risk }\n"

    @Test func `what the gate lets through with a warning is in the status`() async throws {
        let policy = """
            import PolicyV1

            admission("odd", kinds: [.configMap]) { review in
                warn("\\(review.name) is odd")
            }

            """
        var checkout = Self.good
        checkout.policies = [
            Checkout.File(path: "policies/o.policy.swift", bytes: Array(policy.utf8)),
            Checkout.File(
                path: "policies/u.yaml",
                bytes: Array(
                    "apiVersion: lockstep/v1\nkind: PolicyUse\nmetadata: { name: o }\nspec: { policy: odd }\n".utf8)),
        ]
        let status = try await start(checkout, on: SimulatedCluster()) { $0.phase == .synced }
        #expect(status.warnings.map(\.message) == ["policy 'odd': a is odd"])
        #expect(status.report["warnings"]?.array?.count == 1)
    }
}
