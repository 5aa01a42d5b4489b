import Foundation
import Testing

/// Two daemons of one repository, of which one works.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"))
struct LeaderElectionTests {
    private let election = ["--leader-election", "default/lockstep"]

    @Test func `one of two works, and the other goes on when it ends`() async throws {
        let world = try await World.make()
        let (first, address) = try await world.serve(options: election)
        defer { first.kill(SIGTERM) }
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        let (second, waiting) = try await world.serve(store: "second-store", options: election)
        defer { second.kill(SIGTERM) }
        try await eventually("the second one knows that it waits, and for whom") {
            let done = try await run(Place.lockstep, ["status", "--server", waiting])
            return done.status == 3 && done.errors.contains("leads")
        }
        // It is ready: a rollout would wait for it otherwise.
        let ready = try await run("/usr/bin/curl", ["-s", "--fail", "\(waiting)/readyz"])
        #expect(ready.status == 0)
        first.kill(SIGTERM)
        #expect(await first.finish().status == 0)
        try await world.kubectl(["--namespace", "staging", "scale", "deployment", "fraud-scorer", "--replicas", "7"])
        try await eventually("the second one heals what changed meanwhile") {
            try await world.field(".spec.replicas", of: "deployment/fraud-scorer", in: "staging") != "7"
        }
        try await eventually("and tells of it") {
            try await world.status("staging", waiting).contains("staging: synced")
        }
    }

    @Test func `a daemon whose lease another takes ends, and says why`() async throws {
        let world = try await World.make()
        let (daemon, address) = try await world.serve(options: election)
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        try await world.kubectl([
            "--namespace", "default", "patch", "lease", "lockstep", "--type", "merge", "--patch",
            #"{"spec": {"holderIdentity": "somebody"}}"#,
        ])
        let done = await daemon.finish()
        #expect(done.status == 3)
        #expect(done.errors.contains("error: leads no longer: 'somebody' has taken the lease"))
    }

    @Test func `a lease is named by its namespace too`() async throws {
        let world = try await World.make()
        let arguments = ["serve", "--repository", world.work, "--leader-election", "lockstep"]
        let done = try await run(Place.lockstep, arguments)
        #expect(done.status == 2)
    }
}
