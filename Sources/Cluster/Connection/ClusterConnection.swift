import Foundation
package import Transport

/// How to reach one cluster, and as whom.
package struct ClusterConnection: Sendable {
    /// What a person calls it: the kubeconfig's context, or `in-cluster`.
    package var name: String
    /// The base URL, without a slash at its end.
    package var server: String
    /// PEM; nil trusts the system's authorities.
    package var authorities: FileOrData?
    package var insecureSkipVerify = false
    /// The name in the server's certificate, where it is not the URL's host.
    package var tlsServerName: String?
    package var proxy = Proxy.environment
    /// The context's own, for commands that are given none.
    package var namespace: String?
    package var user = ClusterUser()

    package init(name: String, server: String) {
        self.name = name
        var server = server
        while server.hasSuffix("/") { server.removeLast() }
        self.server = server
    }
}

/// Bytes at hand, or a file that is read again when it changes.
package enum FileOrData: Sendable, Hashable {
    case data(SecretBytes)
    case file(String)
}

/// Who a request says it comes from. A certificate and one form of authorization may go together.
package struct ClusterUser: Sendable {
    package enum Authorization: Sendable {
        case none
        case token(FileOrData)
        case basic(user: String, password: SecretBytes)
        case plugin(ExecPlugin)
    }

    package var certificate: FileOrData?
    package var key: FileOrData?
    package var authorization = Authorization.none

    package init() {}
}

/// A program that prints credentials (client.authentication.k8s.io, v1 and v1beta1).
package struct ExecPlugin: Sendable, Hashable {
    package var apiVersion: String
    /// A name to look for in `PATH`, or an absolute path.
    package var command: String
    package var arguments: [String] = []
    package var environment: [String: String] = [:]
    /// What the kubeconfig says for a user who lacks the program.
    package var installHint: String?
    /// Passes the cluster's address and authorities on to it.
    package var providesClusterInfo = false
    /// `interactiveMode: Always`: it cannot work without a terminal.
    package var needsTerminal = false

    package init(apiVersion: String, command: String) {
        self.apiVersion = apiVersion
        self.command = command
    }
}
