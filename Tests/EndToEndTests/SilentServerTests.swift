import Foundation
import Testing

/// A proxy that hangs and keeps every connection, which no packet tells apart from a cluster in which nothing happens.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
struct SilentServerTests {
    /// It takes as long as a server may be silent, 70 s, and what a watch may take to open, 10 s.
    @Test func `a cluster that says nothing more is not called synced, and is caught up with`() async throws {
        let world = try await World.make()
        let proxy = try FaultProxy(before: world)
        let (daemon, address) = try await world.serve(kubeconfig: proxy.kubeconfig)
        defer { daemon.kill(SIGTERM) }
        func isSynced() async throws -> Bool {
            try await world.report("staging", address)["phase"] as? String == "synced"
        }
        // Before it is known at all there is no report.
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        try proxy.inject("freeze")
        try await world.kubectl(["--namespace", "staging", "scale", "deployment", "fraud-scorer", "--replicas", "7"])
        try await eventually("the silence is noticed", within: 100) { try await !isSynced() }
        let status = try await world.report("staging", address)
        #expect(status["phase"] as? String == "unknown")
        let outage = try #require(status["clusterOutage"] as? [String: Any])
        let since = try Date(#require(outage["since"] as? String), strategy: .iso8601)
        // Others than the watch that noticed it may have heard it a little later.
        #expect(since < Date(timeIntervalSinceNow: -30), "told since when it was not heard")
        try proxy.inject("none")
        try await eventually("the change by hand is healed") {
            try await world.field(".spec.replicas", of: "deployment/fraud-scorer", in: "staging") != "7"
        }
        try await eventually("staging is synced") { try await isSynced() }
        #expect(try await world.report("staging", address)["clusterOutage"] == nil)
    }
}
