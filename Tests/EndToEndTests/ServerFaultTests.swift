import Foundation
import Testing

/// The whole daemon before a server that hangs, cuts, talks garbage or refuses: it never says "synced" of what it could
/// not see, and is where Git is as soon as the server answers again.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"), .serialized)
struct ServerFaultTests {
    private let config = "environments/staging/fraud-detection/config.yaml"

    /// A daemon that is in sync through the proxy.
    private func scene() async throws -> (world: World, proxy: FaultProxy, daemon: Running, address: String) {
        let world = try await World.make()
        let proxy = try FaultProxy(before: world)
        let (daemon, address) = try await world.serve(kubeconfig: proxy.kubeconfig)
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        return (world, proxy, daemon, address)
    }

    private func commit(_ number: Int, in world: World) async throws -> String {
        try world.edit(config) { $0 + "  step-\(number): \"\(number)\"\n" }
        return try await world.push("Step \(number)")
    }

    private func isApplied(_ number: Int, in world: World) async throws -> Bool {
        let name = try await world.kubectl(["--namespace", "staging", "get", "configmaps", "-o", "json"]).output
        return name.contains("\"step-\(number)\": \"\(number)\"")
    }

    /// What the daemon cannot see it does not call synced, and it catches up.
    @Test(arguments: ["hang", "truncate", "garbage", "status 500", "status 503", "status 401", "busy"])
    func `requests that fail hold the sync up and lose nothing`(fault: String) async throws {
        let (world, proxy, daemon, address) = try await scene()
        defer { daemon.kill(SIGTERM) }
        try proxy.inject(fault)
        let revision = try await commit(1, in: world)
        // A request that hangs is given up only after a minute, and until then nothing else is looked at.
        if fault != "hang" {
            // The daemon has met the fault when its status no longer calls the newest commit applied.
            try await eventually("the daemon has seen the commit") {
                let status = try await world.report("staging", address)
                return status["head"] as? String == revision && status["applied"] as? String != revision
            }
        }
        #expect(try await !isApplied(1, in: world))
        let hits = try await hitsBefore(proxy, fault)
        #expect(hits > 0, "the fault was never met")
        try proxy.inject("none")
        try await eventually("the commit is applied") { try await isApplied(1, in: world) }
        try await eventually("staging is synced") {
            let status = try await world.report("staging", address)
            return status["applied"] as? String == revision && status["phase"] as? String == "synced"
        }
    }

    /// Waits until the fault has hit something.
    private func hitsBefore(_ proxy: FaultProxy, _ fault: String) async throws -> Int {
        var hits = 0
        try await eventually("the fault is met") {
            hits += try proxy.inject(fault)
            return hits > 0
        }
        return hits
    }

    /// Events that were cut off or expired are made up for by another list.
    @Test(arguments: ["cut", "expire"])
    func `watches that end badly miss no change`(fault: String) async throws {
        let (world, proxy, daemon, address) = try await scene()
        defer { daemon.kill(SIGTERM) }
        try proxy.inject(fault)
        try await world.kubectl([
            "--namespace", "staging", "scale", "deployment", "fraud-scorer", "--replicas", "7",
        ])
        let wanted = try await declaredReplicas(in: world)
        #expect(try await hitsBefore(proxy, fault) > 0)
        try proxy.inject("none")
        try await eventually("the change by hand is healed") {
            try await world.field(".spec.replicas", of: "deployment/fraud-scorer", in: "staging") == wanted
        }
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
    }

    @Test func `one object that the server cannot write holds up no other`() async throws {
        let (world, proxy, daemon, address) = try await scene()
        defer { daemon.kill(SIGTERM) }
        try proxy.inject("at deployments/fraud-scorer?fieldManager status 503")
        try world.edit("environments/staging/fraud-detection/model-server.yaml") {
            $0.replacing(/replicas: [0-9]+/, with: "replicas: 5")
        }
        let revision = try await commit(1, in: world)
        try await eventually("the other object is applied") { try await isApplied(1, in: world) }
        try await eventually("the failure is told") {
            try await world.status("staging", address).contains("injected")
        }
        #expect(try await world.field(".spec.replicas", of: "deployment/fraud-scorer", in: "staging") != "5")
        try proxy.inject("none")
        try await eventually("staging is synced") {
            let status = try await world.report("staging", address)
            return status["applied"] as? String == revision && status["phase"] as? String == "synced"
        }
    }

