/// One request to an OCI registry (distribution-spec 1.1), as whoever owns the connection and the credentials sends it.
package struct RegistryRequest: Sendable, Hashable {
    package var method: String
    /// From `/v2/`, or the whole URL where the registry gave one.
    package var target: String
    package var headers: [String: String]
    package var body: [UInt8]?

    package init(_ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8]? = nil) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// A whole answer, whatever its status.
package struct RegistryResponse: Sendable, Hashable {
    package var status: Int
    /// Names in lower case.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(status: Int, headers: [String: String], body: [UInt8]) {
        self.status = status
        self.headers = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
        self.body = body
    }
}

/// Sends one request. Authentication, TLS, time-outs and retries are the sender's.
///
/// - Throws: `unreachable` where there is no answer.
package typealias RegistrySender = @Sendable (RegistryRequest) async throws(TrustError) -> RegistryResponse
