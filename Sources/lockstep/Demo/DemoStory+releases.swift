import Delivery
import Foundation
import Manifests
import Releases

/// New versions of the model, one after the other: each a person's commit, and what Lockstep makes of it.
extension DemoStory {
    func serveModel() async throws {
        narrator.chapter(7, "Staging serves a signed model to real clients, and releases it in steps from now on")
        try await write(.first, signs: true)
        let model = stage.models.uri(.first)
        let commit = try await stage.git.write(
            [
                DemoManifests.model: Array(DemoManifests.inferenceService(model).utf8),
                DemoManifests.release: Array(DemoManifests.release(serving: stage.serving).utf8),
                DemoManifests.reference: Array(DemoClients.reference().utf8),
            ], message: "Serve fraud model v1 in staging, released in steps")
        let demand = try await stage.git.edit(
            DemoManifests.environment, message: "Demand signed models in staging"
        ) { $0 + DemoManifests.artifacts }
        narrator.command("git commit -m 'Serve fraud model v1 in staging, released in steps' && git push")
        stage.source.poke()
        let (_, time) = try await waitFor("staging", "to serve the model") {
            $0.applied == demand && $0.phase == .synced && Self.isHealthy($0)
        }
        narrator.done(
            "staging serves \(try await stage.runningVersion()), signed by alice@example.com (commit \(commit.prefix(8)))",
            after: time)
    }

    func pass() async throws {
        narrator.chapter(8, "v2 is better: 10 %, 50 %, 100 %")
        try await release(.better, signs: true)
        let start = ContinuousClock.now
        for (step, share) in [(1, "10 %"), (2, "50 %")] {
            let (status, _) = try await waitForRelease("at step \(step)") { $0.step == step }
            narrator.done(
                "\(share) of the requests, step \(status.step)/\(status.steps)", after: ContinuousClock.now - start)
        }
        try await waitUntilStable(.better)
        narrator.done("v2 is stable: availability, latency and inputs have passed", after: ContinuousClock.now - start)
    }

    func fail(_ chapter: Int, _ version: DemoModel.Version, _ what: String, stays: DemoModel.Version) async throws {
        narrator.chapter(chapter, "\(what): caught, and reverted in Git")
        try await release(version, signs: true)
        _ = try await waitForRelease("to be opened") { $0.step == 1 }
        let start = ContinuousClock.now
        let (failed, _) = try await waitForRelease("to be reverted") { status in
            status.checks.contains { $0.contains(": fail: ") }
        }
        for check in failed.checks where check.contains(": fail: ") { narrator.done(check) }
        try await waitUntilStable(stays)
        narrator.done(
            "reverted, \(try await stage.runningVersion()) has all requests again", after: ContinuousClock.now - start)
    }

    func deny() async throws {
        narrator.chapter(11, "v5 is not signed: it never runs")
        let commit = try await release(.unsigned, signs: false)
        let (status, time) = try await waitFor("staging", "to refuse the model") {
            $0.head == commit && $0.diagnostics.contains { $0.severity == .error }
        }
        if let fault = status.diagnostics.first(where: { $0.severity == .error }) { narrator.detail(["\(fault)"]) }
        narrator.done("denied; \(try await stage.runningVersion()) goes on", after: time)
    }

    func drift() async throws {
        narrator.chapter(12, "v6 meets a world that has changed: it is held, and training is asked for")
        stage.clients.raiseAmounts(by: 3)
        try await release(.next, signs: true)
        let start = ContinuousClock.now
        let (status, _) = try await waitForRelease("to ask for training") { !$0.training.isEmpty }
        let (event, isSigned) = await stage.inbox.first()
        let columns = (event[path: "data", "columns"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        narrator.done(
            "drift in \(columns): v6 is held at step \(status.step)/\(status.steps)", after: ContinuousClock.now - start
        )
        for word in status.training {
            narrator.done("\(word), by \(isSigned ? "a signed" : "an unsigned") webhook \(event["type"]?.string ?? "")")
        }
    }

    // MARK: What a person does

    @discardableResult
    private func release(_ version: DemoModel.Version, signs: Bool) async throws -> String {
        try await write(version, signs: signs)
        let uri = stage.models.uri(version)
        let message = "Release fraud model \(version.name) to staging"
        let commit = try await stage.git.edit(DemoManifests.model, message: message) { text in
            text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.contains("storageUri:") ? "      storageUri: \(uri) # the version" : String(line)
            }.joined(separator: "\n")
        }
        narrator.command("git commit -m '\(message)' && git push")
        stage.source.poke()
        return commit
    }

    private func write(_ version: DemoModel.Version, signs: Bool) async throws {
        try stage.models.write(version)
        guard signs else { return }
        try await stage.models.sign(version)
        narrator.command(
            "lockstep sign model models/\(version.name) --artifact \(DemoModel.name) --environment staging --artifact-version \(version.rawValue) --key alice-release"
        )
    }

    /// Waits until nothing is released any more and the cluster runs that version.
    private func waitUntilStable(_ version: DemoModel.Version) async throws {
        _ = try await waitForRelease("to come to rest") { $0.decision == .idle && $0.step == 0 }
        let head = try await stage.git.head()
        _ = try await waitFor("staging", "to run what Git says") { $0.phase == .synced && $0.applied == head }
        let running = try await stage.runningVersion()
        guard running == version.name else { throw Failure("expected \(version.name) to run, found \(running)") }
    }
}
