import Testing

@testable import Transport

/// Addresses that others wrote, and where they may lead.
@Suite struct ReachTests {
    private func client(allowing hosts: [String] = []) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.reach = .limited(allowing: hosts.compactMap { Reach.AllowedHost($0) })
        return HTTPClient(configuration: configuration)
    }

    private func direct(_ url: String) -> HTTPRequest {
        var request = HTTPRequest(.get, url)
        request.proxy = .none
        return request
    }

    @Test(arguments: [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "017700000001", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:127.0.0.1]",
    ])
    func `an address that leads to this machine is refused, by whatever name, before anything is sent`(
        host: String
    ) async throws {
        let server = try await LocalServer()
        let url = server.url("/echo", host: host)
        let error = try #require(
            await #expect(throws: TransportError.self) { try await client().send(direct(url)) })
        #expect(error.kind == .notPermitted, "\(error)")
        #expect(
            error.description.hasPrefix(
                "an address in Git must not lead to this machine, its link or a cloud's metadata unless '--allow-host' "
                    + "says so: "), "\(error)")
    }

    @Test func `what the operator allows is reached, by name and port`() async throws {
        let server = try await LocalServer()
        for (allowed, host, isReached) in [
            ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1:\(server.port)", "127.0.0.1", true),
            ("localhost:\(server.port)", "localhost", true), ("localhost", "127.0.0.1", true),
            ("127.0.0.1:\(server.port + 1)", "127.0.0.1", false), ("example.com", "127.0.0.1", false),
        ] {
            let status = try? await client(allowing: [allowed]).send(direct(server.url("/echo", host: host))).status
            #expect((status == 200) == isReached, "\(allowed) \(host)")
        }
    }

    @Test func `this machine, its link and metadata are out of reach, a cluster's services are not`() {
        let reach = Reach.limited(allowing: [])
        func permits(_ bytes: [UInt8]) -> Bool { reach.permits(SocketAddress(bytes: bytes, port: 80), host: "name") }
        func six(_ start: [UInt8], _ end: [UInt8] = []) -> [UInt8] {
            start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end
        }
        for bytes: [UInt8] in [
            [127, 0, 0, 1], [127, 255, 0, 9], [0, 0, 0, 0], [169, 254, 169, 254], [169, 254, 170, 2], [224, 0, 0, 1],
            [255, 255, 255, 255], [100, 100, 100, 200], [192, 0, 0, 192], [168, 63, 129, 16], six([]), six([], [1]),
            six([0xFE, 0x80], [1]), six([0xFE, 0xBF]), six([0xFF, 0x02], [1]),
            six([0xFD, 0, 0x0E, 0xC2], [0x02, 0x54]),
            six([0xFD, 0x20, 0, 0xCE], [0x02, 0x54]), six([], [0xFF, 0xFF, 169, 254, 169, 254]),
            six([], [127, 0, 0, 1]),
            six([0, 0x64, 0xFF, 0x9B], [169, 254, 169, 254]), six([0x20, 0x02, 127, 0, 0, 1]),
        ] {
            #expect(!permits(bytes), "\(SocketAddress(bytes: bytes, port: 80))")
        }
        for bytes: [UInt8] in [
            [10, 0, 0, 1], [172, 16, 3, 4], [192, 168, 1, 1], [93, 184, 216, 34], [100, 64, 0, 1], [169, 253, 1, 1],
            six([0x20, 0x01, 0x0D, 0xB8], [1]), six([0xFD, 0x12], [1]), six([], [0xFF, 0xFF, 10, 0, 0, 1]),
        ] {
            #expect(permits(bytes), "\(SocketAddress(bytes: bytes, port: 80))")
        }
    }

    @Test func `a host is written as in a URL, with a port or without`() {
        for text in ["prometheus", "Prometheus.local:9090", "10.0.0.1", "10.0.0.1:80", "[::1]", "[::1]:80", "fd00::1"] {
            #expect(Reach.AllowedHost(text) != nil, "\(text)")
        }
        for text in ["", ":80", "host:", "host:0", "host:70000", "http://host", "host/path", "a@b", "[::1", "[::1]x"] {
            #expect(Reach.AllowedHost(text) == nil, "\(text)")
        }
    }
}
