import Foundation
import Testing

/// `lockstep serve`: a commit reaches the cluster, a change by hand is undone, and neither bad input nor a kill leaves
/// the environment in a state that Git does not say.
@Suite(.enabled(if: Place.hasKubectl, "needs .venv/bin/kubectl: run scripts/setup-tests.sh"), .serialized)
struct DaemonTests {
    private let model = "inferenceservices.serving.kubeflow.org/fraud-detection"
    private let image = ".spec.predictor.containers[0].image"

    @Test func `commits roll out, hands are healed, removed files are pruned`() async throws {
        let world = try await World.make()
        let (daemon, address) = try await world.serve()
        defer { daemon.kill(SIGTERM) }
        try await eventually("both environments are synced") {
            let all = try await run(Place.lockstep, ["status", "--server", address]).output
            return all.contains("staging: synced") && all.contains("production: synced")
        }

        try world.edit("environments/staging/fraud-detection/inference-service.yaml") { $0.replacing(":v", with: ":w") }
        let commit = try await world.push("Try another model in staging")
        try await eventually("the commit is rolled out") {
            try await world.field(image, of: model, in: "staging").contains(":w")
        }
        try await eventually("the status names the commit") {
            try await world.status("staging", address).contains(commit.prefix(12))
        }

        try await world.kubectl(["--namespace", "staging", "scale", "deployment/fraud-scorer", "--replicas=7"])
        try await eventually("the change by hand is undone") {
            try await world.field(".spec.replicas", of: "deployment/fraud-scorer", in: "staging") != "7"
        }
        try await world.kubectl(["--namespace", "production", "delete", "configmap/fraud-scorer"])
        try await eventually("the deleted object is back") {
            try await !world.field(".metadata.name", of: "configmap/fraud-scorer", in: "production").isEmpty
        }

        try FileManager.default.removeItem(
            atPath: "\(world.work)/environments/staging/fraud-detection/service-monitor.yaml")
        try await world.push("Stop monitoring staging")
        try await eventually("the removed object is pruned") {
            try await world.field(".metadata.name", of: "servicemonitors/model-monitor", in: "staging").isEmpty
        }
        #expect(try await !world.field(".metadata.name", of: "servicemonitors/model-monitor", in: "production").isEmpty)
    }

    @Test func `an environment's own interval is kept where the daemon's is longer`() async throws {
        let world = try await World.make()
        try world.edit("environments/staging/environment.yaml") { $0.replacing("interval: 15s", with: "interval: 1s") }
        try await world.push("Look at Git more often")
        let (daemon, address) = try await world.serve(options: ["--interval", "10m"])
        defer { daemon.kill(SIGTERM) }
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        try world.edit("environments/staging/fraud-detection/inference-service.yaml") { $0.replacing(":v", with: ":w") }
        try await world.push("Try another model in staging")
        try await eventually("the commit is rolled out") {
            try await world.field(image, of: model, in: "staging").contains(":w")
        }
    }

    @Test func `an invalid manifest stops its environment only, and the last good state is still healed`() async throws
    {
        let world = try await World.make()
        let (daemon, address) = try await world.serve()
        defer { daemon.kill(SIGTERM) }
        try await eventually("production is synced") {
            try await world.status("production", address).contains("production: synced")
        }
        try world.edit("environments/staging/fraud-detection/config.yaml") {
            $0.replacing("kind: ConfigMap", with: "kind: ConfigMapp")
        }
        try world.edit("environments/production/fraud-detection/inference-service.yaml") {
            $0.replacing(":v", with: ":w")
        }
        try await world.push("One good change, one bad")
        try await eventually("production goes on") {
            try await world.field(image, of: model, in: "production").contains(":w")
        }
        try await eventually("staging says what is wrong and where") {
            let status = try await world.status("staging", address)
            return status.contains("staging: invalid")
                && status.contains("environments/staging/fraud-detection/config.yaml:")
                && status.contains("did you mean 'ConfigMap'?")
        }
        try await world.kubectl(["--namespace", "staging", "scale", "deployment/fraud-scorer", "--replicas=7"])
        try await eventually("staging is still healed") {
            try await world.field(".spec.replicas", of: "deployment/fraud-scorer", in: "staging") != "7"
        }
    }

    @Test func `a daemon started on a bad head keeps the last good state`() async throws {
        let world = try await World.make()
        try world.edit("environments/staging/fraud-detection/config.yaml") {
            $0.replacing("kind: ConfigMap", with: "kind: ConfigMapp")
        }
        try await world.push("Break staging")
        let (daemon, address) = try await world.serve()
        defer { daemon.kill(SIGTERM) }
        try await eventually("the state before is applied") {
            try await !world.field(".metadata.name", of: "configmap/fraud-scorer", in: "staging").isEmpty
        }
        try await eventually("and the fault is told") {
            try await world.status("staging", address).contains("staging: invalid")
        }
    }

