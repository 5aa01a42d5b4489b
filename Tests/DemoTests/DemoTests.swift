import Foundation
import Testing

/// `lockstep demo`: a model that is served, clients that ask it, and releases judged by what those requests come to. In a
/// target of its own, so that no other test takes the clients' processor time.
@Suite(.timeLimit(.minutes(15)))
struct DemoTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    private static let lockstep =
        Bundle.main.executableURL?.deletingLastPathComponent().appendingPathComponent("lockstep").path ?? "lockstep"

    /// Plays the demo until it says that it stays up, then asks it to end.
    private static func play() throws -> (output: String, status: Int32) {
        let process = Process()
        // The shell takes the signals back that Foundation blocks in its children.
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "exec '\(lockstep)' demo --repository '\(root)' 2>&1"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        var output: [UInt8] = []
        var isAsked = false
        while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
            output += data
            if !isAsked, String(decoding: output, as: UTF8.self).contains("end it with Ctrl-C") {
                isAsked = true
                kill(process.processIdentifier, SIGTERM)
            }
        }
        process.waitUntilExit()
        return (String(decoding: output, as: UTF8.self), process.terminationStatus)
    }

    @Test func `a good version passes, bad ones are reverted, an unsigned one is denied, and drift asks for training`()
        async throws
    {
        let done = try await Task.detached { try Self.play() }.value
        #expect(done.status == 0, "\(done.output)")
        let lines = done.output.split(separator: "\n")
        #expect(lines.contains { $0.contains("it has no signature") })
        #expect(lines.contains { $0.contains("pipeline: told, by a signed webhook lockstep.drift") })
        let story = lines.filter { $0.contains("  Lockstep  ") || $0.contains("  Ada  ") }
            .map { $0.replacing(/^.*  (Ada|Lockstep) +(staging\/)?/, with: "") }
        #expect(
            story.reversed() == [
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
