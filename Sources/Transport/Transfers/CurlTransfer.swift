import CCurl
import Foundation

// With CurlMulti.swift the only file that touches libcurl. Everything here belongs to the loop's thread.

/// Owns the easy handle of one transfer and everything that libcurl reads through it.
final class CurlTransfer {
    let transfer: Transfer
    let handle: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var failure: CURLcode = CURLE_OK
    /// How much of the body has been handed over, where it goes by callback.
    fileprivate var sentBytes = 0
    fileprivate let reach: Reach
    /// The last address that the reach did not permit.
    fileprivate var refused: SocketAddress?

    init(_ transfer: Transfer, userAgent: String, reach: Reach) throws(TransportError) {
        let request = transfer.request
        guard let handle = lockstep_curl_easy_init() else {
            errorText.deallocate()
            throw TransportError(
                .other(code: Int(CURLE_FAILED_INIT.rawValue)), request, detail: CurlMulti.failure ?? "")
        }
        self.transfer = transfer
        self.handle = handle
        self.reach = reach
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        if let reason = Self.refusal(request) { throw TransportError(.invalidRequest, request, detail: reason) }
        set(CURLOPT_USERAGENT, userAgent)
        setCallbacks()
        setAddress(request)
        setHeaders(request)
        setBody(request)
        setTimeouts(request.timeouts)
        if request.isTLS { setTLS(request.tls) }
        guard failure == CURLE_OK else {
            throw TransportError(
                .invalidRequest, request, detail: String(cString: lockstep_curl_easy_strerror(failure)))
        }
    }

    deinit {
        lockstep_curl_easy_cleanup(handle)
        for list in lists { lockstep_curl_slist_free_all(list) }
        errorText.deallocate()
    }

    func resume() {
        lockstep_curl_easy_pause(handle, 0)
    }

    private static func refusal(_ request: HTTPRequest) -> String? {
        if request.url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
            return "the URL holds a space or a control character"
        }
        let scheme = request.url.prefix { $0 != ":" }.lowercased()
        if scheme != "http" && scheme != "https" { return "expected a URL that begins with http:// or https://" }
        if !HTTPHeaders.Field(request.method.name, "").isWellFormed { return "the method is not a token" }
        if let field = request.headers.fields.first(where: { !$0.isWellFormed }) {
            return
                "header field '\(field.name.filter { $0.isLetter || $0 == "-" })' holds a character that is not allowed"
        }
        return nil
    }
}

extension CurlTransfer {
    private func set(_ option: CURLoption, _ value: Int) { note(lockstep_curl_set_long(handle, option, value)) }
    private func set(_ option: CURLoption, _ value: String) { note(lockstep_curl_set_string(handle, option, value)) }
    private func clear(_ option: CURLoption) { note(lockstep_curl_set_string(handle, option, nil)) }

    private func set(_ option: CURLoption, blob: [UInt8]) {
        note(blob.withUnsafeBytes { lockstep_curl_set_blob(handle, option, $0.baseAddress, $0.count) })
    }

    private func set(_ option: CURLoption, list texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts { list = lockstep_curl_slist_append(list, text) ?? list }
        guard let list else { return }
        lists.append(list)
        note(lockstep_curl_set_list(handle, option, list))
    }

    private func note(_ code: CURLcode) {
        if code != CURLE_OK, failure == CURLE_OK { failure = code }
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        note(lockstep_curl_set_pointer(handle, CURLOPT_PRIVATE, context))
        note(lockstep_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        note(lockstep_curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
        note(lockstep_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION, receiveHeader))
        note(lockstep_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        note(lockstep_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION, receiveBody))
        if reach.hasLimits { note(lockstep_curl_set_opening(handle, openSocket, context)) }
        set(CURLOPT_NOSIGNAL, 1)
        // Lists of objects are megabytes; each buffer's worth is a call and a copy. Answers to writes are small, and so
        // large a buffer would take longer to make than they to read.
        if transfer.request.method == .get { set(CURLOPT_BUFFERSIZE, 64 << 10) }
        lockstep_curl_leave_resolver_behind(handle)
    }

    private func setAddress(_ request: HTTPRequest) {
        let isTLS = request.isTLS
        note(lockstep_curl_set_http_only(handle))
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 30)
        set(CURLOPT_TCP_KEEPINTVL, 10)
        set(CURLOPT_HTTP_VERSION, Int(isTLS ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1))
        // Requests that start together wait for the first to learn whether they can share its connection.
        set(CURLOPT_PIPEWAIT, isTLS ? 1 : 0)
        if let path = request.unixSocket { set(CURLOPT_UNIX_SOCKET_PATH, path) }
        switch request.proxy {
        case .environment: break
        case .none: set(CURLOPT_PROXY, "")
        case .url(let url): set(CURLOPT_PROXY, url.exposedText)
        }
        set(CURLOPT_URL, request.url)
        if isTLS, let name = request.tls.serverName { setServerName(name, request.url, request.proxy) }
    }

