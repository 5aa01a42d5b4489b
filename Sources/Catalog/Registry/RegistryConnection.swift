import Synchronization
package import Transport
package import Trust

/// One registry (OCI distribution-spec 1.1) with whoever asks it: finds out how it wants to be asked, keeps access
/// tokens until they end, and follows its redirects of content without showing them a credential.
package actor RegistryConnection {
    package typealias Credentials = @Sendable (_ host: String) async throws(TrustError) -> RegistryCredential?

    /// What a request needs a token for.
    private struct Purpose: Hashable {
        let repository: String
        let writes: Bool

        var scope: String { "repository:\(repository):\(writes ? "pull,push" : "pull")" }
    }

    private static let mostRedirects = 5
    private static let mostBytes = 9 << 20

    private let host: String
    private let base: String
    private let origin: RegistryOrigin?
    private let authorities: [UInt8]?
    private let credentials: Credentials
    private let http: HTTPClient
    private let now: @Sendable () -> Int64
    private var tokens: [Purpose: TokenService.Token] = [:]
    private var wantsBasic = false
    /// A helper is a program: it is asked now and then, not for every request.
    private var cached: (credential: RegistryCredential?, until: Int64)?

    private static let credentialLife: Int64 = 300

    /// - Parameters:
    ///   - host: with the port where there is one.
    ///   - authorities: PEM; believed for this registry's own host in place of the system's.
    ///   - now: seconds of any clock that does not go back.
    package init(
        host: String, isPlain: Bool, authorities: [UInt8]? = nil, http: HTTPClient,
        now: @escaping @Sendable () -> Int64, credentials: @escaping Credentials
    ) {
        self.host = host
        base = (isPlain ? "http://" : "https://") + host
        origin = RegistryOrigin(base)
        self.authorities = authorities
        self.credentials = credentials
        self.http = http
        self.now = now
    }

    package nonisolated var sender: RegistrySender {
        { (request) async throws(TrustError) in try await self.send(request) }
    }

    /// - Throws: `unreachable` where there is no answer, and where the registry lets the asker not know: 401 and 403
    ///   say nothing of what there is.
    private func send(_ request: RegistryRequest) async throws(TrustError) -> RegistryResponse {
        let url = request.target.hasPrefix("/") ? base + request.target : request.target
        let isOwn = RegistryOrigin(url) == origin
        let purpose = Self.purpose(of: request, path: String(url.dropFirst(base.count)))
        let known = isOwn ? try await authorization(for: purpose) : nil
        var response = try await exchange(request, url, authorization: known)
        if response.status == 401, isOwn {
            tokens[purpose] = nil
            if known != nil { cached = nil }
            guard let fresh = try await answer(to: response, for: purpose), fresh != known else {
                throw try await refused(response.status)
            }
            response = try await exchange(request, url, authorization: fresh)
        }
        if response.status == 401 || response.status == 403 { throw try await refused(response.status) }
        // A field that stands twice is one list (RFC 9110, section 5.3): the link to the next page may be in either.
        let headers = Dictionary(response.headers.fields.map { ($0.name.lowercased(), $0.value) }) { "\($0), \($1)" }
        return RegistryResponse(status: response.status, headers: headers, body: response.body)
    }

    // MARK: Authentication

    private func authorization(for purpose: Purpose) async throws(TrustError) -> String? {
        if let token = tokens[purpose], token.expires > now() { return "Bearer " + token.value.exposedText }
        switch try await credential() {
        case .bearer(let token): return "Bearer " + token.exposedText
        case let credential?: return wantsBasic ? credential.basic : nil
        case nil: return nil
        }
    }

    private func credential() async throws(TrustError) -> RegistryCredential? {
        if let cached, cached.until > now() { return cached.credential }
        let found = try await credentials(host)
        cached = (found, now() + Self.credentialLife)
        return found
    }

    /// What the registry asks for; nil where nobody here has it.
    private func answer(to response: HTTPResponse, for purpose: Purpose) async throws(TrustError) -> String? {
        let challenges = AuthenticationChallenge.parse(response.headers.all("WWW-Authenticate"))
        let credential = try await credential()
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }), let realm = bearer.parameters["realm"] {
            guard let place = RegistryOrigin(realm), let origin, origin.maySend(to: place) else {
                throw .unreachable(
                    "the registry '\(host)'",
                    reason: "it names the token service '\(realm)', where credentials are not sent")
            }
            let service = TokenService(
                realm: realm, service: bearer.parameters["service"], scope: bearer.parameters["scope"] ?? purpose.scope,
                http: http, tls: tls(for: place))
            let token = try await service.token(for: credential, now: now())
            tokens[purpose] = token
            return "Bearer " + token.value.exposedText
        }
        guard challenges.contains(where: { $0.scheme == "basic" }), let basic = credential?.basic else { return nil }
        wantsBasic = true
        return basic
    }

    private func refused(_ status: Int) async throws(TrustError) -> TrustError {
        let who = try await credential()?.who
        cached = nil
        return .unreachable(
            "the registry '\(host)'",
            reason: who.map { "it answered \(status) to \($0)" }
                ?? "it answered \(status), and no credentials are known")
    }

    private static func purpose(of request: RegistryRequest, path: String) -> Purpose {
        let writes = request.method != "GET" && request.method != "HEAD"
        let marks = ["/manifests/", "/blobs/", "/referrers/", "/tags/"]
        let name = path.hasPrefix("/v2/") ? path.dropFirst("/v2/".count) : ""
        let end = marks.compactMap { name.firstRange(of: $0)?.lowerBound }.min() ?? name.startIndex
        return Purpose(repository: String(name[..<end]), writes: writes)
    }

    // MARK: Sending

    /// Sends, and follows redirects of what is only read. A credential is shown to the registry's own origin alone.
    private func exchange(
        _ request: RegistryRequest, _ url: String, authorization: String?
    ) async throws(TrustError) -> HTTPResponse {
        var url = url
        for _ in 0...Self.mostRedirects {
            guard let place = RegistryOrigin(url), let origin, place == origin || origin.maySend(to: place) else {
                throw .unreachable("the registry '\(host)'", reason: "it sends to '\(url.prefix { $0 != "?" })'")
            }
            var sent = HTTPRequest(HTTPMethod(request.method), url, body: request.body)
            for (name, value) in request.headers { sent.headers[name] = value }
            if place == origin { sent.headers["Authorization"] = authorization }
            sent.tls = tls(for: place)
            sent.maximumBodyBytes = Self.mostBytes
            let response: HTTPResponse
            do throws(TransportError) { response = try await http.send(sent) } catch {
                throw .unreachable("the registry '\(host)'", reason: "\(error)")
            }
            guard [301, 302, 303, 307, 308].contains(response.status), ["GET", "HEAD"].contains(request.method),
                let location = response.headers["Location"]
            else { return response }
            url = Self.resolve(location, from: url)
        }
        throw .unreachable("the registry '\(host)'", reason: "it redirects more than \(Self.mostRedirects) times")
    }

    /// Redirects of registries are absolute, or begin at the root.
    private static func resolve(_ location: String, from url: String) -> String {
        guard location.hasPrefix("/"), let scheme = url.firstRange(of: "://") else { return location }
        if location.hasPrefix("//") { return url[..<scheme.lowerBound] + ":" + location }
        return url[..<scheme.upperBound] + url[scheme.upperBound...].prefix { $0 != "/" } + location
    }

    private func tls(for place: RegistryOrigin) -> TLSOptions {
        TLSOptions(authorities: place.host == origin?.host ? authorities : nil)
    }
}

/// The connections of one process, one for each registry, so that tokens and sockets are used again.
package final class RegistryConnections: Sendable {
    private let connections = Mutex<[String: RegistryConnection]>([:])
    private let connect: @Sendable (_ host: String) -> RegistryConnection

    package init(connect: @escaping @Sendable (_ host: String) -> RegistryConnection) { self.connect = connect }

    package func sender(for reference: ImageReference) -> RegistrySender {
        connections.withLock { known in
            if let connection = known[reference.host] { return connection.sender }
            let connection = connect(reference.host)
            known[reference.host] = connection
            return connection.sender
        }
    }
}
