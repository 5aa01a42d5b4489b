/// One branch of a repository elsewhere, and how to be let in.
package struct Remote: Sendable, Hashable {
    package var address: RemoteAddress
    /// Short name: `main`, `releases/2026`.
    package var branch: String
    package var credentials: Credentials
    /// OpenSSH known_hosts files; nil stands for the user's and the machine's own.
    package var knownHostsFiles: [String]?
    package var limits: TransferLimits

    package init(
        address: RemoteAddress, branch: String, credentials: Credentials = .none, knownHostsFiles: [String]? = nil,
        limits: TransferLimits = TransferLimits()
    ) {
        self.address = address
        self.branch = branch
        self.credentials = credentials
        self.knownHostsFiles = knownHostsFiles
        self.limits = limits
    }

    /// - Throws: `RepositoryError.invalidRemote` for an address that cannot be used.
    package init(
        _ url: String, branch: String, credentials: Credentials = .none, knownHostsFiles: [String]? = nil,
        limits: TransferLimits = TransferLimits()
    ) throws(RepositoryError) {
        self.init(
            address: try RemoteAddress(url), branch: branch, credentials: credentials,
            knownHostsFiles: knownHostsFiles, limits: limits)
    }

    /// `refs/heads/main`.
    package var reference: String { "refs/heads/\(branch)" }
}

extension Remote: CustomStringConvertible {
    package var description: String { "\(address) \(branch)" }
}

/// How long an exchange with a remote may take.
package struct TransferLimits: Sendable, Hashable {
    /// The whole exchange.
    package var total: Duration
    /// The longest silence within it.
    package var stall: Duration

    package init(total: Duration = .seconds(600), stall: Duration = .seconds(60)) {
        self.total = total
        self.stall = stall
    }
}

/// How far a transfer has come.
package struct TransferProgress: Sendable, Hashable {
    package var receivedObjects: Int
    package var totalObjects: Int
    package var receivedBytes: Int
}
