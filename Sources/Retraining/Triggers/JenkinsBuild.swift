import Manifests
import Transport
import Trust

/// A build of a Jenkins job with parameters.
package struct JenkinsBuild: Sendable, Hashable {
    package var url: String
    /// Folders and the job, with slashes.
    package var job: String
    package var user: String
    package var token: SecretReference
    package var parameters: [String: String]

    static func read(_ reader: inout FieldReader) -> JenkinsBuild? {
        let url = reader.address("url")
        let job = reader.required("job", .nonEmptyString)
        let user = reader.required("user", .nonEmptyString)
        let token = reader.requiredObject("token", SecretReference.read)
        let parameters = reader.value("parameters", .dictionary(of: .string), default: [:])
        guard let url, let job, let user, let token else { return nil }
        return JenkinsBuild(url: url, job: job, user: user, token: token, parameters: parameters)
    }

    /// Jenkins wants a crumb with each POST, against requests that a browser is tricked into (SECURITY-626: bound to the
    /// session, so its cookies come along).
    func crumbRequest(_ secrets: SecretSource) async throws(RetrainingError) -> HTTPRequest {
        var request = HTTPRequest(.get, "\(url)/crumbIssuer/api/json")
        request.headers["Authorization"] = try await authorization(secrets)
        return request
    }

    /// - Parameter crumb: the answer to ``crumbRequest(_:)``; a server without crumbs has none, and answers 404.
    func request(
        _ event: RetrainingEvent, crumb: HTTPResponse, _ secrets: SecretSource
    ) async throws(RetrainingError) -> HTTPRequest {
        let path = job.split(separator: "/").map { "job/\(String($0).percentEncoded)" }.joined(separator: "/")
        var fields = parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        fields += [
            ("LOCKSTEP_EVENT", event.id), ("LOCKSTEP_RELEASE", event.release),
            ("LOCKSTEP_ENVIRONMENT", event.environment), ("LOCKSTEP_CANDIDATE", event.candidate),
            ("LOCKSTEP_EVIDENCE", event.evidence), ("LOCKSTEP_REASON", event.reason),
        ]
        let body = fields.map { "\($0.0.percentEncoded)=\($0.1.percentEncoded)" }.joined(separator: "&")
        var request = HTTPRequest(.post, "\(url)/\(path)/buildWithParameters", body: Array(body.utf8))
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.headers["Authorization"] = try await authorization(secrets)
        if crumb.status == 200, let answer = try? JSON.parse(crumb.body),
            let field = answer["crumbRequestField"]?.string, let value = answer["crumb"]?.string
        {
            request.headers[field] = value
            let cookies = crumb.headers.all("Set-Cookie").map { String($0.prefix { $0 != ";" }) }
            if !cookies.isEmpty { request.headers["Cookie"] = cookies.joined(separator: "; ") }
        }
        return request
    }

    private func authorization(_ secrets: SecretSource) async throws(RetrainingError) -> String {
        let secret = try await secrets.secret(token).exposedText
        return "Basic " + Base64.encode(Array("\(user):\(secret)".utf8))
    }
}