    /// SNI and the certificate's check follow the URL's host, so the URL names the server as it is to be found
    /// in the certificate, and the connection is led to the host that it named before.
    private func setServerName(_ name: String, _ text: String, _ proxy: Proxy) {
        guard var url = URLComponents(string: text), let host = url.percentEncodedHost else {
            return note(CURLE_URL_MALFORMAT)
        }
        let port = url.port ?? 443
        url.host = name
        guard let changed = url.string, url.percentEncodedHost != nil else { return note(CURLE_URL_MALFORMAT) }
        set(CURLOPT_URL, changed)
        // libcurl would look for the server's name in NO_PROXY, where the user has written the host's.
        if proxy == .environment, NoProxy.ofEnvironment.contains(host) { set(CURLOPT_PROXY, "") }
        set(CURLOPT_CONNECT_TO, list: ["::\(host):\(port)"])
    }

    private func setHeaders(_ request: HTTPRequest) {
        // libcurl's own `Name:` removes a field and `Name;` sends one without a value.
        var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if request.tls.serverName != nil, request.headers["Host"] == nil,
            let url = URLComponents(string: request.url), let host = url.percentEncodedHost
        {
            lines.append("Host: \(host)" + (url.port.map { ":\($0)" } ?? ""))
        }
        lines.append("Expect:")
        if request.body != nil || request.upload != nil, request.headers["Content-Type"] == nil {
            lines.append("Content-Type:")
        }
        set(CURLOPT_HTTPHEADER, list: lines)
        if request.acceptsCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
    }

    private func setBody(_ request: HTTPRequest) {
        if let upload = request.upload {
            set(CURLOPT_UPLOAD, 1)
            note(lockstep_curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(upload.length ?? -1)))
            sendByCallback(sendUpload)
            set(CURLOPT_CUSTOMREQUEST, request.method.name)
        } else if let body = request.body {
            set(CURLOPT_POST, 1)
            note(lockstep_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            if request.repeatsSafely {
                body.withUnsafeBytes { bytes in
                    // libcurl keeps its own copy.
                    let start = bytes.baseAddress ?? UnsafeRawPointer(errorText)
                    let copied = UnsafeMutableRawPointer(mutating: start)
                    note(lockstep_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, copied))
                }
            } else {
                forbidRepetition(hasBody: !body.isEmpty)
            }
            set(CURLOPT_CUSTOMREQUEST, request.method.name)
        } else if request.method == .head {
            set(CURLOPT_NOBODY, 1)
        } else if request.method != .get {
            set(CURLOPT_CUSTOMREQUEST, request.method.name)
            if !request.repeatsSafely { forbidRepetition(hasBody: false) }
        }
    }

    /// When a kept connection closes instead of answering, libcurl sends the request again on a new one. A request
    /// that may have been carried out must not be: its body cannot be rewound, or it takes no kept connection.
    private func forbidRepetition(hasBody: Bool) {
        if hasBody { sendByCallback(sendBody) } else { set(CURLOPT_FRESH_CONNECT, 1) }
    }

    private func sendByCallback(_ callback: @escaping curl_write_callback) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        note(lockstep_curl_set_pointer(handle, CURLOPT_READDATA, context))
        note(lockstep_curl_set_data_callback(handle, CURLOPT_READFUNCTION, callback))
        note(lockstep_curl_set_seek_callback(handle, refuseToRewind))
    }

    private func setTimeouts(_ timeouts: Timeouts) {
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, timeouts.connect.wholeMilliseconds))
        if let whole = timeouts.whole { set(CURLOPT_TIMEOUT_MS, max(1, whole.wholeMilliseconds)) }
        if let idle = timeouts.idle {
            set(CURLOPT_LOW_SPEED_LIMIT, timeouts.slowest)
            set(CURLOPT_LOW_SPEED_TIME, max(1, idle.wholeMilliseconds / 1000))
        }
    }

    private static let authoritiesFile = setting("SSL_CERT_FILE")
    private static let authoritiesFolder = setting("SSL_CERT_DIR")

    private static func setting(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func setTLS(_ tls: TLSOptions) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, tls.insecureSkipVerify ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, tls.insecureSkipVerify ? 0 : 2)
        if let authorities = tls.authorities {
            set(CURLOPT_CAINFO_BLOB, blob: authorities)
            // The system's folder of authorities would be trusted as well.
            clear(CURLOPT_CAPATH)
        } else {
            if let file = Self.authoritiesFile { set(CURLOPT_CAINFO, file) }
            if let folder = Self.authoritiesFolder { set(CURLOPT_CAPATH, folder) }
        }
        if let client = tls.clientCertificate {
            set(CURLOPT_SSLCERTTYPE, "PEM")
            set(CURLOPT_SSLCERT_BLOB, blob: client.certificate)
            set(CURLOPT_SSLKEYTYPE, "PEM")
            set(CURLOPT_SSLKEY_BLOB, blob: client.key.exposedBytes)
        }
    }
}

