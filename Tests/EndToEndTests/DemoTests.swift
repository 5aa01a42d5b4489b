import Foundation
import Testing

/// `lockstep demo`: a model that is served, clients that ask it, and releases judged by what those requests come to.
@Suite(.timeLimit(.minutes(10)))
struct DemoTests {
    @Test func `a good version passes, bad ones are reverted, an unsigned one is denied, and drift asks for training`()
        async throws
    {
        let done = try await run(
            Place.lockstep, ["demo", "--exit", "--repository", Place.root.path], in: Place.root.path)
        #expect(done.status == 0, "\(done.output)\(done.errors)")
        let lines = done.output.split(separator: "\n")
        #expect(lines.contains { $0.contains("it has no signature") })
        #expect(lines.contains { $0.contains("pipeline: told, by a signed webhook lockstep.drift") })
        let story = lines.filter { $0.contains("  Lockstep  ") || $0.contains("  Ada  ") }
            .compactMap { $0.split(separator: "/", maxSplits: 1).last ?? $0 }
            .map { $0.replacing(/^.*  Ada +/, with: "") }
        #expect(
            story.reversed().map { String($0).trimmingCharacters(in: .whitespaces) } == [
                "Declare staging and production", "Stop monitoring staging",
                "Serve fraud model v1 in staging, released in steps", "Demand signed models in staging",
                "Release fraud model v2 to staging", "fraud-detection: open the canary at 10 %",
                "fraud-detection: raise the canary to 50 %", "fraud-detection: finish, the candidate is stable",
                "Release fraud model v3 to staging", "fraud-detection: open the canary at 10 %",
                "fraud-detection: revert the candidate: availability has failed",
                "Release fraud model v4 to staging", "fraud-detection: open the canary at 10 %",
                "fraud-detection: revert the candidate: latency has failed",
                "Release fraud model v5 to staging", "Release fraud model v6 to staging",
                "fraud-detection: open the canary at 10 %",
                "fraud-detection: hold the candidate, its data have drifted; ask for training",
            ])
    }
}
