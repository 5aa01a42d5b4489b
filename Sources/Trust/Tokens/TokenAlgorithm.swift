/// How a bearer token may be signed (RFC 7518, 3.1; RFC 8037).
///
/// There is no `none`, and none with a shared secret: what verifies a token cannot make one.
package enum TokenAlgorithm: String, Sendable, Hashable, CaseIterable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case edDSA = "EdDSA"

    /// What every issuer of OpenID Connect signs with, and what is better.
    package static let usual: [TokenAlgorithm] = [.rs256, .ps256, .es256, .es384, .edDSA]
}
