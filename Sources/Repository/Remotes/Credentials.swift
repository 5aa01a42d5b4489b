import Foundation

/// What opens a remote. Prints without the secrets in it.
package enum Credentials: Sendable, Hashable {
    case none
    /// HTTP Basic. GitHub takes any user name with a token, by convention `x-access-token`; GitLab `oauth2`.
    case token(Secret, username: String = "x-access-token")
    /// A private key in OpenSSH or PEM form.
    case sshKeyFile(path: String, passphrase: Secret? = nil)
    case sshKey(Secret, passphrase: Secret? = nil)
    /// The agent at `SSH_AUTH_SOCK`.
    case sshAgent
}

extension Credentials {
    /// Reads `LOCKSTEP_GIT_TOKEN` or `…_TOKEN_FILE` (with `LOCKSTEP_GIT_USERNAME`), for SSH addresses
    /// `LOCKSTEP_GIT_SSH_KEY` or `…_SSH_KEY_FILE` (with `LOCKSTEP_GIT_SSH_PASSPHRASE` or `…_PASSPHRASE_FILE`), and
    /// otherwise the agent at `SSH_AUTH_SOCK`.
    ///
    /// - Throws: `RepositoryError.invalidCredentials` for a file that cannot be read or is empty.
    package static func read(
        for address: RemoteAddress, environment: [String: String]
    ) throws(RepositoryError) -> Credentials {
        switch address.scheme {
        case .file: return .none
        case .http, .https:
            guard let token = try secret("LOCKSTEP_GIT_TOKEN", environment) else { return .none }
            return .token(token, username: environment["LOCKSTEP_GIT_USERNAME"] ?? "x-access-token")
        case .ssh:
            let passphrase = try secret("LOCKSTEP_GIT_SSH_PASSPHRASE", environment)
            if let path = environment["LOCKSTEP_GIT_SSH_KEY_FILE"] {
                return .sshKeyFile(path: path, passphrase: passphrase)
            }
            if let key = environment["LOCKSTEP_GIT_SSH_KEY"] { return .sshKey(Secret(key), passphrase: passphrase) }
            return environment["SSH_AUTH_SOCK"] == nil ? .none : .sshAgent
        }
    }

    private static func secret(
        _ name: String, _ environment: [String: String]
    ) throws(RepositoryError) -> Secret? {
        if let text = environment[name], !text.isEmpty { return Secret(text) }
        guard let path = environment["\(name)_FILE"] else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .invalidCredentials(source: "\(name)_FILE", reason: "file '\(path)' cannot be read")
        }
        // Editors end files with a newline that is not part of the secret.
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw .invalidCredentials(source: "\(name)_FILE", reason: "file '\(path)' is empty")
        }
        return Secret(text)
    }

    /// The secrets within, for taking them out of a text that came from elsewhere.
    var secrets: [Secret] {
        switch self {
        case .none, .sshAgent: []
        case .token(let token, _): [token]
        case .sshKeyFile(_, let passphrase): [passphrase].compactMap(\.self)
        case .sshKey(let key, let passphrase): [key, passphrase].compactMap(\.self)
        }
    }
}