    @Test func `killed in the middle of a sync, the next start completes it`() async throws {
        let world = try await World.make(environments: false)
        try FileManager.default.createDirectory(
            atPath: "\(world.work)/environments/many", withIntermediateDirectories: true)
        func write(_ name: String, _ text: String) throws {
            try text.write(toFile: "\(world.work)/environments/many/\(name).yaml", atomically: true, encoding: .utf8)
        }
        try write(
            "environment",
            "apiVersion: lockstep/v1\nkind: Environment\nmetadata: { name: many }\nspec: { cluster: { embedded: true }, namespace: many, sync: { prune: true, selfHeal: true } }\n"
        )
        try write("namespace", "apiVersion: v1\nkind: Namespace\nmetadata: { name: many }\n")
        try write(
            "all",
            (0..<400).map { "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c\($0) }\ndata: { a: b }\n" }.joined(
                separator: "---\n"))
        try await world.push("Many objects")
        let (first, _) = try await world.serve()
        try await eventually("the sync has begun") {
            try await !world.field(".items[0].metadata.name", of: "configmaps", in: "many").isEmpty
        }
        first.kill(SIGKILL)
        _ = await first.finish()
        let (second, address) = try await world.serve()
        defer { second.kill(SIGTERM) }
        try await eventually("the rest is there") { try await world.status("many", address).contains("many: synced") }
        let names = try await world.field(".items[*].metadata.name", of: "configmaps", in: "many").split(separator: " ")
        #expect(names.count { $0.hasPrefix("c") } == 400)
    }

    @Test func `an unreachable cluster and an unreachable remote are told with since when, and outlived`() async throws
    {
        let world = try await World.make()
        let (daemon, address) = try await world.serve()
        defer { daemon.kill(SIGTERM) }
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        try FileManager.default.moveItem(atPath: world.origin, toPath: world.origin + ".away")
        try await eventually("Git is told unreachable") {
            try await world.status("staging", address).contains("Git unreachable since")
        }
        try FileManager.default.moveItem(atPath: world.origin + ".away", toPath: world.origin)
        try await eventually("Git is back") { try await !world.status("staging", address).contains("Git unreachable") }
        world.cluster.kill(SIGTERM)
        _ = await world.cluster.finish()
        try await eventually("the cluster is told unreachable") {
            try await world.status("staging", address).contains("cluster unreachable since")
        }
    }

    @Test func `a rewritten branch halts the environment and says so`() async throws {
        let world = try await World.make()
        let log = "\(world.scratch.path)/log"
        let options = [
            "--log", log, "--trust-state", "\(world.scratch.path)/trust.json", "--versions",
            "\(world.scratch.path)/versions.json",
        ]
        let begun = try await run(
            Place.lockstep, ["log", "new", "example.com/log", "--no-passphrase", "--log", log],
            environment: world.environment)
        #expect(begun.status == 0, "\(begun.errors)")
        func logged() async throws -> [Substring] {
            try await run(
                Place.lockstep,
                [
                    "audit", "--log", log, "--environment", "staging", "--kind", "verificationFailure", "--output",
                    "csv",
                ],
                environment: world.environment
            ).output.split(whereSeparator: \.isNewline).dropFirst().filter { $0.contains("was rewritten") }
        }
        let (daemon, address) = try await world.serve(options: options)
        defer { daemon.kill(SIGTERM) }
        try await eventually("staging is synced") {
            try await world.status("staging", address).contains("staging: synced")
        }
        try world.edit("environments/staging/fraud-detection/inference-service.yaml") {
            $0.replacing(":v", with: ":evil")
        }
        try await world.git(["add", "--all"])
        try await world.git(["commit", "--quiet", "--amend", "--message", "Rewrite"])
        try await world.git(["push", "--quiet", "--force", "origin", "main"])
        try await eventually("staging says that history was rewritten") {
            try await world.status("staging", address).contains("the branch was rewritten")
        }
        #expect(try await !world.field(image, of: model, in: "staging").contains("evil"))
        try await eventually("the log says so") { try await logged().count == 1 }
        // Neither a commit on top nor a new start makes another rewriting of it.
        try await world.git(["commit", "--quiet", "--allow-empty", "--message", "Go on"])
        let top = try await world.git(["rev-parse", "HEAD"]).prefix(40)
        let (second, other) = try await world.serve(options: options)
        defer { second.kill(SIGTERM) }
        for address in [address, other] {
            try await eventually("staging says that history was rewritten") {
                try await world.status("staging", address).contains("the branch was rewritten")
            }
        }
        second.kill(SIGTERM)
        _ = await second.finish()
        try await world.git(["push", "--quiet", "origin", "main"])
        try await eventually("staging has seen the commit on top") {
            try await world.status("staging", address).contains("found \(top.prefix(12)): the branch was rewritten")
        }
        #expect(try await logged().count == 1)
    }
}