    @Test func `without selfHeal a daemon that is killed and started anew leaves a change by hand`() async throws {
        let world = try await World.make()
        try world.edit("environments/staging/environment.yaml") {
            $0.replacing("selfHeal: true", with: "selfHeal: false")
        }
        _ = try await commit(1, in: world)
        let proxy = try FaultProxy(before: world)
        // An object keeps failing, so that the commit is never applied as a whole.
        try proxy.inject("at deployments/fraud-scorer?fieldManager status 503")
        let (killed, first) = try await world.serve(kubeconfig: proxy.kubeconfig)
        try await eventually("the other objects are applied, and the failure is told") {
            let isTold = try await world.status("staging", first).contains("injected")
            let isThere = try await isApplied(1, in: world)
            return isTold && isThere
        }
        try await eventually("the inventory tells what is left") {
            try await world.field(
                ".metadata.annotations.lockstep/attempt", of: "configmap/lockstep-staging", in: "staging"
            )
            .hasSuffix("Deployment.apps staging/fraud-scorer")
        }
        killed.kill(SIGKILL)
        _ = await killed.finish()
        let patch = #"{"data": {"step-1": "by hand"}}"#
        try await world.kubectl(["--namespace", "staging", "patch", "configmap", "fraud-scorer", "-p", patch])
        let (daemon, address) = try await world.serve(kubeconfig: proxy.kubeconfig)
        defer { daemon.kill(SIGTERM) }
        try await eventually("the change by hand is told") {
            try await world.status("staging", address).contains("ConfigMap staging/fraud-scorer")
        }
        try proxy.inject("none")
        try await eventually("what was left is applied") {
            try await !world.field(".metadata.name", of: "deployment/fraud-scorer", in: "staging").isEmpty
        }
        #expect(try await world.field(".data.step-1", of: "configmap/fraud-scorer", in: "staging") == "by hand")
    }

    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: widgets.example.com
          annotations: { lockstep/prune: confirmed }
        spec:
          group: example.com
          scope: Namespaced
          names: { kind: Widget, plural: widgets, singular: widget }
          versions:
            - name: v1
              served: true
              storage: true
              schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
        ---
        apiVersion: example.com/v1
        kind: Widget
        metadata: { name: small }
        spec: { size: 1 }

        """

    @Test func `a kind that left Git and the cluster holds nothing up`() async throws {
        let (world, proxy, daemon, address) = try await scene()
        defer { daemon.kill(SIGTERM) }
        func isSynced(at revision: String) async throws -> Bool {
            let status = try await world.report("staging", address)
            return status["applied"] as? String == revision && status["phase"] as? String == "synced"
        }
        let file = "\(world.work)/environments/staging/widget.yaml"
        try Self.definition.write(toFile: file, atomically: true, encoding: .utf8)
        let defined = try await world.push("Define a kind")
        try await eventually("the widget is there") { try await isSynced(at: defined) }
        #expect(try await world.field(".spec.size", of: "widget/small", in: "staging") == "1")
        try FileManager.default.removeItem(atPath: file)
        let removed = try await world.push("Remove the kind")
        try await eventually("the kind is gone") { try await isSynced(at: removed) }
        #expect(try await world.kubectl(["get", "crd", "widgets.example.com", "--ignore-not-found"]).output == "")
        // Every watch that is still open ends now, and is begun anew.
        try proxy.inject("cut")
        #expect(try await hitsBefore(proxy, "cut") > 0)
        try proxy.inject("none")
        let next = try await commit(1, in: world)
        try await eventually("the next commit is applied") { try await isSynced(at: next) }
    }

    private func declaredReplicas(in world: World) async throws -> String {
        let text = try await world.git(["show", "HEAD:environments/staging/fraud-detection/model-server.yaml"])
        return String(try #require(text.firstMatch(of: /replicas: ([0-9]+)/)).1)
    }

    /// Five changes of no concern cost no request, a sixth that is drift costs what setting it right takes.
    @Test func `a steady state asks nothing`() async throws {
        let (world, proxy, daemon, address) = try await scene()
        defer { daemon.kill(SIGTERM) }
        let healed = try await world.report("staging", address)["healed"] as? Int ?? 0
        try proxy.inject("count")
        for number in 1...5 {
            try await world.kubectl([
                "--namespace", "staging", "annotate", "--overwrite", "deployment", "fraud-scorer", "note=\(number)",
            ])
        }
        // Of the same kind, so that the daemon hears of it after the five.
        try await world.kubectl([
            "--namespace", "staging", "scale", "deployment", "fraud-scorer", "--replicas", "7",
        ])
        try await eventually("the change by hand is healed") {
            (try await world.report("staging", address)["healed"] as? Int ?? 0) > healed
        }
        // One apply; what the cluster serves is asked for again where the answer is older than a minute.
        #expect(1...3 ~= (try proxy.inject("none")))
    }
}
