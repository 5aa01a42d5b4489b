import Manifests
import Trust

/// What an OpenID provider says of itself, as far as it tells where its keys are.
enum ProviderMetadata {
    /// - Throws: `malformed` where the document is another issuer's, or names no https address.
    static func keysAddress(in bytes: [UInt8], of issuer: String, what: String) throws(TrustError) -> String {
        let value: Value
        do throws(JSONError) { value = try JSON.parse(bytes) } catch {
            throw .malformed(what, reason: error.description)
        }
        // Else one provider's document could bring in another's keys.
        guard value["issuer"]?.string == issuer else {
            throw .malformed(what, reason: "expected the issuer '\(issuer)', found another")
        }
        guard let address = value["jwks_uri"]?.string, isSafe(address) else {
            throw .malformed(what, reason: "expected an https address in 'jwks_uri', found none")
        }
        return address
    }

    /// Whether nobody on the way can put in other keys.
    static func isSafe(_ address: String) -> Bool {
        if address.hasPrefix("https://") { return true }
        guard address.hasPrefix("http://") else { return false }
        let authority = address.dropFirst("http://".count).prefix { $0 != "/" }
        guard !authority.contains("@") else { return false }
        if authority.hasPrefix("[::1]") { return true }
        return APIAccess.isLoopback(String(authority.prefix { $0 != ":" }))
    }
}
