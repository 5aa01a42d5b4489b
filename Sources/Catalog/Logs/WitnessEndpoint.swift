package import Transport
package import Trust

/// Witnesses behind HTTP (C2SP tlog-witness).
package enum WitnessEndpoint {
    private static let timeouts = Timeouts(connect: .seconds(3), whole: .seconds(10))

    /// Posts a request to `<prefix>/add-checkpoint`, once: a witness that does not answer is asked with the next
    /// checkpoint.
    package static func post(by http: HTTPClient) -> LogBook.Post {
        { prefix, body in
            let url = (prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix) + "/add-checkpoint"
            var request = HTTPRequest(.post, url, headers: ["Content-Type": "text/plain; charset=utf-8"], body: body)
            request.timeouts = timeouts
            request.maximumBodyBytes = 64 << 10
            let response = try await http.send(request)
            return WitnessResponse(
                status: response.status, contentType: response.headers["Content-Type"] ?? "", body: response.body)
        }
    }
}
