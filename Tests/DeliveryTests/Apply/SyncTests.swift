import Manifests
import Synchronization
import Testing

@testable import Delivery

/// `lockstep sync`: what it waits for, and what it says of that at the end.
@Suite struct SyncTests {
    private let cluster = SimulatedCluster()

    private func plan(_ files: [String: String], deadline: String = "60s") async throws -> Plan {
        let checkout = Sample.checkout(
            files.merging(["ns.yaml": Sample.namespaceFile]) { $1 },
            environment: Sample.environmentFile().replacing(
                "selfHeal: true", with: "selfHeal: true, deadline: \(deadline)"))
        return try await Planner(cluster: cluster, triesCreations: false)
            .plan(try await Sample.admitted(checkout, cluster: cluster))
    }

    /// Until the object was made, and is looked at again.
    private func looked(at object: String) async {
        while true {
            let requests = cluster.requests
            if let made = requests.firstIndex(where: { $0.hasPrefix("apply \(object)") }),
                requests[made...].contains(where: { $0.hasPrefix("get \(object)") })
            {
                return
            }
            await Task.yield()
        }
    }

    @Test func `a hook after waits for the waves before it is made, and every step is told once`() async throws {
        let files = ["app.yaml": Sample.deployment("app", image: "a:1"), "h.yaml": Sample.job("smoke", hook: "after")]
        let (cluster, plan) = (cluster, try await plan(files))
        let sync = Task { try await Sync(cluster: cluster).run(plan) }
        await looked(at: "Deployment app")
        cluster.setStatus(SimulatedCluster.available, of: "app", kind: SimulatedCluster.deployment)
        await looked(at: "Job smoke")
        cluster.setStatus(SimulatedCluster.complete, of: "smoke", kind: SimulatedCluster.job)
        let applied = try await sync.value
        #expect(applied.isComplete, "\(applied.faults)")
        #expect(applied.steps.map(\.change.identity.groupKind.kind) == ["Namespace", "Deployment", "Job"])
    }

    @Test func `what is waited for in vain is told once, in the report too`() async throws {
        let files = ["app.yaml": Sample.deployment("app", image: "a:1"), "h.yaml": Sample.job("smoke", hook: "after")]
        let applied = try await Sync(cluster: cluster).run(try await plan(files, deadline: "50ms"))
        #expect(applied.failures.map { $0.hasPrefix("not healthy within 0 s: Deployment.apps ml/app") } == [true])
        #expect(applied.report["failures"]?.array?.count == 1)
        #expect(applied.report["steps"]?.array?.count == 3)
    }

    @Test func `an object that waits for one that waits itself is no news`() async throws {
        let files = [
            "a.yaml": Sample.annotated(Sample.configMap("a"), "lockstep/depends-on: ConfigMap/b"),
            "b.yaml": Sample.annotated(Sample.configMap("b"), "lockstep/depends-on: Deployment.apps/c"),
            "c.yaml": Sample.deployment("c", image: "c:1"),
        ]
        let applied = try await Applier(cluster: cluster).apply(try await plan(files))
        #expect(applied.awaited.keys.map(\.name) == ["c"])
    }

    @Test func `the last wave is waited for too`() async throws {
        let files = ["app.yaml": Sample.deployment("app", image: "a:1"), "c.yaml": Sample.configMap("c")]
        let (cluster, plan) = (cluster, try await plan(files))
        let applied = try await Sync(cluster: cluster).run(plan)
        #expect(applied.isComplete)
        let waiting = Task { try await Sync(cluster: cluster).awaitingHealth(applied, of: plan) }
        await looked(at: "Deployment app")
        cluster.setStatus(SimulatedCluster.available, of: "app", kind: SimulatedCluster.deployment)
        #expect(try await waiting.value.isCompleteAndHealthy)
    }

    @Test func `what does not become healthy in time is told, whether it changed now or before`() async throws {
        let files = ["app.yaml": Sample.deployment("app", image: "a:1"), "c.yaml": Sample.configMap("c")]
        for _ in 0..<2 {
            let plan = try await plan(files, deadline: "50ms")
            let sync = Sync(cluster: cluster)
            let applied = try await sync.awaitingHealth(try await sync.run(plan), of: plan)
            #expect(applied.isComplete && !applied.isCompleteAndHealthy)
            #expect(applied.unhealthy?.keys.map(\.name) == ["app"])
            #expect(applied.report[path: "unhealthy"]?.array?.first?["kind"] == "Deployment.apps")
        }
    }

