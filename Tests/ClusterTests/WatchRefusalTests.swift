import Manifests
import Testing

@testable import Cluster

/// What a server says while it refuses a watch need not come to an end.
@Suite(.timeLimit(.minutes(1))) struct WatchRefusalTests {
    private func refusal(_ rule: Value, opening: Duration) async throws -> ClusterError {
        let server = try await RuleServer([rule])
        return try #require(
            await #expect(throws: ClusterError.self) {
                try await server.client.watch(.configMaps, from: "1", opening: opening)
            })
    }

    @Test func `a refusal that stops in the middle is one by its status`() async throws {
        let error = try await refusal(["status": 503, "text": "upst", "then": "hang"], opening: .seconds(1))
        #expect(error.kind == .unavailable(status: 503))
        #expect(error.message == "upst")
    }

    @Test func `a refusal that breaks off is one by its status`() async throws {
        let error = try await refusal(["status": 403, "text": "not you", "then": "close"], opening: .seconds(30))
        #expect(error.kind == .forbidden)
        #expect(error.message == "not you")
    }

    @Test func `of a long refusal no more is waited for than is read`() async throws {
        let text = Value.string(String(repeating: "no ", count: 1 << 20))
        let error = try await refusal(["status": 403, "text": text, "then": "hang"], opening: .seconds(120))
        #expect(error.kind == .forbidden)
    }
}
