package import Manifests

/// A JSON Web Token in compact form (RFC 7519, RFC 7515, 7.1), read and not believed.
///
/// Keys that a token brings itself (`jwk`, `jku`, `x5c`, `x5u`) are not looked at.
package struct BearerToken: Sendable {
    private static let mostBytes = 16 << 10

    let algorithm: String
    let keyID: String?
    /// What is signed.
    let message: [UInt8]
    let signature: [UInt8]
    package let claims: Object

    /// Nil for what is no token, and for one whose header asks for more than is understood here.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count <= Self.mostBytes, parts.count == 3, let header = Self.object(parts[0]),
            let claims = Self.object(parts[1]), let signature = Base64.decodeURLSafe(parts[2]),
            let algorithm = header["alg"]?.string, header["crit"] == nil
        else { return nil }
        if let type = header["typ"] {
            guard let type = type.string?.lowercased(), ["jwt", "at+jwt"].contains(type) else { return nil }
        }
        if let id = header["kid"], id.string == nil { return nil }
        self.algorithm = algorithm
        keyID = header["kid"]?.string
        message = Array("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
        self.claims = claims
    }

    /// Who says to have made it; whether they have is another question.
    package var issuer: String? { claims["iss"]?.string }

    private static func object(_ part: String) -> Object? {
        guard let bytes = Base64.decodeURLSafe(part) else { return nil }
        return try? StrictJSON.parse(bytes, what: "a token").object
    }
}

extension Base64 {
    /// The URL-safe alphabet without padding (RFC 7515, 2); nil for anything else.
    static func decodeURLSafe(_ text: String) -> [UInt8]? {
        text.utf8.contains { [UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "=")].contains($0) }
            ? nil : decodeEither(text)
    }
}
