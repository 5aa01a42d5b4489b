import CLibgit2

extension RepositoryError {
    init(_ failure: NativeFailure, opening path: String) {
        switch failure.code {
        case GIT_ENOTFOUND.rawValue: self = .notARepository(path: path)
        case GIT_EOWNER.rawValue: self = .foreignOwner(path: path)
        default: self.init(failure, action: "open", store: path)
        }
    }

    init(_ failure: NativeFailure, action: String, store: String) {
        if failure.code == GIT_ELOCKED.rawValue {
            self = .locked(store: store, reason: failure.message)
        } else if failure.isNotFound {
            self = .objectNotFound(failure.message, store: store)
        } else if failure.isDamage {
            self = .corrupt(store: store, reason: failure.message)
        } else {
            self = .failed(action: action, place: store, reason: failure.message)
        }
    }

    /// Says what an exchange failed at. libgit2's words pass only after every secret has been taken out of them.
    init(_ failure: NativeFailure, _ exchange: Exchange, store: String) {
        let remote = exchange.remote.address.description
        let reason = Self.redact(failure.message, exchange.remote.credentials)
        if case .timedOut(let milliseconds) = exchange.interruption {
            self = .timedOut(remote: remote, milliseconds: milliseconds)
            return
        }
        switch exchange.refusal {
        case .credentials(let reason): self = .authentication(remote: remote, reason: reason)
        case .host(let reason, let hint): self = .untrustedHost(remote: remote, reason: reason, hint: hint)
        case .moved, nil: self = Self.classify(failure, exchange, remote: remote, reason: reason, store: store)
        }
    }

    private static func classify(
        _ failure: NativeFailure, _ exchange: Exchange, remote: String, reason: String, store: String
    ) -> RepositoryError {
        let text = reason.lowercased()
        if failure.code == GIT_EOWNER.rawValue { return .foreignOwner(path: remote) }
        if failure.code == GIT_ELOCKED.rawValue {
            return .locked(store: reason.contains(store) ? store : remote, reason: reason)
        }
        if failure.code == GIT_ECERTIFICATE.rawValue {
            return .untrustedHost(remote: remote, reason: reason, hint: "check the server's certificate or host key")
        }
        let refusals = [
            "status code: 401", "status code: 403", "authenticat", "passphrase", "private key", "public key",
        ]
        if failure.code == GIT_EAUTH.rawValue || refusals.contains(where: text.contains) {
            return .authentication(remote: remote, reason: reason)
        }
        // Over SSH git-upload-pack says it in words, and hangs up.
        let absences = ["status code: 404", "does not appear to be a git repository", "repository not found"]
        let isFolder = exchange.remote.address.scheme == .file
        if absences.contains(where: (text + exchange.remoteWords.lowercased()).contains)
            || (isFolder && failure.isNotFound)
            || (isFolder && ["failed to resolve path", "unsupported url protocol"].contains(where: text.contains))
        {
            return .remoteNotFound(remote: remote)
        }
        if !isFolder, failure.isNetwork { return .unreachable(remote: remote, reason: reason) }
        if failure.isDamage { return .corrupt(store: store, reason: reason) }
        return .failed(action: "exchange commits with", place: remote, reason: reason)
    }

    static func redact(_ text: String, _ credentials: Credentials) -> String {
        credentials.secrets.map(\.exposedText).filter { !$0.isEmpty }.reduce(text) { text, secret in
            text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "<redacted>")
        }
    }
}
