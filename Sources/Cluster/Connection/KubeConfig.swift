import Foundation
import Manifests

/// What one or several kubeconfig files say.
///
/// Of several files the first that defines a name, or the current context, wins, as with `kubectl`
/// (<https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/>).
package struct KubeConfig: Sendable {
    struct Context: Sendable {
        var cluster: String
        var user: String?
        var namespace: String?
    }

    /// The files that were read, in order.
    package private(set) var files: [String] = []
    package private(set) var currentContext: String?
    private var contexts: [String: Context] = [:]
    private var clusters: [String: ClusterConnection] = [:]
    private var users: [String: ClusterUser] = [:]

    package var contextNames: [String] { contexts.keys.sorted() }

    /// Reads `path`, or each file that `KUBECONFIG` lists, or `~/.kube/config`.
    ///
    /// Files that `KUBECONFIG` lists and that do not exist are left out, unless all of them are.
    /// - Throws: ``KubeConfigError`` for no file, one that cannot be read, and one that says what cannot be.
    package static func load(
        path: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KubeConfigError) -> KubeConfig {
        let candidates = try candidates(path: path, environment: environment)
        let present = candidates.filter { FileManager.default.fileExists(atPath: $0) }
        guard !present.isEmpty else { throw .noFile(tried: candidates) }
        var config = KubeConfig()
        for file in present { try config.add(try KubeConfigFile.read(file)) }
        return config
    }

    private static func candidates(
        path: String?, environment: [String: String]
    ) throws(KubeConfigError) -> [String] {
        if let path { return [path] }
        let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !listed.isEmpty { return listed }
        guard let home = environment["HOME"], !home.isEmpty else { throw .noFile(tried: []) }
        return [home + "/.kube/config"]
    }

    mutating func add(_ file: KubeConfigFile) throws(KubeConfigError) {
        files.append(file.path)
        currentContext = currentContext ?? file.currentContext
        contexts.merge(file.contexts) { first, _ in first }
        clusters.merge(file.clusters) { first, _ in first }
        users.merge(file.users) { first, _ in first }
    }

    /// The connection of a context; nil takes the current one.
    ///
    /// - Throws: ``KubeConfigError`` for a name that is not there, with those that are.
    package func connection(context name: String? = nil) throws(KubeConfigError) -> ClusterConnection {
        guard let name = name ?? currentContext else { throw .noContext(files: files, existing: contextNames) }
        guard let context = contexts[name] else {
            throw .unknown(.context, name, in: files, referredFrom: nil, existing: contextNames)
        }
        guard var connection = clusters[context.cluster] else {
            throw .unknown(
                .cluster, context.cluster, in: files, referredFrom: name, existing: clusters.keys.sorted())
        }
        connection.name = name
        connection.namespace = context.namespace
        if let user = context.user {
            guard let found = users[user] else {
                throw .unknown(.user, user, in: files, referredFrom: name, existing: users.keys.sorted())
            }
            connection.user = found
        }
        return connection
    }
}
