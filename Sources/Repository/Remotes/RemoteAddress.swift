import Foundation

/// Where a repository is: a folder, or a host with a path. Never holds a secret.
package struct RemoteAddress: Sendable, Hashable {
    package enum Scheme: String, Sendable, Hashable {
        case file, http, https, ssh
    }

    package let scheme: Scheme
    /// Without brackets; empty for a folder.
    package let host: String
    package let port: Int?
    /// The SSH login, by default `git`.
    package let user: String
    /// Absolute for a folder; for SSH as the server shall see it.
    package let path: String

    /// Reads `https://host/path`, `ssh://git@host:22/path`, `git@host:path`, `file:///path` or a folder's path.
    ///
    /// - Throws: `RepositoryError.invalidRemote`, for another scheme, and for a user or password in the address:
    ///   an address is printed and stored, a secret must not be.
    package init(_ text: String) throws(RepositoryError) {
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw .invalidRemote(
                Self.printable(text), reason: "it is empty or has control characters", hint: "give a URL or a folder")
        }
        if let mark = text.range(of: "://") {
            try self.init(scheme: text[..<mark.lowerBound], rest: text[mark.upperBound...], text: text)
        } else if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/"), colon != text.startIndex {
            // git's own rule: a colon before the first slash makes it `user@host:path`.
            let path = text[text.index(after: colon)...]
            // Not a host with a path: `user:password@host:path`.
            if path.prefix(while: { $0 != "/" }).contains("@"), !text[..<colon].contains("@") {
                _ = try Self.login(text.prefix { $0 != "/" }, scheme: .https, text: text)
            }
            try self.init(ssh: text[..<colon], path: path, text: text)
        } else {
            self.init(folder: text)
        }
    }

    package init(folder: String) {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        self.init(scheme: .file, host: "", port: nil, user: "", path: path)
    }

    private init(scheme name: Substring, rest: Substring, text: String) throws(RepositoryError) {
        guard let scheme = Scheme(rawValue: name.lowercased()) else {
            throw .invalidRemote(
                Self.printable(text), reason: "scheme '\(name)' is not supported",
                hint: "use https://, ssh://, file:// or a folder")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        var path = String(rest[slash...])
        if scheme == .file {
            guard authority.isEmpty || authority == "localhost" else {
                throw .invalidRemote(
                    Self.printable(text), reason: "a file address has no host", hint: "use file:///path/to/repository")
            }
            self.init(folder: path.removingPercentEncoding ?? path)
            return
        }
        let login = try Self.login(authority, scheme: scheme, text: text)
        let (host, port) = try Self.hostAndPort(login.rest, text: text)
        if path.contains("?") || path.contains("#") {
            throw .invalidRemote(
                Self.printable(text), reason: "a query or fragment has no place in it",
                hint: "give tokens through the environment or a file")
        }
        if path.isEmpty || path == "/" {
            throw .invalidRemote(Self.printable(text), reason: "it names no repository", hint: "add its path")
        }
        if scheme == .ssh, path.hasPrefix("/~") { path.removeFirst() }
        self.init(scheme: scheme, host: host, port: port, user: login.user, path: path)
    }

    private init(ssh authority: Substring, path: Substring, text: String) throws(RepositoryError) {
        let login = try Self.login(authority, scheme: .ssh, text: text)
        guard !login.rest.isEmpty, !path.isEmpty, !login.rest.hasPrefix("-") else {
            throw .invalidRemote(Self.printable(text), reason: "it names no host or path", hint: "use git@host:path")
        }
        self.init(scheme: .ssh, host: String(login.rest), port: nil, user: login.user, path: String(path))
    }

    private init(scheme: Scheme, host: String, port: Int?, user: String, path: String) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.user = user
        self.path = path
    }

    private static func login(
        _ authority: Substring, scheme: Scheme, text: String
    ) throws(RepositoryError) -> (user: String, rest: Substring) {
        guard let at = authority.lastIndex(of: "@") else { return (scheme == .ssh ? "git" : "", authority) }
        let user = authority[..<at]
        guard scheme == .ssh, !user.contains(":"), !user.isEmpty else {
            throw .invalidRemote(
                printable(text), reason: "it carries a user or password",
                hint: "take them out, and give the token through LOCKSTEP_GIT_TOKEN or LOCKSTEP_GIT_TOKEN_FILE")
        }
        return (String(user), authority[authority.index(after: at)...])
    }

    private static func hostAndPort(
        _ authority: Substring, text: String
    ) throws(RepositoryError) -> (host: String, port: Int?) {
        var host = authority
        var portText: Substring?
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            let after = authority[authority.index(after: end)...]
            if after.hasPrefix(":") { portText = after.dropFirst() }
        } else if let colon = authority.lastIndex(of: ":") {
            host = authority[..<colon]
            portText = authority[authority.index(after: colon)...]
        }
        let port = portText.flatMap { UInt16($0) }.map(Int.init)
        guard !host.isEmpty, !host.hasPrefix("-"), portText == nil || port != nil else {
            throw .invalidRemote(printable(text), reason: "its host or port is not valid", hint: "use host:port")
        }
        return (String(host), port)
    }

    /// The text without what may be a secret: everything before an `@` of the authority, query and fragment.
    static func printable(_ text: String) -> String {
        var text = text
        if let mark = text.range(of: "://") {
            let authority = text[mark.upperBound...].prefix { $0 != "/" }
            // A password may itself hold a slash, then the authority seems to end before the `@`.
            if let at = text[mark.upperBound...].lastIndex(of: "@"), at < authority.endIndex || !authority.contains("@")
            {
                text.replaceSubrange(mark.upperBound...at, with: "")
            }
        } else if let at = text.lastIndex(of: "@") {
            text.removeSubrange(...at)
        }
        if let query = text.firstIndex(where: { $0 == "?" || $0 == "#" }) { text.removeSubrange(query...) }
        return String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) })
    }
}

extension RemoteAddress: CustomStringConvertible {
    /// The address for people: no user, no secret.
    package var description: String {
        scheme == .file ? path : "\(scheme)://\(hostAndPort)\(path.hasPrefix("/") ? "" : "/")\(path)"
    }

    /// The address for libgit2; the SSH login is in it, never a secret.
    var url: String {
        switch scheme {
        case .file: path
        case .http, .https: "\(scheme)://\(hostAndPort)\(path)"
        case .ssh where path.hasPrefix("/"): "ssh://\(user)@\(hostAndPort)\(path)"
        case .ssh where path.hasPrefix("~"): "ssh://\(user)@\(hostAndPort)/\(path)"
        case .ssh: "\(user)@\(host):\(path)"
        }
    }

    private var hostAndPort: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    /// Whether the host is this machine.
    var isLoopback: Bool {
        host == "localhost" || host == "::1" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
    }
}
