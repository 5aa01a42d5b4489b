import Foundation
package import Transport

/// With what a registry is asked.
package enum RegistryCredential: Sendable, Hashable {
    case password(user: String, SecretBytes)
    /// Given to a token service for access tokens (`identitytoken` of Docker's configuration).
    case identityToken(SecretBytes)
    /// An access token, sent as it is.
    case bearer(SecretBytes)

    /// For messages.
    var who: String {
        switch self {
        case .password(let user, _): "the password of '\(user)'"
        case .identityToken: "the identity token"
        case .bearer: "the token of LOCKSTEP_REGISTRY_TOKEN"
        }
    }

    /// `Authorization` of RFC 7617; nil for tokens.
    var basic: String? {
        guard case .password(let user, let password) = self else { return nil }
        return "Basic " + Data(Array("\(user):".utf8) + password.exposedBytes).base64EncodedString()
    }
}
