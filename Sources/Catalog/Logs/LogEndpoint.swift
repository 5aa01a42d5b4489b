package import Transport
package import Trust

/// A log behind a web server (C2SP tlog-tiles).
package struct LogEndpoint: Sendable {
    private let url: String
    private let http: HTTPClient

    /// Bytes of a file: a full bundle of the largest entries has 16.8 million.
    private static let mostBytes = 17 << 20
    private static let timeouts = Timeouts(connect: .seconds(10), whole: .seconds(60))

    /// - Parameter url: the log's prefix, under which `checkpoint` lies.
    package init(url: String, http: HTTPClient) {
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.http = http
    }

    /// Only 404 means that there is no such file; every other answer than 200 says nothing.
    package var client: LogClient {
        LogClient { [url, http] path in
            var request = HTTPRequest(.get, "\(url)/\(path)")
            request.maximumBodyBytes = Self.mostBytes
            request.timeouts = Self.timeouts
            let response: HTTPResponse
            do throws(TransportError) { response = try await http.send(request) } catch {
                throw TrustError.unreachable("the log '\(url)'", reason: "\(error)")
            }
            switch response.status {
            case 200: return response.body
            case 404: return nil
            default:
                throw TrustError.unreachable(
                    "'\(path)' of the log '\(url)'", reason: "expected status 200, found \(response.status)")
            }
        }
    }
}
