import Foundation
package import Transport

/// An HTTP address with what it takes to be let in. Files are read anew for each request, as tokens are rotated.
package struct MetricsEndpoint: Sendable, Hashable {
    package struct TLSFiles: Sendable, Hashable {
        package var authority: String?
        package var certificate: String?
        package var key: String?
        package var serverName: String?

        package init() {}
    }

    /// Without a slash at the end.
    package var address: String
    /// Sent as they are: a tenant, as Mimir and Thanos ask for it.
    package var headers: [String: String] = [:]
    package var bearerTokenFile: String?
    package var username: String?
    package var passwordFile: String?
    package var tls = TLSFiles()
    package var timeout: Duration = .seconds(10)
    /// Whether it is reached without the environment's proxy, as what runs on this machine is.
    package var isDirect: Bool {
        ["http://127.", "http://localhost", "http://[::1]"].contains(where: address.hasPrefix)
    }

    /// Bytes of an answer, decompressed.
    static let mostBytes = 32 << 20

    package init(address: String) {
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    /// - Throws: `unreadable`, `unreachable`. An answer is returned whatever its status.
    package func send(
        _ method: HTTPMethod, _ path: String, headers more: [String: String] = [:], body: [UInt8]? = nil,
        over client: HTTPClient, sign: (HTTPRequest) -> HTTPRequest = { $0 }
    ) async throws(MeasurementError) -> HTTPResponse {
        var request = HTTPRequest(method, address + path, body: body)
        for (name, value) in headers { request.headers[name] = value }
        for (name, value) in more { request.headers[name] = value }
        if let bearerTokenFile {
            request.headers["Authorization"] = "Bearer \(try Self.secret(bearerTokenFile).exposedText)"
        } else if let username, let passwordFile {
            let pair = Data("\(username):\(try Self.secret(passwordFile).exposedText)".utf8)
            request.headers["Authorization"] = "Basic \(pair.base64EncodedString())"
        }
        request.tls = try options()
        if isDirect { request.proxy = .none }
        request.timeouts.connect = min(timeout, .seconds(10))
        request.timeouts.whole = timeout
        request.maximumBodyBytes = Self.mostBytes
        request = sign(request)
        // Every one of these requests only reads.
        request.isIdempotent = true
        request.retry = RetryPolicy(attempts: 2, firstDelay: .milliseconds(250), longestDelay: .seconds(1))
        do throws(TransportError) {
            return try await client.send(request)
        } catch {
            throw .unreachable("\(error)")
        }
    }

    /// A secret of one line: the end of the line does not count.
    static func secret(_ file: String) throws(MeasurementError) -> SecretBytes {
        var bytes = try contents(file)
        while let last = bytes.last, [UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " ")].contains(last) {
            bytes.removeLast()
        }
        return SecretBytes(bytes)
    }

    private func options() throws(MeasurementError) -> TLSOptions {
        var options = TLSOptions(serverName: tls.serverName)
        if let file = tls.authority { options.authorities = try Self.contents(file) }
        if let certificate = tls.certificate, let key = tls.key {
            options.clientCertificate = .init(
                certificate: try Self.contents(certificate), key: SecretBytes(try Self.contents(key)))
        }
        return options
    }

    private static func contents(_ file: String) throws(MeasurementError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else { throw .unreadable(file: file) }
        return Array(data)
    }
}

extension HTTPResponse {
    /// The first line of the body, for a message: at most 300 bytes, without control characters.
    var excerpt: String {
        let line = body.prefix(300).map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: " ") : $0 }
        return String(decoding: line, as: UTF8.self)
    }
}
