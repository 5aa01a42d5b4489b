package import Manifests
package import Transport

/// A signed POST (Standard Webhooks 1.0.0): `webhook-id`, `webhook-timestamp`, `webhook-signature`.
package struct Webhook: Sendable, Hashable {
    package enum Signing: Sendable, Hashable {
        /// HMAC-SHA256 with a secret that both sides have, `whsec_…`.
        case shared(SecretReference)
        /// Ed25519 with a private key, `whsk_…`: the receiver needs the public one alone.
        case privateKey(SecretReference)
    }

    package var url: String
    package var signing: Signing

    static func read(_ reader: inout FieldReader) -> Webhook? {
        let url = reader.address("url")
        let secret = reader.object("secret", SecretReference.read)
        let key = reader.object("key", SecretReference.read)
        switch (url, secret, key) {
        case (let url?, let secret?, nil): return Webhook(url: url, signing: .shared(secret))
        case (let url?, nil, let key?): return Webhook(url: url, signing: .privateKey(key))
        default:
            if reader.isValid { reader.report("expected either 'secret' or 'key' to sign with") }
            return nil
        }
    }

    /// - Parameter now: seconds since 1970, of this attempt.
    /// - Throws: `secret` where it is missing or of another form.
    func request(
        _ event: RetrainingEvent, now: Int, _ secrets: SecretSource
    ) async throws(RetrainingError) -> HTTPRequest {
        try await request(event.id, event.encoded, now: now, secrets)
    }

    /// - Parameter id: the same for every attempt at the same message, so that its receiver knows it again.
    package func request(
        _ id: String, _ message: Value, now: Int, _ secrets: SecretSource
    ) async throws(RetrainingError) -> HTTPRequest {
        let body = JSON.write(message)
        let signed = Array("\(id).\(now).".utf8) + body
        var request = HTTPRequest(.post, url, body: body)
        request.headers["Content-Type"] = "application/json"
        request.headers["webhook-id"] = id
        request.headers["webhook-timestamp"] = "\(now)"
        switch signing {
        case .shared(let reference):
            let key = try WebhookSignature.sharedKey(try await secrets.secret(reference), reference)
            request.headers["webhook-signature"] = WebhookSignature.shared(signed, key: key)
        case .privateKey(let reference):
            let key = try WebhookSignature.privateKey(try await secrets.secret(reference), reference)
            request.headers["webhook-signature"] = try WebhookSignature.asymmetric(signed, key: key)
        }
        return request
    }
}
