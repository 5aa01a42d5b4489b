import Foundation
import Judging
import Manifests
import Releases
import Retraining
import Testing
import Transport

@testable import Delivery

/// Webhooks around steps, against a server that answers as scripted, and a real remote.
@Suite(.timeLimit(.minutes(2))) struct StepWebhookTests {
    private func triggers(_ port: Int, secret: String) throws -> NamedTriggers {
        let text = """
            apiVersion: lockstep/v1
            kind: RetrainingTriggers
            triggers:
              - { name: ops, webhook: { url: "http://127.0.0.1:\(port)", secret: { file: \(secret) } } }
            """
        var faults: [Diagnostic] = []
        let triggers = NamedTriggers.read(file: "triggers.yaml", bytes: Array(text.utf8), into: &faults)
        return try #require(triggers, "\(faults)")
    }

    /// `when` of each request, in order.
    private func moments(_ server: CodeHostServer) -> [String] {
        server.requests.compactMap { line in
            guard let start = line.firstIndex(of: "{"), let body = try? JSON.parse(String(line[start...])) else {
                return nil
            }
            return body[path: "data", "when"]?.string
        }
    }

    private func ids(_ server: CodeHostServer) -> [String] {
        server.requests.compactMap { line in
            guard let start = line.firstIndex(of: "{"), let body = try? JSON.parse(String(line[start...])) else {
                return nil
            }
            return body[path: "data", "id"]?.string
        }
    }

    private static let spec = """
        webhooks:
            - { name: announce, when: before, trigger: ops }
            - { name: board, when: gate, trigger: ops }
            - { name: tell, when: after, trigger: ops }
        """

    @Test("no share rises before its webhooks have said yes, and each that was taken is sent once")
    func holds() async throws {
        // announce, board (no), board (yes) open the candidate; then each step tells, announces and asks.
        let statuses = [200, 403, 204] + Array(repeating: 200, count: 12)
        let server = try CodeHostServer(statuses.map { ($0, "") })
        let secret = FileManager.default.temporaryDirectory.appending(path: "lockstep-secret-\(UUID())").path
        let bytes = Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8)
        #expect(FileManager.default.createFile(atPath: secret, contents: Data(bytes)))
        defer { try? FileManager.default.removeItem(atPath: secret) }
        let client = HTTPClient()
        let calls = SignedStepCalls(try triggers(server.port, secret: secret), client: client)
        let scene = try await CanaryScene(spec: Self.spec, calls: calls)
        scene.checks.answer(.pass)
        try await scene.withDaemon { scene in
            await scene.environment { $0.applied == scene.scene.first }
            try await scene.push(CanaryScene.service("v2"))
            await scene.release { $0.decision == .hold(until: nil, .webhooks) }
            #expect(try scene.scene.subjects().filter { $0.contains("open") }.isEmpty)
            await scene.release { _ in (try? scene.scene.subjects().first?.contains("finish")) == true }
        }
        await client.shutdown()
        #expect(Array(moments(server).prefix(4)) == ["before", "gate", "gate", "after"])
        let ids = ids(server)
        #expect(ids[1] == ids[2])
        // A repeated gate aside, nothing is said twice.
        #expect(Set(ids).count == ids.count - 1)
    }

    @Test func `a webhook that nobody has set up, or that does not answer, holds the release`() async throws {
        for calls in [nil, SignedStepCalls(NamedTriggers(), client: HTTPClient())] {
            let scene = try await CanaryScene(spec: Self.spec, calls: calls)
            scene.checks.answer(.pass)
            try await scene.withDaemon { scene in
                await scene.environment { $0.applied == scene.scene.first }
                try await scene.push(CanaryScene.service("v2"))
                await scene.release { $0.decision == .hold(until: nil, .webhooks) }
                #expect(try scene.scene.subjects().filter { $0.contains("open") }.isEmpty)
            }
        }
    }
}
