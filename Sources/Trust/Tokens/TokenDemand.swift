import Manifests

/// What a bearer token must say and be signed with to be believed.
package struct TokenDemand: Sendable, Hashable {
    package var issuer: String
    /// Whom the token must be for.
    package var audience: String
    package var algorithms: [TokenAlgorithm]
    /// Seconds by which clocks may differ, 0…300.
    package var leeway: Int64
    /// The claim that names the bearer.
    package var nameClaim: String
    /// The claim that lists the bearer's groups.
    package var groupsClaim: String

    package init(
        issuer: String, audience: String, algorithms: [TokenAlgorithm] = TokenAlgorithm.usual, leeway: Int64 = 30,
        nameClaim: String = "sub", groupsClaim: String = "groups"
    ) {
        self.issuer = issuer
        self.audience = audience
        self.algorithms = algorithms
        self.leeway = leeway
        self.nameClaim = nameClaim
        self.groupsClaim = groupsClaim
    }
}

package enum TokenVerdict: Sendable, Hashable {
    case verified(name: String, groups: [String])
    case refused(String)
    /// The issuer has no such key, as far as its keys are known: newer ones may have it.
    case unknownKey
}

extension TokenDemand {
    /// - Parameter keys: the issuer's.
    package func verdict(on token: BearerToken, keys: JSONWebKeySet, at now: Timestamp) -> TokenVerdict {
        // What the token says of itself comes last: until the signature holds, all of it is anybody's.
        guard let algorithm = TokenAlgorithm(rawValue: token.algorithm), algorithms.contains(algorithm) else {
            let expected = algorithms.map(\.rawValue).joined(separator: ", ")
            return .refused("expected a signature by \(expected), found '\(Self.shown(token.algorithm))'")
        }
        guard let key = keys.key(token.keyID, for: algorithm) else { return .unknownKey }
        guard key.isSignature(token.signature, of: token.message, algorithm) else {
            return .refused("the signature is not that of the key that the token names")
        }
        if let refusal = refusal(of: token.claims, at: now) { return .refused(refusal) }
        guard let name = token.claims[nameClaim]?.string, !name.isEmpty else {
            return .refused("expected the claim '\(nameClaim)' to name the bearer, found none")
        }
        guard let groups = Self.texts(token.claims[groupsClaim]) else {
            return .refused("expected the claim '\(groupsClaim)' to be a list of strings, found another")
        }
        return .verified(name: name, groups: groups)
    }

    private func refusal(of claims: Object, at now: Timestamp) -> String? {
        guard claims["iss"]?.string == issuer else { return "the token is of another issuer" }
        guard let audiences = Self.texts(claims["aud"]), audiences.contains(audience) else {
            return "the token is for another audience"
        }
        guard let expires = Self.seconds(claims["exp"]) else { return "expected the claim 'exp', found no time" }
        guard now < expires.adding(seconds: leeway) else { return "the token has run out" }
        for name in ["nbf", "iat"] where claims[name] != nil {
            guard let begins = Self.seconds(claims[name]) else { return "expected the claim '\(name)' to be a time" }
            guard begins <= now.adding(seconds: leeway) else { return "the token does not hold yet" }
        }
        return nil
    }

    /// NumericDate (RFC 7519, 2): seconds since 1970, fractions dropped.
    private static func seconds(_ value: Value?) -> Timestamp? {
        switch value {
        case .integer(let seconds)?: Timestamp(seconds: seconds)
        case .double(let seconds)?: Int64(exactly: seconds.rounded(.down)).map { Timestamp(seconds: $0) }
        default: nil
        }
    }

    /// One string or a list of them; an absent claim is an empty list, one of another form is nil.
    private static func texts(_ value: Value?) -> [String]? {
        switch value {
        case nil, .null?: return []
        case .string(let text)?: return [text]
        case .array(let list)?:
            let texts = list.compactMap(\.string)
            return texts.count == list.count ? texts : nil
        default: return nil
        }
    }

    private static func shown(_ text: String) -> String {
        String(text.unicodeScalars.prefix(20).map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" })
    }
}
