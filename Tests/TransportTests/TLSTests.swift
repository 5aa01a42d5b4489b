import Foundation
import Testing

@testable import Transport

@Suite struct TLSTests {
    private let certificates: Certificates

    init() throws { certificates = try Certificates.shared.get() }

    private func server(mutual: Bool = false) async throws -> LocalServer {
        var options = ["certificate": certificates.path("server.pem"), "key": certificates.path("server.key")]
        if mutual { options["clientAuthority"] = certificates.path("authority.pem") }
        return try await LocalServer(options)
    }

    private func request(_ server: LocalServer, host: String = "127.0.0.1", authority: String? = "authority") throws
        -> HTTPRequest
    {
        var request = HTTPRequest(.get, server.url("/echo", scheme: "https", host: host))
        request.tls.authorities = try authority.map { try certificates.bytes("\($0).pem") }
        request.retry = .never
        return request
    }

    @Test func `an authority from memory is trusted`() async throws {
        let server = try await server()
        #expect(try await HTTPClient().send(try request(server)).status == 200)
    }

    @Test(arguments: ["stranger", nil])
    func `a certificate of another authority is refused`(_ authority: String?) async throws {
        let server = try await server()
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(try request(server, authority: authority))
        }
        #expect(error?.kind == .tls)
        #expect(error?.hint == "check the certificate authority, the client certificate and the server's name")
    }

    @Test func `a connection that one request trusted is not lent to one that would not`() async throws {
        let server = try await server()
        let client = HTTPClient()
        _ = try await client.send(try request(server))
        let error = await #expect(throws: TransportError.self) {
            try await client.send(try request(server, authority: "stranger"))
        }
        #expect(error?.kind == .tls)
    }

    @Test func `skipping verification has to be asked for`() async throws {
        let server = try await server()
        var request = try request(server, authority: nil)
        request.tls.insecureSkipVerify = true
        #expect(try await HTTPClient().send(request).status == 200)
    }

    @Test func `the server's name can differ from the address`() async throws {
        let server = try await server()
        var request = try request(server)
        request.tls.serverName = "cluster.internal"
        let response = try await HTTPClient().send(request)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.contains(#"["Host", "127.0.0.1:\#(server.port)"]"#))
        request.tls.serverName = "other.internal"
        let error = await #expect(throws: TransportError.self) { try await HTTPClient().send(request) }
        #expect(error?.kind == .tls)
    }

    @Test func `a client certificate from memory is shown to the server`() async throws {
        let server = try await server(mutual: true)
        var request = try request(server)
        request.tls.clientCertificate = .init(
            certificate: try certificates.bytes("client.pem"), key: SecretBytes(try certificates.bytes("client.key")))
        let response = try await HTTPClient().send(request)
        #expect(String(decoding: response.body, as: UTF8.self).contains("'commonName', 'client'"))
    }

    @Test func `without the client certificate that it asks for the server refuses`() async throws {
        let server = try await server(mutual: true)
        await #expect(throws: TransportError.self) { try await HTTPClient().send(try request(server)) }
    }

    @Test func `a key that is no PEM is an error that does not show it`() async throws {
        let server = try await server(mutual: true)
        var request = try request(server)
        request.tls.clientCertificate = .init(
            certificate: try certificates.bytes("client.pem"), key: SecretBytes("not a key at all"))
        let error = await #expect(throws: TransportError.self) { try await HTTPClient().send(request) }
        #expect(error?.kind == .tls)
        #expect(error?.description.contains("not a key") == false)
    }

    @Test func `a plain server on the other side is a TLS error`() async throws {
        let server = try await LocalServer()
        let error = await #expect(throws: TransportError.self) { try await HTTPClient().send(try request(server)) }
        #expect(error?.kind == .tls)
    }
}
