import Manifests
import Synchronization
import Testing

@testable import Delivery

/// Waves, dependencies and hooks: what is applied when.
@Suite struct OrderTests {
    private let cluster = SimulatedCluster()

    private func plan(_ files: [String: String], revision: String = "c1") async throws -> Plan {
        let checkout = Sample.checkout(files.merging(["ns.yaml": Sample.namespaceFile]) { $1 }, revision: revision)
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        return try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
    }

    @discardableResult
    private func apply(_ files: [String: String], revision: String = "c1", isOverdue: Bool = false) async throws
        -> Applied
    {
        try await Applier(cluster: cluster).apply(try await plan(files, revision: revision), isOverdue: isOverdue)
    }

    private func applied(since count: Int = 0) -> [String] {
        cluster.requests[count...].filter { $0.hasPrefix("apply") && !$0.contains("lockstep-staging") }
    }

    private func diagnostics(_ files: [String: String]) async throws -> [String] {
        guard case .loaded(let environment, _) = await Environment.load("staging", from: Sample.checkout(files)) else {
            return ["not loaded"]
        }
        switch await Gate().review(
            environment, scopes: try await cluster.scopes(refresh: false), policies: .none,
            evidence: PolicyEvidence())
        {
        case .admitted: return []
        case .denied(let diagnostics), .undecided(let diagnostics): return diagnostics.map(\.description)
        }
    }

    // MARK: waves

    private let waves = [
        "a.yaml": Sample.annotated(Sample.deployment("a", image: "a:1"), #"lockstep/wave: "-1""#),
        "b.yaml": Sample.configMap("b"),
        "c.yaml": Sample.annotated(Sample.configMap("c"), #"argocd.argoproj.io/sync-wave: "5""#),
    ]

    @Test func `a wave begins when the one before is healthy`() async throws {
        let first = try await apply(waves)
        #expect(applied() == ["apply Namespace ml", "apply Deployment a"] || applied() == ["apply Deployment a"])
        #expect(first.isWaiting && !first.isComplete)
        #expect(first.awaited.keys.map(\.name) == ["a"])
        #expect(
            first.faults.contains {
                $0.hasPrefix("ConfigMap ml/b: wave -1: Deployment.apps ml/a is Progressing")
            }, "\(first.faults)")
        cluster.setStatus(SimulatedCluster.available, of: "a", kind: SimulatedCluster.deployment)
        let second = try await apply(waves)
        #expect(second.isComplete, "\(second.faults)")
        #expect(applied().suffix(2) == ["apply ConfigMap b", "apply ConfigMap c"])
    }

    @Test func `an environment may say itself what is healthy`() async throws {
        var files = waves
        files["health.yaml"] = """
            apiVersion: lockstep/v1
            kind: HealthCheck
            metadata: { name: deployments }
            spec:
              kinds: [{ group: apps, kind: Deployment }]
              status: optional
              rules:
                - { status: Healthy }
            """
        #expect(try await apply(files).isComplete)
    }

    @Test func `where a wave failed the later ones are skipped, and its own goes on`() async throws {
        cluster.state.withLock { $0.refusals["a"] = "no" }
        var files = waves
        files["d.yaml"] = Sample.annotated(Sample.configMap("d"), #"lockstep/wave: "-1""#)
        let result = try await apply(files)
        #expect(!result.isWaiting)
        #expect(result.faults.count { $0.contains("ml/a") && !$0.hasPrefix("ConfigMap") } == 1, "\(result.faults)")
        #expect(result.faults.contains("Deployment.apps ml/a: no"))
        #expect(result.faults.contains("ConfigMap ml/b: wave -1: Deployment.apps ml/a was not applied"))
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["d", "lockstep-staging"])
    }

    @Test func `nothing waits where a later wave has nothing to do`() async throws {
        try await apply(waves)
        cluster.setStatus(SimulatedCluster.available, of: "a", kind: SimulatedCluster.deployment)
        try await apply(waves)
        cluster.setStatus(["replicas": 1], of: "a", kind: SimulatedCluster.deployment)
        let again = try await apply(waves)
        #expect(again.isComplete && again.steps.isEmpty)
    }

    @Test func `nothing is deleted before everything else is in place`() async throws {
        try await apply(["old.yaml": Sample.configMap("old")])
        let result = try await apply(waves, revision: "c2")
        #expect(result.faults.contains("ConfigMap ml/old: to be deleted when everything else is in place"))
        cluster.setStatus(SimulatedCluster.available, of: "a", kind: SimulatedCluster.deployment)
        #expect(try await apply(waves, revision: "c2").isComplete)
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["b", "c", "lockstep-staging"])
    }

