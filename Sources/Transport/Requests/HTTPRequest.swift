/// One request, complete: what to ask, of whom, how long to wait and whom to trust.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: HTTPHeaders
    /// Nil sends no body; an empty list sends `Content-Length: 0`.
    package var body: [UInt8]?
    /// Takes the place of `body`. The request is then sent once, whatever ``retry`` says.
    package var upload: HTTPUpload?
    package var timeouts = Timeouts()
    package var tls = TLSOptions()
    package var proxy = Proxy.environment
    /// The path of a unix-domain socket to connect to in place of the URL's host; nil for TCP.
    package var unixSocket: String?
    /// Offers `gzip`; the body arrives decompressed.
    package var acceptsCompression = true
    /// Bytes, after decompression, that ``HTTPClient/send(_:)`` accepts; streams have no limit.
    package var maximumBodyBytes = 64 << 20
    /// Whether sending it twice has the effect of sending it once. Nil decides by the method (RFC 9110
    /// section 9.2.2); server-side apply, a PATCH, says true.
    package var isIdempotent: Bool?
    /// Nil takes the client's.
    package var retry: RetryPolicy?
    /// Shared by requests to one server, which then keep the pauses that it asks of any of them.
    package var pause: RequestPause?

    package init(_ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    var isTLS: Bool { url.prefix(6).lowercased() == "https:" }

    package var repeatsSafely: Bool { upload == nil && (isIdempotent ?? method.isIdempotent) }
}

package struct HTTPMethod: Sendable, Hashable, CustomStringConvertible {
    package let name: String

    package init(_ name: String) { self.name = name }

    package static let get = HTTPMethod("GET")
    package static let head = HTTPMethod("HEAD")
    package static let post = HTTPMethod("POST")
    package static let put = HTTPMethod("PUT")
    package static let patch = HTTPMethod("PATCH")
    package static let delete = HTTPMethod("DELETE")

    package var description: String { name }

    var isIdempotent: Bool { ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(name) }
}

/// How long to wait; nil waits for ever.
package struct Timeouts: Sendable, Hashable {
    /// For the name, the connection and the TLS handshake.
    package var connect: Duration = .seconds(10)
    /// From the start to the last byte of the body, of a stream too.
    package var whole: Duration? = .seconds(60)
    /// Without a byte in either direction; counted in whole seconds. Time in which the reader of a stream
    /// takes nothing does not count.
    package var idle: Duration?
    /// Bytes a second, of some seconds on average: fewer count as none for ``idle``.
    package var slowest = 1
    /// From the start to the answer's header fields.
    package var head: Duration?

    package init(
        connect: Duration = .seconds(10), whole: Duration? = .seconds(60), idle: Duration? = nil, head: Duration? = nil
    ) {
        self.connect = connect
        self.whole = whole
        self.idle = idle
        self.head = head
    }
}

/// Which proxy a request goes through.
package enum Proxy: Sendable, Hashable {
    /// `http_proxy`, `https_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as libcurl reads them.
    case environment
    case none
    /// `http://`, `https://`, `socks5://` or `socks5h://`, credentials in the URL.
    case url(SecretBytes)
}
