import Testing

@testable import Transport

@Suite struct ProxyTests {
    @Test func `the environment's proxy is used, and NO_PROXY left out of it`() async throws {
        let proxy = try await ProxyEnvironment.shared.settle()
        let server = try await LocalServer()
        let client = HTTPClient()
        let far = try await client.send(HTTPRequest(.get, "http://far.invalid/models"))
        #expect(far.body == Array("by the proxy".utf8))
        _ = try await proxy.line { $0 == "proxied GET http://far.invalid/models" }
        #expect(try await client.send(HTTPRequest(.get, server.url("/bytes/4"))).body.count == 4)
    }

    @Test func `https goes through a tunnel, and its refusal is the proxy's`() async throws {
        let proxy = try await ProxyEnvironment.shared.settle()
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(HTTPRequest(.get, "https://far.invalid:8443/"))
        }
        #expect(error?.kind == .proxy, "\(String(describing: error))")
        _ = try await proxy.line { $0 == "proxied CONNECT far.invalid:8443" }
    }

    @Test func `a request can name its proxy, or go without`() async throws {
        let proxy = try await LocalServer(["proxy": "yes"])
        var request = HTTPRequest(.get, "http://far.invalid/x")
        request.proxy = .url(SecretBytes(proxy.url("")))
        #expect(try await HTTPClient().send(request).body == Array("by the proxy".utf8))
        request.proxy = .none
        request.retry = .never
        let error = await #expect(throws: TransportError.self) { try await HTTPClient().send(request) }
        #expect(error?.kind == .couldNotResolve)
    }
}

@Suite struct NoProxyTests {
    @Test(arguments: [
        ("api.example.com", true), ("example.com", true), ("badexample.com", false), ("10.1.2.3", true),
        ("11.1.2.3", false), ("192.0.2.7", true), ("192.0.2.8", false), ("cluster.LOCAL", true), ("::1", true),
    ])
    func `names, their subdomains, addresses and networks`(_ host: String, _ isLeftOut: Bool) {
        let list = NoProxy("example.com, .local,10.0.0.0/8,192.0.2.7,[::1],10.0.0.0/99")
        #expect(list.contains(host) == isLeftOut)
        #expect(NoProxy("*").contains(host))
        #expect(!NoProxy("").contains(host))
    }
}
