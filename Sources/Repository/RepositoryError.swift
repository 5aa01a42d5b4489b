/// What can go wrong between Lockstep and Git.
///
/// Remotes are named without user and secret; `description` is one line, with the remedy on a second `hint:` line.
package enum RepositoryError: Error, Sendable, Hashable {
    /// The remote did not answer, or broke off; trying again may help.
    case unreachable(remote: String, reason: String)
    /// The whole exchange, or one silence in it, took longer than allowed (milliseconds).
    case timedOut(remote: String, milliseconds: Int)
    /// The remote refused the credentials, or asked for some and there are none.
    case authentication(remote: String, reason: String)
    /// The SSH host key or the TLS certificate is not one that is trusted.
    case untrustedHost(remote: String, reason: String, hint: String)
    case remoteNotFound(remote: String)
    /// The remote or store has no such branch; `available` are the branches it has.
    case referenceNotFound(String, place: String, available: [String])
    case invalidRemote(String, reason: String, hint: String)
    case invalidCredentials(source: String, reason: String)
    case notARepository(path: String)
    /// The folder belongs to another user of the machine.
    case foreignOwner(path: String)
    /// A commit, tree or revision that the store does not have.
    case objectNotFound(String, store: String)
    case pathNotFound(String, commit: ObjectID)
    case notAFile(String, commit: ObjectID)
    /// Bytes found and allowed.
    case tooLarge(path: String, size: Int, limit: Int)
    case tooManyEntries(limit: Int, commit: ObjectID)
    case invalidEdit(path: String, reason: String)
    /// The edit gives the tree that was there before.
    case nothingToCommit(base: ObjectID)
    /// A commit to be pushed does not descend from the head that it was made on.
    case notADescendant(commit: ObjectID, of: ObjectID, remote: String, reference: String)
    /// A reference moved while it was about to be set; nil stands for absent.
    case moved(reference: String, store: String, expected: ObjectID?, found: ObjectID?)
    case locked(store: String, reason: String)
    case corrupt(store: String, reason: String)
    case failed(action: String, place: String, reason: String)
}

extension RepositoryError: CustomStringConvertible {
    package var description: String {
        hint.map { "\(message)\n  hint: \($0)" } ?? message
    }

    package var message: String {
        switch self {
        case .unreachable(let remote, let reason): "cannot reach '\(remote)': \(reason)"
        case .timedOut(let remote, let limit):
            "'\(remote)' did not answer: expected progress within \(Double(limit) / 1000) s, found none"
        case .authentication(let remote, let reason): "'\(remote)' refused access: \(reason)"
        case .untrustedHost(let remote, let reason, _): "'\(remote)' is not trusted: \(reason)"
        case .remoteNotFound(let remote): "no repository at '\(remote)'"
        case .referenceNotFound(let reference, let place, _): "no branch '\(reference)' in '\(place)'"
        case .invalidRemote(let text, let reason, _): "remote '\(text)' is not usable: \(reason)"
        case .invalidCredentials(let source, let reason): "credentials from \(source) are not usable: \(reason)"
        case .notARepository(let path): "no Git repository at '\(path)' or above it"
        case .foreignOwner(let path): "Git repository '\(path)' belongs to another user"
        case .objectNotFound(let name, let store): "no object '\(name)' in '\(store)'"
        case .pathNotFound(let path, let commit): "no file '\(path)' in commit \(commit.abbreviated)"
        case .notAFile(let path, let commit): "'\(path)' in commit \(commit.abbreviated) is not a regular file"
        case .tooLarge(let path, let size, let limit):
            "'\(path)' is too large: \(size) bytes, at most \(limit) expected"
        case .tooManyEntries(let limit, let commit):
            "commit \(commit.abbreviated) has more than \(limit) files, or folders nested too deeply"
        case .invalidEdit(let path, let reason): "cannot write '\(path)': \(reason)"
        case .nothingToCommit(let base): "nothing to commit: the files are those of \(base.abbreviated)"
        case .notADescendant(let commit, let base, let remote, let reference):
            "cannot push \(commit.abbreviated) to '\(reference)' of '\(remote)': "
                + "expected a descendant of \(base.abbreviated), and it is not"
        case .moved(let reference, let store, let expected, let found):
            "'\(reference)' of '\(store)' moved: expected \(expected?.abbreviated ?? "none"), "
                + "found \(found?.abbreviated ?? "none")"
        case .locked(let store, let reason): "another process is writing to '\(store)': \(reason)"
        case .corrupt(let store, let reason): "Git data in '\(store)' is damaged: \(reason)"
        case .failed(let action, let place, let reason): "cannot \(action) '\(place)': \(reason)"
        }
    }

    package var hint: String? {
        switch self {
        case .unreachable: "check the address, the network and the proxy settings"
        case .authentication: "check that the token or key is valid and may read and write this repository"
        case .remoteNotFound: "check the address; some servers also say this when the credentials lack access"
        case .untrustedHost(_, _, let hint), .invalidRemote(_, _, let hint): hint
        case .referenceNotFound(_, _, let available):
            available.isEmpty ? "it has no branches yet" : "it has \(Self.list(available))"
        case .foreignOwner(let path): "git config --global --add safe.directory '\(path)', if you trust it"
        case .notADescendant, .moved: "fetch, make the change again on the new head, and push that"
        case .locked: "try again; if no process runs any more, remove the named lock file"
        case .corrupt: "remove the folder if it is Lockstep's own store: it is fetched again"
        default: nil
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
