import Manifests
import Synchronization
import Testing

@testable import Delivery

/// What a reconciler keeps of what it knows when Git says something else, and what not.
@Suite struct ChangedHeadTests {
    private let files = ["ns.yaml": Sample.namespaceFile, "a.yaml": Sample.configMap("a")]

    // MARK: What it compares by

    @Test func `a field that is no longer left to others is set back by that commit`() async throws {
        let stepped = SteppedReconciler()
        let ignoring = Sample.environmentFile() + "  ignore: [{ paths: [data.value] }]\n"
        await stepped.take(Sample.checkout(files, environment: ignoring, revision: "c1"))
        await stepped.write(["value": "5"], to: "a", as: "autoscaler")
        #expect(stepped.data(of: "a") == ["value": "5"])
        await stepped.take(Sample.checkout(files, revision: "c2"))
        #expect(stepped.data(of: "a") == ["value": "1"])
        #expect(await stepped.status.phase == .synced)
    }

    @Test func `what kubectl has added goes away with the commit that turns selfHeal on`() async throws {
        let stepped = SteppedReconciler()
        let tolerant = Sample.environmentFile(selfHeal: false)
        await stepped.take(Sample.checkout(files, environment: tolerant, revision: "c1"))
        await stepped.write(["more": "x"], to: "a", as: "kubectl-client-side-apply")
        #expect(stepped.data(of: "a") == ["more": "x", "value": "1"])
        await stepped.take(Sample.checkout(files, revision: "c2"))
        #expect(stepped.data(of: "a") == ["value": "1"])
        #expect(await stepped.status.phase == .synced)
    }

    @Test func `objects that nobody touched are judged by the health checks of the newest commit`() async throws {
        var files = files
        files["c.yaml"] = Sample.deployment("c", image: "c:1")
        let stepped = SteppedReconciler()
        await stepped.take(Sample.checkout(files, revision: "c1"))
        stepped.cluster.setStatus(SimulatedCluster.available, of: "c", kind: SimulatedCluster.deployment)
        await stepped.hear(SimulatedCluster.deployment)
        #expect(await stepped.status.unhealthy == [])
        files["health.yaml"] = """
            apiVersion: lockstep/v1
            kind: HealthCheck
            metadata: { name: deployments }
            spec:
              kinds: [{ group: apps, kind: Deployment }]
              rules:
                - { status: Degraded, message: never well }
            """
        await stepped.reconciler.step(.head(Sample.checkout(files, revision: "c2")))
        #expect(await stepped.status.unhealthy == ["Deployment.apps ml/c: Degraded: never well"])
        files["health.yaml"] = nil
        await stepped.reconciler.step(.head(Sample.checkout(files, revision: "c3")))
        #expect(await stepped.status.unhealthy == [])
    }

    // MARK: Heads that may not run

    @Test func `a commit that may not run and names another namespace runs no hook again`() async throws {
        var files = files
        files["hook.yaml"] = Sample.job("migrate", hook: "before")
        let stepped = SteppedReconciler()
        await stepped.take(Sample.checkout(files, revision: "c1"))
        stepped.cluster.setStatus(SimulatedCluster.failed, of: "migrate", kind: SimulatedCluster.job)
        await stepped.hear(SimulatedCluster.job)
        await stepped.remove("migrate", kind: SimulatedCluster.job)
        let recorded = try #require(stepped.recorded)
        #expect(recorded.hooks.values.map(\.rawValue) == ["failed"])

        files["b.yaml"] = Sample.configMap("b") + "datum: {}\n"
        let environment = Sample.environmentFile().replacing("namespace: ml", with: "namespace: other")
        await stepped.take(Sample.checkout(files, environment: environment, revision: "c2"))
        #expect(await stepped.status.phase == .invalid)
        #expect(stepped.cluster.names(of: SimulatedCluster.job) == [])
        #expect(stepped.recorded == recorded)
    }

