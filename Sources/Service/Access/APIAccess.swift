package import Delivery
import HTTPTypes
import Manifests
import Trust

/// Who may read what through the HTTP API.
///
/// A bearer of a token, or of a client certificate, reads the environments that the `access` policies of the newest commit
/// permit to `read`. Whoever bears neither reads everything where that is allowed, else nothing. A token that does not hold
/// is refused everywhere.
package actor APIAccess {
    enum Answer: Sendable {
        /// Whether an environment may be read.
        case allowed(@Sendable (String) -> Bool)
        case unauthenticated(String)
        case forbidden(String)
    }

    private let tokens: TokenFile?
    private let issued: IssuedTokens
    private let allowsAnonymousReads: Bool
    private let board: StatusBoard
    private let decisions: (any DecisionLog)?
    private let now: @Sendable () -> Instant
    private var loaded: (revision: String?, authorizer: Result<Authorizer, PolicyFaults>)?

    /// - Parameters:
    ///   - tokens: nil knows nobody.
    ///   - readKeys: reads the keys of the tokens' issuers.
    ///   - allowsAnonymousReads: lets everybody who reaches the address read everything.
    package init(
        tokens: TokenFile? = nil, allowsAnonymousReads: Bool, board: StatusBoard,
        decisions: (any DecisionLog)? = nil, now: @escaping @Sendable () -> Instant = Instant.now,
        readKeys: @escaping KeySource.Read = { _ in [] }
    ) {
        self.tokens = tokens
        issued = IssuedTokens(tokens?.issuers ?? [], read: readKeys)
        self.allowsAnonymousReads = allowsAnonymousReads
        self.board = board
        self.decisions = decisions
        self.now = now
    }

    /// Whether a host is this machine alone.
    package static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        // Four numbers: '127.example.com.' is somebody's name.
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts.first == 127 && !parts.contains(nil)
    }

    /// - Parameters:
    ///   - authorization: the header of that name; it counts before a certificate.
    ///   - certificate: the client's.
    func answer(
        _ authorization: String?, _ certificate: ClientContext.Certificate = .none, reading environments: [String]
    ) async -> Answer {
        let instant = now()
        let bearer: TokenFile.Principal
        switch (authorization, certificate) {
        case (let authorization?, _):
            guard let token = Self.token(authorization) else {
                return .unauthenticated("expected 'Authorization: Bearer …', found another scheme")
            }
            switch await self.bearer(of: token, at: Timestamp(seconds: Int64(instant.seconds))) {
            case .bearer(let known): bearer = known
            case .refused(let reason): return .unauthenticated(reason)
            }
        case (nil, .subject(let subject)):
            bearer = TokenFile.Principal(name: subject.name, groups: subject.groups)
        case (nil, .unreadable):
            return .unauthenticated("expected a client certificate with one common name, found another")
        case (nil, .none):
            guard !allowsAnonymousReads else { return .allowed { _ in true } }
            return .unauthenticated("expected 'Authorization: Bearer …', found none")
        }
        guard let checkout = await board.head else { return .forbidden("no commit was read yet") }
        switch authorizer(of: checkout) {
        case .failure(let faults):
            return .forbidden("the policies have a fault: \(faults.diagnostics.first?.description ?? "")")
        case .success(let authorizer):
            return await answer(bearer, authorizer, environments, checkout.revision, at: instant)
        }
    }

    private func bearer(of token: String, at now: Timestamp) async -> IssuedTokens.Answer {
        if let known = tokens?.principal(bearing: token, at: now) { return .bearer(known) }
        return await issued.answer(token, at: now)
            ?? .refused("expected a token that is known and has not run out, found another")
    }

    private func answer(
        _ bearer: TokenFile.Principal, _ authorizer: Authorizer, _ environments: [String], _ revision: String?,
        at instant: Instant
    ) async -> Answer {
        var readable: Set<String> = []
        var reasons: Set<String> = []
        var records: [DecisionRecord] = []
        for environment in environments {
            let request = AccessRequest(
                subject: bearer.name, groups: bearer.groups, action: "read",
                resource: ["project": "", "name": "*"], environment: environment, time: instant.milliseconds)
            let verdict = authorizer.decide(request)
            records.append(
                DecisionRecord(verdict, request, bundle: authorizer.bundle, revision: revision))
            if verdict.isAllowed { readable.insert(environment) } else { reasons.formUnion(verdict.reasons) }
        }
        await decisions?.record(records)
        guard !readable.isEmpty || environments.isEmpty else {
            return .forbidden("'\(bearer.name)' may not read: \(reasons.sorted().joined(separator: "; "))")
        }
        return .allowed { [readable] in readable.contains($0) }
    }

    private func authorizer(of checkout: Checkout) -> Result<Authorizer, PolicyFaults> {
        if let loaded, loaded.revision == checkout.revision { return loaded.authorizer }
        let authorizer = Authorizer.load(checkout)
        loaded = (checkout.revision, authorizer)
        return authorizer
    }

    /// RFC 6750, section 2.1; the scheme's name in any letter case.
    private static func token(_ header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }
}
