package import Repository

/// The program behind a Git address, by whose API pull requests are made.
package struct CodeHost: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case github, gitlab
        /// Gitea and Forgejo.
        case gitea
    }

    package var kind: Kind
    /// Without a slash at the end: `https://api.github.com`, `https://git.example.com/api/v4`.
    package var api: String
    /// `owner/name`, for GitLab with any number of groups before the name.
    package var repository: String

    package init(kind: Kind, api: String, repository: String) {
        self.kind = kind
        self.api = api
        self.repository = repository
    }

    /// The public hosts, known by name.
    ///
    /// - Returns: nil for any other host, and for an address that names no `owner/name`.
    package init?(knownBy address: RemoteAddress) {
        guard let repository = Self.repository(of: address) else { return nil }
        switch address.host.lowercased() {
        case "github.com", "ssh.github.com":
            self.init(kind: .github, api: "https://api.github.com", repository: repository)
        case "gitlab.com", "altssh.gitlab.com":
            self.init(kind: .gitlab, api: "https://gitlab.com/api/v4", repository: repository)
        case "codeberg.org", "gitea.com":
            self.init(kind: .gitea, api: "https://\(address.host.lowercased())/api/v1", repository: repository)
        default: return nil
        }
    }

    /// A host of one's own.
    ///
    /// - Parameter site: the web address, `https://git.example.com`; for SSH and folders it must be given.
    /// - Returns: nil where neither tells of a web address, or the remote names no `owner/name`.
    package init?(kind: Kind, site: String?, address: RemoteAddress) {
        guard let site = site ?? address.site, let repository = Self.repository(of: address) else { return nil }
        let base = site.hasSuffix("/") ? String(site.dropLast()) : site
        let api =
            switch kind {
            case .github: base == "https://github.com" ? "https://api.github.com" : base + "/api/v3"
            case .gitlab: base + "/api/v4"
            case .gitea: base + "/api/v1"
            }
        self.init(kind: kind, api: api, repository: repository)
    }

    /// A host as an operator names it: `gitea`, or `gitea=https://git.example.com` where the remote does not tell the
    /// web address.
    ///
    /// - Returns: nil for another kind, for a site that is no `https://` address (`http://` on this machine alone, as the
    ///   token goes there), and as ``init(kind:site:address:)``.
    package init?(named text: String, address: RemoteAddress) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard let kind = parts.first.flatMap(Kind.init), !text.hasSuffix("=") else { return nil }
        let site = parts.count > 1 ? parts[1] : nil
        let local = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        let isSafe = site.map { $0.hasPrefix("https://") || local.contains(where: $0.hasPrefix) } ?? true
        guard isSafe, site?.contains("@") != true else { return nil }
        self.init(kind: kind, site: site, address: address)
    }

    /// The path without its leading slash and `.git`; nil without two parts or with one that is no name.
    static func repository(of address: RemoteAddress) -> String? {
        var path = address.path
        if path.hasSuffix(".git") { path.removeLast(4) }
        let parts = path.split(separator: "/")
        guard address.scheme != .file, parts.count >= 2,
            parts.allSatisfy({ $0 != ".." && $0.allSatisfy { $0.isLetter || $0.isNumber || "-._~".contains($0) } })
        else { return nil }
        return parts.joined(separator: "/")
    }
}

extension RemoteAddress {
    /// The web address of the host; nil for one that is reached by SSH or is a folder.
    fileprivate var site: String? {
        guard scheme == .https || scheme == .http else { return nil }
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(name)" + (port.map { ":\($0)" } ?? "")
    }
}
