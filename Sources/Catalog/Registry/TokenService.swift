import Manifests
import Transport
import Trust

/// A token service of a registry (Docker's "token authentication specification" and its OAuth 2 form).
struct TokenService: Sendable {
    struct Token: Sendable {
        let value: SecretBytes
        /// Seconds on the connection's clock.
        let expires: Int64
    }

    let realm: String
    let service: String?
    let scope: String?
    let http: HTTPClient
    let tls: TLSOptions

    /// Seconds that a token lives where the service does not say.
    private static let defaultLife: Int64 = 60
    /// A token is replaced so many seconds before it ends.
    private static let margin: Int64 = 10

    /// - Parameter credential: nil asks for what anybody may have.
    /// - Throws: `unreachable`.
    func token(for credential: RegistryCredential?, now: Int64) async throws(TrustError) -> Token {
        var request = request(for: credential)
        request.tls = tls
        request.maximumBodyBytes = 1 << 20
        request.isIdempotent = true
        let response: HTTPResponse
        do throws(TransportError) { response = try await http.send(request) } catch {
            throw fault("\(error)")
        }
        guard response.status == 200 else {
            let who = credential?.who ?? "anonymous access"
            throw fault("it answered \(response.status) to \(who)")
        }
        let value: Value
        do throws(JSONError) { value = try JSON.parse(response.body) } catch { throw fault("its answer is no JSON") }
        let text = value["token"]?.string ?? value["access_token"]?.string
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw fault("its answer has no token")
        }
        let life = min(max(value["expires_in"]?.integer ?? Self.defaultLife, 0), 86_400)
        return Token(value: SecretBytes(text), expires: now + life - min(Self.margin, life / 2))
    }

    private func request(for credential: RegistryCredential?) -> HTTPRequest {
        var items: [(String, String)] = []
        if let service { items.append(("service", service)) }
        if let scope { items.append(("scope", scope)) }
        if case .identityToken(let token)? = credential {
            items += [("grant_type", "refresh_token"), ("client_id", "lockstep"), ("refresh_token", token.exposedText)]
            return HTTPRequest(
                .post, realm, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array(Self.encoded(items).utf8))
        }
        if case .password(let user, _)? = credential { items.append(("account", user)) }
        let query = Self.encoded(items)
        var request = HTTPRequest(.get, query.isEmpty ? realm : realm + (realm.contains("?") ? "&" : "?") + query)
        if let basic = credential?.basic { request.headers["Authorization"] = basic }
        return request
    }

    private static func encoded(_ items: [(String, String)]) -> String {
        items.map { "\($0.0)=\(AWSSignature.encoded($0.1))" }.joined(separator: "&")
    }

    private func fault(_ reason: String) -> TrustError {
        .unreachable("the registry's token service '\(realm.prefix { $0 != "?" })'", reason: reason)
    }
}
