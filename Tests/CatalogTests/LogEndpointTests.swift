import Catalog
import Testing
import Transport
import Trust

@Suite struct LogEndpointTests {
    @Test func `a log that cannot be reached is neither there nor absent`() async throws {
        let http = HTTPClient()
        // Port 9 (discard) is not listened on; a refusal to connect is what is wanted.
        let client = LogEndpoint(url: "http://127.0.0.1:9", http: http).client
        await #expect { try await client.checkpoint() } throws: { ($0 as? TrustError)?.isUnreachable == true }
        await http.shutdown()
    }
}