    @Test func `what cannot be looked at is no news, and is not asked for again and again`() async throws {
        let files = [
            "app.yaml": Sample.deployment("app", image: "a:1"),
            "c.yaml": Sample.annotated(Sample.configMap("c"), #"lockstep/wave: "1""#),
        ]
        let plan = try await plan(files, deadline: "400ms")
        cluster.state.withLock { $0.unreadable["app"] = "forbidden" }
        let before = cluster.requestCount
        let applied = try await Sync(cluster: cluster).run(plan)
        #expect(!applied.isComplete)
        let asked = cluster.requests[before...]
        // After 37, 75 and 150 ms, and what is left; then all is planned once more.
        #expect(asked.count { $0 == "get Deployment app" } <= 6)
        #expect(asked.count { $0 == "list Deployment" } == 1)
    }

    private actor Notices {
        private(set) var all: [WaitNotice] = []

        func note(_ notice: WaitNotice) { all.append(notice) }
    }

    /// Tells what it waits for, and makes healthy what was told to be untouched.
    private func heal(_ notice: WaitNotice, _ notices: Notices) async {
        await notices.note(notice)
        if notice.untouched.contains(where: { $0.kind == "Deployment" }) {
            cluster.setStatus(SimulatedCluster.available, of: "app", kind: SimulatedCluster.deployment)
        }
        if notice.waiting.contains(where: { $0.hasPrefix("Job.batch") }) {
            cluster.setStatus(SimulatedCluster.complete, of: "smoke", kind: SimulatedCluster.job)
        }
    }

    @Test func `what a wave waits for is told at once and again, with what no controller has touched`() async throws {
        let files = ["app.yaml": Sample.deployment("app", image: "a:1"), "h.yaml": Sample.job("smoke", hook: "after")]
        let notices = Notices()
        let sync = Sync(cluster: cluster, noticeInterval: .milliseconds(20))
        let applied = try await sync.run(try await plan(files), onWait: { await heal($0, notices) })
        let told = await notices.all
        #expect(applied.isComplete)
        #expect(told.count > 1 && told.allSatisfy { $0.waiting.count == 1 && $0.allowed == .seconds(60) })
        #expect(told.first?.waiting.first?.hasPrefix("Deployment.apps ml/app is Progressing") == true)
        #expect(told.first?.untouched == [])
    }

    @Test func `the last wave tells what it waits for`() async throws {
        let plan = try await plan(["app.yaml": Sample.deployment("app", image: "a:1")])
        let notices = Notices()
        let sync = Sync(cluster: cluster, noticeInterval: .milliseconds(20))
        let applied = try await sync.awaitingHealth(try await sync.run(plan), of: plan) { await heal($0, notices) }
        #expect(applied.isCompleteAndHealthy && applied.untouched.isEmpty)
        #expect(await notices.all.last?.untouched.map(\.kind) == ["Deployment"])
    }

    @Test func `what no controller has touched has a remedy of its own, in a wave and at the end`() async throws {
        let app = ["app.yaml": Sample.deployment("app", image: "a:1")]
        let sync = Sync(cluster: cluster)
        let hook = ["h.yaml": Sample.job("smoke", hook: "after")]
        let waited = try await sync.run(try await plan(app.merging(hook) { $1 }, deadline: "300ms"))
        #expect(
            waited.remedies.first?.hasPrefix("no controller has ever written a status of 'Deployment.apps'") == true)
        #expect(waited.report["hints"]?.array?.count == 2)
        let untouched = try await ended(app)
        #expect(untouched.untouched.map(\.name) == ["app"] && untouched.remedies.count == 1)
        #expect(untouched.report[path: "unhealthy"]?.array?.first?["statusWritten"] == false)
        cluster.setStatus(["replicas": 1], of: "app", kind: SimulatedCluster.deployment)
        let touched = try await ended(app)
        #expect(touched.untouched.isEmpty && touched.remedies.map { $0.hasPrefix("'kubectl describe'") } == [true])
    }

    /// What a sync says when nothing has become healthy in time.
    private func ended(_ files: [String: String]) async throws -> Applied {
        let plan = try await plan(files, deadline: "50ms")
        let sync = Sync(cluster: cluster)
        return try await sync.awaitingHealth(try await sync.run(plan), of: plan)
    }
}
