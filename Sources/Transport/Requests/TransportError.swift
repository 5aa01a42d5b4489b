/// Why no whole answer arrived. An answer with an error status is no error here.
package struct TransportError: Error, Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// The URL, a header field or an option cannot be sent; nothing was.
        case invalidRequest
        case couldNotResolve
        case couldNotConnect
        /// The host's name leads to an address that the client's ``Reach`` does not permit.
        case notPermitted
        /// The handshake, a certificate on either side, a key.
        case tls
        case proxy
        case timedOut(Phase)
        /// The task that waited was cancelled, or the reader let go of the stream.
        case cancelled
        /// The body is longer than this many bytes.
        case bodyTooLarge(limit: Int)
        /// The server or the network closed the connection before the answer was complete.
        case connectionLost
        /// What arrived is not HTTP.
        case invalidResponse
        /// What was to be uploaded could not be made, or is not as long as was said.
        case uploadFailed
        /// ``HTTPClient/shutdown()`` was called.
        case shutDown
        /// The server has asked for a pause, of which so much is left; nothing was sent.
        case paused(Duration)
        /// Anything else that libcurl can report, by its code.
        case other(code: Int)
    }

    package enum Phase: Sendable, Hashable {
        case connect, whole, idle, head
    }

    package var kind: Kind
    package var method: HTTPMethod
    /// Printable: see ``PrintableURL``.
    package var url: String
    /// libcurl's words; empty where the kind says all.
    package var detail: String

    package init(_ kind: Kind, _ request: HTTPRequest, detail: String = "") {
        self.kind = kind
        method = request.method
        url = PrintableURL(request.url).text
        self.detail = detail
    }
}

extension TransportError: CustomStringConvertible {
    /// One line: what failed, for which URL, why. Never a secret.
    package var description: String {
        let reason = detail.isEmpty ? "" : ": \(detail)"
        return "\(whatFailed)\(reason) (\(method) \(url))"
    }

    private var whatFailed: String {
        switch kind {
        case .invalidRequest: "the request cannot be sent"
        case .couldNotResolve: "the host name could not be resolved"
        case .couldNotConnect: "could not connect"
        case .notPermitted:
            "an address in Git must not lead to this machine, its link or a cloud's metadata unless '--allow-host' says so"
        case .tls: "the TLS connection failed"
        case .proxy: "the proxy refused or failed"
        case .timedOut(.connect): "timed out while connecting"
        case .timedOut(.whole): "timed out before the answer was complete"
        case .timedOut(.idle): "timed out with next to nothing received"
        case .timedOut(.head): "timed out before an answer began"
        case .cancelled: "cancelled"
        case .bodyTooLarge(let limit): "the answer's body is longer than \(limit) bytes"
        case .connectionLost: "the connection was closed before the answer was complete"
        case .invalidResponse: "the answer is not valid HTTP"
        case .uploadFailed: "the body could not be sent"
        case .shutDown: "the HTTP client is shut down"
        case .paused(let left): "the server asked for a pause, of which \(left.components.seconds + 1) s are left"
        case .other(let code): "the transfer failed (libcurl \(code))"
        }
    }

    /// The remedy, where there is one.
    package var hint: String? {
        switch kind {
        case .couldNotResolve: "check the host's name, and DNS on this machine"
        case .couldNotConnect: "check that the server runs and that host and port are right"
        case .timedOut(.connect): "check host, port, firewall and, behind a proxy, HTTPS_PROXY and NO_PROXY"
        case .tls: "check the certificate authority, the client certificate and the server's name"
        case .proxy: "check HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
        case .invalidResponse: "check that the port speaks HTTP, and http against https"
        default: nil
        }
    }
}