extension CurlTransfer {
    func result(of code: CURLcode) -> Result<Void, TransportError> {
        guard code != CURLE_OK else { return .success(()) }
        if let failure = transfer.upload?.failure {
            return .failure(TransportError(.uploadFailed, transfer.request, detail: "\(failure)"))
        }
        if let refused, code == CURLE_COULDNT_CONNECT {
            return .failure(TransportError(.notPermitted, transfer.request, detail: refused.description))
        }
        let text = String(cString: errorText)
        let detail = text.isEmpty ? String(cString: lockstep_curl_easy_strerror(code)) : text
        return .failure(TransportError(kind(of: code), transfer.request, detail: detail))
    }

    private var wasConnected: Bool { lockstep_curl_get_time(handle, CURLINFO_PRETRANSFER_TIME_T) > 0 }

    private func kind(of code: CURLcode) -> TransportError.Kind {
        switch code {
        case CURLE_URL_MALFORMAT: .invalidRequest
        case CURLE_UNSUPPORTED_PROTOCOL: wasConnected ? .invalidResponse : .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST: .couldNotResolve
        case CURLE_COULDNT_CONNECT: .couldNotConnect
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
        case CURLE_OPERATION_TIMEDOUT: .timedOut(phaseOfTimeout)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND:
            wasRefusedByProxy ? .proxy : .connectionLost
        case CURLE_ABORTED_BY_CALLBACK, CURLE_READ_ERROR: .uploadFailed
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: .invalidResponse
        default: .other(code: Int(code.rawValue))
        }
    }

    /// libcurl reports a proxy's refusal to connect as a failure to receive.
    private var wasRefusedByProxy: Bool {
        lockstep_curl_get_long(handle, CURLINFO_HTTP_CONNECTCODE) >= 300
    }

    /// libcurl has one code for all, and the time that it tells lags by up to a second.
    private var phaseOfTimeout: TransportError.Phase {
        if !wasConnected { return .connect }
        guard transfer.request.timeouts.idle != nil else { return .whole }
        let whole = transfer.request.timeouts.whole?.wholeMilliseconds ?? .max
        return lockstep_curl_get_time(handle, CURLINFO_TOTAL_TIME_T) / 1000 + 1000 >= Int64(whole) ? .whole : .idle
    }
}

/// Refusing makes libcurl end the transfer with a write error; the transfer keeps the reason.
private func answer(_ reception: Transfer.Reception, _ count: Int) -> Int {
    switch reception {
    case .taken: count
    case .pause: Int(CURL_WRITEFUNC_PAUSE)
    case .refuse: count == 0 ? 1 : 0
    }
}

private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let running = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return answer(running.transfer.receiveHeader(line), size * count)
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, size * count > 0 else { return 0 }
    let running = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let body = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return answer(running.transfer.receiveBody(body), size * count)
}

private func sendBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let bytes else { return 0 }
    let running = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    guard let body = running.transfer.request.body else { return 0 }
    let next = body[running.sentBytes...].prefix(size * count)
    UnsafeMutableRawBufferPointer(start: bytes, count: size * count).copyBytes(from: next)
    running.sentBytes += next.count
    return next.count
}

private func sendUpload(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let bytes, size * count > 0 else { return Int(CURL_READFUNC_ABORT) }
    let running = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    switch running.transfer.upload?.take(size * count) {
    case .bytes(let next)?:
        UnsafeMutableRawBufferPointer(start: bytes, count: size * count).copyBytes(from: next)
        return next.count
    case .nothing?: return Int(CURL_READFUNC_PAUSE)
    case .end?: return 0
    case .failed?, nil: return Int(CURL_READFUNC_ABORT)
    }
}

/// INVARIANT: every connection of a client with limits is opened here, after names were resolved.
private func openSocket(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context, let address, let start = lockstep_curl_address(address) else { return CURL_SOCKET_BAD }
    let running = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let family = address.pointee.family
    let content = UnsafeRawBufferPointer(start: start, count: Int(address.pointee.addrlen))
    if family != AF_UNIX {
        guard let target = SocketAddress(family: family, content: content) else { return CURL_SOCKET_BAD }
        let host = URLComponents(string: running.transfer.request.url)?.host?.filter { $0 != "[" && $0 != "]" }
        guard running.reach.permits(target, host: host) else {
            running.refused = target
            return CURL_SOCKET_BAD
        }
    }
    return socket(family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}

private func refuseToRewind(_ context: UnsafeMutableRawPointer?, _ offset: curl_off_t, _ origin: Int32) -> Int32 {
    Int32(CURL_SEEKFUNC_FAIL)
}

extension Duration {
    /// Rounded down.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(min(seconds, 1 << 40)) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