    @Test func `a head whose cluster cannot be reached is told and tried again, and what runs is healed meanwhile`()
        async throws
    {
        let (here, other) = (SimulatedCluster(), SimulatedCluster())
        let isAway = Mutex(true)
        let away = { @Sendable in isAway.withLock { $0 } }
        let stepped = SteppedReconciler(cluster: here) {
            (reference: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in
            guard reference == .context("other") else { return here }
            if away() { throw ClusterUnreachable("no context of that name") }
            return other
        }
        await stepped.take(Sample.checkout(files, revision: "c1"))
        let environment = Sample.environmentFile().replacing("embedded: true", with: "context: other")
        await stepped.reconciler.step(.head(Sample.checkout(files, environment: environment, revision: "c2")))
        #expect(await stepped.status.phase == .invalid)
        #expect(
            await stepped.status.diagnostics.map(\.message) == [
                "expected to reach context 'other', to which environment 'staging' is to move: no context of that name"
            ])
        #expect(await stepped.reconciler.wantsRetry)
        await stepped.remove("a", kind: SimulatedCluster.configMap)
        #expect(stepped.data(of: "a") == ["value": "1"])
        let held = await stepped.status
        #expect(held.phase == .invalid && held.applied == "c1")

        isAway.withLock { $0 = false }
        await stepped.reconciler.step(.retry)
        for kind in await stepped.reconciler.watched.kinds {
            await stepped.reconciler.step(.live(.synced([]), kind))
        }
        #expect(other.names(of: SimulatedCluster.configMap) == ["a", "lockstep-staging"])
        let moved = await stepped.status
        #expect(moved.phase == .synced && moved.applied == "c2")
    }

    @Test func `a head that cannot be taken yet is tried less and less often, though what runs is in sync`()
        async throws
    {
        let cluster = SimulatedCluster()
        let (tries, noted) = AsyncStream.makeStream(of: ContinuousClock.Instant.self)
        let running = await RunningReconciler(cluster: cluster) {
            (reference: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in
            guard reference == .context("other") else { return cluster }
            noted.yield(.now)
            throw ClusterUnreachable("connection refused")
        }
        running.reconciler.headMoved(to: Sample.checkout(files, revision: "c1"))
        _ = try await running.status { $0.phase == .synced }
        let environment = Sample.environmentFile().replacing("embedded: true", with: "context: other")
        running.reconciler.headMoved(to: Sample.checkout(files, environment: environment, revision: "c2"))
        var times: [ContinuousClock.Instant] = []
        for await time in tries {
            times.append(time)
            if times.count == 4 { break }
        }
        // At least half of 0.75, 1.5 and 3 s; three waits of at most 0.75 s each would be over before.
        let first = try #require(times.first)
        #expect(try first.duration(to: #require(times.last)) > .milliseconds(2600))
    }

    // MARK: How long it waits

    @Test(.timeLimit(.minutes(1))) func `a good commit does not wait out the pause of the one before`() async throws {
        let cluster = SimulatedCluster()
        cluster.state.withLock { $0.refusals["a"] = "its namespace is not there yet" }
        let isAway = Mutex(true)
        let away = { @Sendable in isAway.withLock { $0 } }
        let running = await RunningReconciler(cluster: cluster) {
            (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in
            if away() { throw ClusterUnreachable("overloaded", retryAfter: .seconds(600)) }
            return cluster
        }
        running.reconciler.headMoved(to: Sample.checkout(files, revision: "c1"))
        _ = try await running.status { $0.phase == .unknown }
        isAway.withLock { $0 = false }
        running.reconciler.headMoved(to: Sample.checkout(files, revision: "c2"))
        _ = try await running.status { $0.phase == .outOfSync }
        cluster.state.withLock { $0.refusals = [:] }
        _ = try await running.status { $0.applied == "c2" }
    }

    @Test func `what a new commit makes has a time of its own`() async throws {
        let stepped = SteppedReconciler()
        let environment = Sample.environmentFile().replacing("interval: 30s", with: "interval: 30s, deadline: 20ms")
        func files(_ image: String) -> [String: String] {
            [
                "a.yaml": Sample.annotated(Sample.deployment("a", image: image), #"lockstep/wave: "-1""#),
                "b.yaml": Sample.configMap("b"), "alarm.yaml": Sample.job("alarm", hook: "failure"),
            ]
        }
        await stepped.take(Sample.checkout(files("a:1"), environment: environment, revision: "c1"))
        #expect(await stepped.status.phase == .progressing)
        try await Task.sleep(for: .milliseconds(30))
        await stepped.reconciler.step(.head(Sample.checkout(files("a:2"), environment: environment, revision: "c2")))
        #expect(stepped.cluster.names(of: SimulatedCluster.job) == [])
        try await Task.sleep(for: .milliseconds(30))
        await stepped.reconciler.handle(.waitIsOver)
        #expect(stepped.cluster.names(of: SimulatedCluster.job).map { $0.prefix(5) } == ["alarm"])
    }
}