    // MARK: dependencies

    @Test func `an object waits for those that it depends on, of later stages too, and nothing else does`() async throws
    {
        let files = [
            "a.yaml": Sample.annotated(Sample.configMap("a"), "lockstep/depends-on: Deployment.apps/b, ConfigMap/c"),
            "b.yaml": Sample.deployment("b", image: "b:1"), "c.yaml": Sample.configMap("c"),
            "d.yaml": Sample.annotated(Sample.configMap("d"), "lockstep/depends-on: ConfigMap/ml/a"),
        ]
        let first = try await apply(files)
        #expect(first.isWaiting)
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["c", "lockstep-staging"])
        cluster.setStatus(SimulatedCluster.available, of: "b", kind: SimulatedCluster.deployment)
        #expect(try await apply(files).isComplete)
        #expect(applied().suffix(2) == ["apply ConfigMap a", "apply ConfigMap d"])
    }

    @Test func `a dependency that is not there, and a circle, are told with their place`() async throws {
        let faults = try await diagnostics([
            "a.yaml": Sample.annotated(Sample.configMap("a"), "lockstep/depends-on: ConfigMap/b"),
            "b.yaml": Sample.annotated(Sample.configMap("b"), "lockstep/depends-on: ConfigMap/a"),
            "c.yaml": Sample.annotated(Sample.configMap("c"), "lockstep/depends-on: Service/gone"),
        ])
        #expect(faults.count == 3)
        #expect(
            faults[0]
                == "environments/staging/a.yaml:5:26: error: expected objects not to wait for one another in a circle, "
                + "found that 'ConfigMap ml/a' does", "\(faults[0])")
        #expect(faults[2].contains("to name another object of the environment, found 'Service/gone'"))
    }

    @Test func `an object cannot wait for a later wave, which waits for it`() async throws {
        let faults = try await diagnostics([
            "a.yaml": Sample.annotated(Sample.configMap("a"), "lockstep/depends-on: ConfigMap/b"),
            "b.yaml": Sample.annotated(
                Sample.configMap("b"), #"lockstep/wave: "1""#, "lockstep/depends-on: ConfigMap/c"),
            "c.yaml": Sample.configMap("c"),
            "hook.yaml": Sample.job("migrate", hook: "before").replacing(
                "hook: before\n", with: "hook: before\n    lockstep/depends-on: ConfigMap/c\n"),
            "ns.yaml": Sample.annotated(Sample.namespaceFile, "lockstep/depends-on: ConfigMap/ml/b"),
        ])
        #expect(
            faults == [
                "environments/staging/a.yaml:5:26: error: expected 'lockstep/depends-on' to name an object that is not "
                    + "applied later, found 'ConfigMap/b' in wave 1, which waits for all of wave 0, this object among them\n"
                    + "  hint: put this object into wave 1 or a later one, or 'ConfigMap/b' into wave 0 or an earlier "
                    + "one, with 'lockstep/wave'",
                "environments/staging/hook.yaml:6:26: error: expected 'lockstep/depends-on' to name an object that is not "
                    + "applied later, found 'ConfigMap/c' in wave 0, which waits for all of the hooks before, this object "
                    + "among them\n  hint: leave the dependency out, or let the hook run after the sync with "
                    + "'lockstep/hook: after'",
            ], "\(faults)")
    }

    // MARK: hooks

    private let hooks = [
        "before.yaml": Sample.job("migrate", hook: "before"), "app.yaml": Sample.configMap("app"),
        "after.yaml": Sample.job("smoke", hook: "after"), "failure.yaml": Sample.job("alarm", hook: "failure"),
    ]

    @Test func `hooks run around a sync, once for each content`() async throws {
        let first = try await apply(hooks)
        #expect(first.isWaiting)
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["lockstep-staging"])
        cluster.setStatus(SimulatedCluster.complete, of: "migrate", kind: SimulatedCluster.job)
        let second = try await apply(hooks)
        #expect(second.isWaiting, "the hook after is part of the sync")
        #expect(cluster.names(of: SimulatedCluster.configMap) == ["app", "lockstep-staging"])
        #expect(cluster.names(of: SimulatedCluster.job).map { String($0.prefix(6)) } == ["migrat", "smoke-"])
        cluster.setStatus(SimulatedCluster.complete, of: "smoke", kind: SimulatedCluster.job)
        #expect(try await apply(hooks).isComplete)
        let before = cluster.requests.count
        #expect(try await apply(hooks, revision: "c2").isComplete)
        #expect(applied(since: before) == [])
    }

    @Test func `a hook whose Job was cleaned up does not run again, other content runs it again`() async throws {
        for status in ["migrate", "smoke"] {
            try await apply(hooks)
            cluster.setStatus(SimulatedCluster.complete, of: status, kind: SimulatedCluster.job)
        }
        try await apply(hooks)
        for identity in cluster.objects.keys where identity.groupKind.kind == "Job" {
            cluster.remove(identity, kind: SimulatedCluster.job)
        }
        #expect(try await plan(hooks).isInSync)
        var next = hooks
        next["app.yaml"] = Sample.configMap("app", "2")
        try await apply(next, revision: "c2")
        #expect(cluster.names(of: SimulatedCluster.job).count == 1)
    }

    @Test func `a step of a canary is no new content, a new version is`() async throws {
        let service = GroupVersionKind(group: "serving.kserve.io", version: "v1beta1", kind: "InferenceService")
        let cluster = SimulatedCluster(kinds: [
            SimulatedCluster.deployment: .namespaced, SimulatedCluster.namespace: .cluster,
            SimulatedCluster.job: .namespaced, service: .namespaced,
        ])
        func generation(image: String, replicas: Int, percent: String) async throws -> String? {
            let model = """
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata:
                  name: fraud
                spec:
                  predictor: { \(percent) model: { storageUri: "s3://models/\(image)" } }

                """
            let twin = Sample.deployment("twin", image: image).replacing(
                "spec:\n  selector", with: "spec:\n  replicas: \(replicas)\n  selector")
            return try await Sample.admitted(
                Sample.checkout(["m.yaml": model, "t.yaml": twin, "j.yaml": Sample.job("migrate", hook: "before")]),
                cluster: cluster
            ).generation
        }
        let first = try await generation(image: "1", replicas: 1, percent: "")
        #expect(try await generation(image: "1", replicas: 3, percent: "canaryTrafficPercent: 10,") == first)
        #expect(try await generation(image: "1", replicas: 3, percent: "canaryTrafficPercent: 50,") == first)
        #expect(try await generation(image: "2", replicas: 1, percent: "") != first)
        #expect(try await generation(image: "1", replicas: 1, percent: "minReplicas: 2,") != first)
    }

    private func cleanUp(_ prefix: String) {
        for identity in cluster.objects.keys where identity.name.hasPrefix(prefix) && identity.groupKind.kind == "Job" {
            cluster.remove(identity, kind: SimulatedCluster.job)
        }
    }

    /// As `ttlSecondsAfterFinished` does, while the sync that the hook began is not over.
    @Test func `a hook whose Job is cleaned up in the middle of a sync does not run again`() async throws {
        let files = hooks.merging(["app.yaml": Sample.deployment("app", image: "a:1")]) { $1 }
        try await apply(files)
        cluster.setStatus(SimulatedCluster.complete, of: "migrate", kind: SimulatedCluster.job)
        try await apply(files)
        cleanUp("migrate")
        let before = cluster.requests.count
        #expect(try await apply(files).isWaiting)
        #expect(applied(since: before) == [])
        cluster.setStatus(SimulatedCluster.available, of: "app", kind: SimulatedCluster.deployment)
        try await apply(files)
        cluster.setStatus(SimulatedCluster.complete, of: "smoke", kind: SimulatedCluster.job)
        #expect(try await apply(files).isComplete)
        let parent = cluster.objects.values.first { $0[path: "metadata", "name"] == "lockstep-staging" }
        #expect(parent?[path: "metadata", "annotations", "lockstep/hooks"] == nil)
    }

    @Test func `a failed hook whose Job is cleaned up still fails the sync, and the alarm rings no second time`()
        async throws
    {
        try await apply(hooks)
        cluster.setStatus(SimulatedCluster.failed, of: "migrate", kind: SimulatedCluster.job)
        try await apply(hooks)
        cleanUp("migrate")
        cleanUp("alarm")
        let before = cluster.requests.count
        let again = try await apply(hooks)
        #expect(applied(since: before) == [])
        #expect(again.faults.contains { $0.contains("has failed, and its Job is gone since") })
        // Other content begins anew.
        try await apply(hooks.merging(["app.yaml": Sample.configMap("app", "2")]) { $1 }, revision: "c2")
        #expect(cluster.names(of: SimulatedCluster.job).map { String($0.prefix(6)) } == ["migrat"])
    }

    @Test func `a sync does not run a hook again whose end it could not see`() async throws {
        let (cluster, plan) = (cluster, try await plan(hooks))
        let planned = cluster.requestCount
        let sync = Task { try await Sync(cluster: cluster).run(plan) }
        while !cluster.requests[planned...].contains(where: { $0.hasPrefix("get Job migrate") }) { await Task.yield() }
        cleanUp("migrate")
        let result = try await sync.value
        #expect(!result.isComplete && result.faults.contains { $0.contains("how it ended was not seen") })
        #expect(applied().count { $0.hasPrefix("apply Job migrate") } == 1)
    }

    @Test func `the Jobs of earlier content are pruned`() async throws {
        var next = hooks
        next["app.yaml"] = Sample.configMap("app", "2")
        for files in [hooks, next] {
            for status in ["migrate", "smoke"] {
                try await apply(files)
                cluster.setStatus(SimulatedCluster.complete, of: status, kind: SimulatedCluster.job)
            }
            #expect(try await apply(files).isComplete)
        }
        #expect(cluster.names(of: SimulatedCluster.job).count == 2)
    }

    @Test func `a failed hook fails the sync, and the hook for failures runs`() async throws {
        try await apply(hooks)
        cluster.setStatus(SimulatedCluster.failed, of: "migrate", kind: SimulatedCluster.job)
        let result = try await apply(hooks)
        #expect(!result.isWaiting && !result.isComplete)
        #expect(result.faults.contains { $0.hasPrefix("hook Job.batch ml/migrate-") && $0.contains("no such table") })
        #expect(cluster.names(of: SimulatedCluster.job).map { String($0.prefix(5)) } == ["alarm", "migra"])
        let before = cluster.requests.count
        try await apply(hooks)
        #expect(applied(since: before) == [], "the alarm rings once")
        for isGone in [false, true] {
            if isGone { cleanUp("migrate") }
            let plan = try await plan(hooks)
            #expect(!plan.isInSync)
            let failed = try #require(plan.changes.first { $0.identity.name.hasPrefix("migrate") })
            guard case .failed(let reason) = failed.action else {
                Issue.record("\(failed.action)")
                continue
            }
            #expect(reason.contains(isGone ? "its Job is gone since" : "no such table"))
            #expect(
                plan.changes.filter { $0.obstacle == "hook \(failed.identity) has failed" }.map(\.identity.name.first)
                    == ["a", "s"])
        }
    }

    @Test func `a plan says what a sync does not come to`() async throws {
        let files = waves.merging([
            "d.yaml": Sample.annotated(
                Sample.configMap("d"), "lockstep/wave: \"-1\"\n    lockstep/depends-on: Deployment.apps/a")
        ]) { $1 }
        cluster.state.withLock { $0.refusals["a"] = "no" }
        let checkout = Sample.checkout(files.merging(["ns.yaml": Sample.namespaceFile]) { $1 }, revision: "c1")
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: true).plan(admitted)
        let told = plan.changes.filter { $0.obstacle == "Deployment.apps ml/a is refused" }.map(\.identity.name)
        #expect(told == ["d", "b", "c"])
        let applied = try await Applier(cluster: cluster).apply(plan)
        #expect(Set(applied.steps.filter { $0.outcome != .done }.map(\.change.identity.name)) == ["a", "b", "c", "d"])
    }

    @Test func `a sync that waits for too long runs the hook for failures`() async throws {
        try await apply(hooks)
        #expect(!cluster.names(of: SimulatedCluster.job).contains { $0.hasPrefix("alarm") })
        try await apply(hooks, isOverdue: true)
        #expect(cluster.names(of: SimulatedCluster.job).contains { $0.hasPrefix("alarm") })
    }

    @Test func `annotations that mean nothing are errors`() async throws {
        let faults = try await diagnostics([
            "a.yaml": Sample.annotated(
                Sample.configMap("a"), "lockstep/wave: one", "lockstep/hook: before", "lockstep/waves: \"1\"",
                "lockstep/depends-on: nothing", "lockstep/recreate: yes please"),
            "b.yaml": Sample.annotated(Sample.configMap("b"), "lockstep/wave: 1"),
        ])
        let all = faults.joined(separator: "\n")
        #expect(faults.count == 6)
        #expect(all.contains("a.yaml:5:20: error: expected a whole number from -999999 to 999999, found 'one'"))
        #expect(all.contains("expected a Job as a hook, found kind 'ConfigMap'"))
        #expect(all.contains("found 'lockstep/waves'\n  hint: did you mean 'lockstep/wave'?"))
        #expect(all.contains("expected 'KIND.GROUP/NAME' or 'KIND.GROUP/NAMESPACE/NAME', found 'nothing'"))
        #expect(all.contains("expected 'allowed' or 'refused', found 'yes please'"))
        #expect(all.contains("expected text, found 1; annotations are strings, so put it in quotes"))
    }

    // MARK: waiting

    @Test func `a sync that waits goes on when the wave is healthy`() async throws {
        let plan = try await plan(waves)
        let cluster = cluster
        let result = try await Sync(cluster: cluster).run(plan) { step in
            guard step.change.identity.name == "a" else { return }
            cluster.setStatus(SimulatedCluster.available, of: "a", kind: SimulatedCluster.deployment)
        }
        // The status came between the write and its answer, or after it: both ways lead here.
        #expect(result.isComplete, "\(result.faults)")
        #expect(result.steps.map(\.change.identity.name).sorted() == ["a", "b", "c", "ml"])
    }

    @Test func `a sync waits for all of a wave, and plans once when it is ready`() async throws {
        var files = waves
        for name in ["e", "f"] {
            files["\(name).yaml"] = Sample.annotated(
                Sample.deployment(name, image: "\(name):1"), #"lockstep/wave: "-1""#)
        }
        let (cluster, plan) = (cluster, try await plan(files))
        let planned = cluster.requests.count
        let sync = Task { try await Sync(cluster: cluster).run(plan) }
        for name in ["a", "e", "f"] {
            while !cluster.requests[planned...].contains("get Deployment \(name)") { await Task.yield() }
        }
        for name in ["a", "e", "f"] {
            let before = cluster.requests.count
            cluster.setStatus(SimulatedCluster.available, of: name, kind: SimulatedCluster.deployment)
            if name == "f" { break }
            // Those that are left are looked at again, and nothing else.
            while !cluster.requests[before...].contains("get Deployment f") { await Task.yield() }
            #expect(!cluster.requests[before...].contains { $0.hasPrefix("list") || $0 == "apply ConfigMap b" })
        }
        #expect(try await sync.value.isComplete)
        #expect(cluster.requests.count { $0 == "list Deployment" } <= 2)
    }

    @Test func `all of a wave that is not ready is waited for, and counted`() async throws {
        var files = waves
        files["e.yaml"] = Sample.annotated(Sample.deployment("e", image: "e:1"), #"lockstep/wave: "-1""#)
        let first = try await apply(files)
        #expect(first.awaited.keys.map(\.name).sorted() == ["a", "e"])
        #expect(
            first.faults.contains {
                $0.hasPrefix("ConfigMap ml/b: wave -1: ") && $0.hasSuffix(", and 1 more are not ready")
            })
    }

    @Test func `a sync that waits in vain says for what`() async throws {
        let environment = Sample.environmentFile().replacing("selfHeal: true", with: "selfHeal: true, deadline: 50ms")
        let checkout = Sample.checkout(waves, environment: environment)
        let admitted = try await Sample.admitted(checkout, cluster: cluster)
        let plan = try await Planner(cluster: cluster, triesCreations: false).plan(admitted)
        let result = try await Sync(cluster: cluster).run(plan)
        #expect(!result.isComplete && !result.isWaiting)
        #expect(result.faults.contains { $0.hasPrefix("not healthy within 0 s: Deployment.apps ml/a is Progressing") })
    }
}
