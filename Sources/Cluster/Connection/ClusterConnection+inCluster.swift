import Foundation
import Transport

extension ClusterConnection {
    /// Where a pod finds its service account.
    package static let serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// The connection of a pod by its service account. Token and authorities are read again when they change.
    ///
    /// - Throws: ``KubeConfigError/notInCluster(missing:)``.
    package static func inCluster(
        folder: String = serviceAccountFolder, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(KubeConfigError) -> ClusterConnection {
        func variable(_ name: String) throws(KubeConfigError) -> String {
            guard let value = environment[name], !value.isEmpty else { throw .notInCluster(missing: name) }
            return value
        }
        func file(_ name: String) throws(KubeConfigError) -> String {
            let path = "\(folder)/\(name)"
            guard FileManager.default.isReadableFile(atPath: path) else { throw .notInCluster(missing: path) }
            return path
        }
        let host = try variable("KUBERNETES_SERVICE_HOST")
        let port = try variable("KUBERNETES_SERVICE_PORT")
        let shownHost = host.contains(":") ? "[\(host)]" : host
        var connection = ClusterConnection(name: "in-cluster", server: "https://\(shownHost):\(port)")
        connection.authorities = .file(try file("ca.crt"))
        connection.user.authorization = .token(.file(try file("token")))
        connection.proxy = .none
        let namespace = FileManager.default.contents(atPath: "\(folder)/namespace")
        connection.namespace = namespace.map { String(decoding: $0, as: UTF8.self) }
        return connection
    }
}
