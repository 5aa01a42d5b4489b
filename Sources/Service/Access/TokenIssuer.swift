import Manifests
import Trust

/// An issuer whose tokens let people in, as the operator's file has it.
struct TokenIssuer: Sendable, Hashable {
    var demand: TokenDemand
    var source: KeySource
    /// Put before names and groups, so that they are nobody else's.
    var namePrefix: String
    var groupPrefix: String

    static func read(_ reader: inout FieldReader) -> TokenIssuer? {
        let issuer = reader.required("issuer", .nonEmptyString)
        let audience = reader.required("audience", .nonEmptyString)
        let algorithms = reader.value(
            "algorithms", .list(of: .choice(TokenAlgorithm.self)), default: TokenAlgorithm.usual)
        let leeway = reader.value("leewaySeconds", .integer(in: 0...300), default: 30)
        let nameClaim = reader.value("nameClaim", .nonEmptyString, default: "sub")
        let groupsClaim = reader.value("groupsClaim", .nonEmptyString, default: "groups")
        let namePrefix = reader.value("namePrefix", .string, default: "")
        let groupPrefix = reader.value("groupPrefix", .string, default: "")
        let file = reader.optional("keysFile", .nonEmptyString)
        let address = reader.optional("keysURL", .nonEmptyString)
        if algorithms.isEmpty { reader.report("expected at least one algorithm, found none", at: "algorithms") }
        guard let issuer, let audience else { return nil }
        let source: KeySource
        switch (file, address) {
        case (let file?, nil): source = .file(file)
        case (nil, let address?):
            if !ProviderMetadata.isSafe(address) {
                reader.report("expected an https address, found '\(address)'", at: "keysURL")
            }
            source = .address(address)
        case (nil, nil):
            if !ProviderMetadata.isSafe(issuer) {
                reader.report(
                    "expected an https address, found '\(issuer)'", at: "issuer",
                    hint: "an issuer without an address needs 'keysFile' or 'keysURL'")
            }
            source = .discovery(issuer: issuer)
        default:
            reader.report("expected 'keysFile' or 'keysURL', found both", at: "keysURL")
            return nil
        }
        return TokenIssuer(
            demand: TokenDemand(
                issuer: issuer, audience: audience, algorithms: algorithms, leeway: Int64(leeway),
                nameClaim: nameClaim, groupsClaim: groupsClaim),
            source: source, namePrefix: namePrefix, groupPrefix: groupPrefix)
    }
}

/// Whether a bearer token is an issuer's, and who bears it then.
struct IssuedTokens: Sendable {
    private let issuers: [String: (issuer: TokenIssuer, keys: IssuerKeys)]

    init(_ issuers: [TokenIssuer], read: @escaping KeySource.Read) {
        self.issuers = Dictionary(
            issuers.map { ($0.demand.issuer, ($0, IssuerKeys($0.source, read: read))) },
            uniquingKeysWith: { first, _ in first })
    }

    enum Answer: Sendable {
        case bearer(TokenFile.Principal)
        case refused(String)
    }

    /// - Returns: nil for what is no token of an issuer at all.
    func answer(_ text: String, at now: Timestamp) async -> Answer? {
        guard !issuers.isEmpty, let token = BearerToken(text) else { return nil }
        guard let (issuer, keys) = token.issuer.flatMap({ issuers[$0] }) else {
            return .refused("the token is of an issuer that is not known here")
        }
        for wantsNewer in [false, true] {
            switch await keys.keys(wantsNewer: wantsNewer, at: now.seconds) {
            case .unavailable(let reason):
                return .refused("the keys of '\(issuer.demand.issuer)' cannot be read: \(reason)")
            case .keys(let known):
                switch issuer.demand.verdict(on: token, keys: known, at: now) {
                case .unknownKey: continue
                case .refused(let reason): return .refused(reason)
                case .verified(let name, let groups):
                    return .bearer(
                        TokenFile.Principal(
                            name: issuer.namePrefix + name, groups: groups.map { issuer.groupPrefix + $0 }))
                }
            }
        }
        return .refused("the token is signed by a key that its issuer does not have")
    }
}
