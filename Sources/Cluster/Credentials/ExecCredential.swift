import Foundation
import Manifests
import Transport

/// What a credential plugin is told and what it answers (client.authentication.k8s.io).
struct ExecCredential: Sendable, Equatable {
    static let versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    var token: SecretBytes?
    var certificate: TLSOptions.ClientCertificate?
    /// Nil holds until the server refuses it.
    var expires: Date?

    /// - Parameter output: the plugin's standard output.
    init(_ output: [UInt8], of plugin: ExecPlugin) throws(CredentialError) {
        func misspoke(_ detail: String) -> CredentialError {
            .pluginMisspoke(command: plugin.command, detail: detail)
        }
        guard let value = try? JSON.parse(output) else { throw misspoke("printed no JSON") }
        guard value["kind"]?.string == "ExecCredential" else { throw misspoke("printed no ExecCredential") }
        guard value["apiVersion"]?.string == plugin.apiVersion else {
            throw misspoke("printed apiVersion '\(value["apiVersion"]?.string ?? "")', expected '\(plugin.apiVersion)'")
        }
        let status = value["status"]
        if let text = status?["token"]?.string, !text.isEmpty { token = SecretBytes(text) }
        switch (status?["clientCertificateData"]?.string, status?["clientKeyData"]?.string) {
        case (let certificate?, let key?) where !certificate.isEmpty && !key.isEmpty:
            self.certificate = .init(certificate: Array(certificate.utf8), key: SecretBytes(key))
        case (nil, nil), (""?, ""?): break
        default: throw misspoke("printed one of 'clientCertificateData' and 'clientKeyData' without the other")
        }
        guard token != nil || certificate != nil else { throw misspoke("printed neither a token nor a certificate") }
        if let text = status?["expirationTimestamp"]?.string, !text.isEmpty {
            guard let seconds = DateTimeText.read(text) else {
                throw misspoke("printed an expirationTimestamp that is no time")
            }
            expires = Date(timeIntervalSince1970: Double(seconds))
        }
    }

    /// The content of `KUBERNETES_EXEC_INFO`.
    static func request(_ plugin: ExecPlugin, for connection: ClusterConnection, authorities: [UInt8]?) -> String {
        var spec: Object = ["interactive": false]
        if plugin.providesClusterInfo {
            var cluster: Object = ["server": .string(connection.server)]
            if let authorities {
                cluster["certificate-authority-data"] = .string(Data(authorities).base64EncodedString())
            }
            if connection.insecureSkipVerify { cluster["insecure-skip-tls-verify"] = true }
            if let name = connection.tlsServerName { cluster["tls-server-name"] = .string(name) }
            if case .url(let url) = connection.proxy { cluster["proxy-url"] = .string(url.exposedText) }
            spec["cluster"] = .object(cluster)
        }
        return JSON.string([
            "apiVersion": .string(plugin.apiVersion), "kind": "ExecCredential", "spec": .object(spec),
        ])
    }
}
