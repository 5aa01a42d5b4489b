import Foundation
import Manifests
import Testing
import Transport

@testable import Cluster

/// A folder of a test, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("lockstep-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

@Suite struct KubeConfigTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func write(
        _ name: String = "config", cluster: String = #"{"server":"https://api.example.com:6443/"}"#,
        user: String = "{}", extra: String = ""
    ) throws -> String {
        try folder.write(
            name,
            """
            {"apiVersion":"v1","kind":"Config","current-context":"prod",\(extra)
             "contexts":[{"name":"prod","context":{"cluster":"c","user":"u","namespace":"models"}},
                         {"name":"staging","context":{"cluster":"absent","user":"u"}},
                         {"name":"nobody","context":{"cluster":"c","user":"absent"}}],
             "clusters":[{"name":"c","cluster":\(cluster)}],
             "users":[{"name":"u","user":\(user)}]}
            """)
    }

    private func connection(cluster: String? = nil, user: String = "{}") throws -> ClusterConnection {
        let path = try write(cluster: cluster ?? #"{"server":"https://api.example.com:6443/"}"#, user: user)
        return try KubeConfig.load(path: path).connection()
    }

    private func failure(_ body: () throws -> Void) -> KubeConfigError? {
        #expect(throws: KubeConfigError.self) { try body() }
    }

    @Test func `the current context gives the connection`() throws {
        let connection = try connection()
        #expect(connection.name == "prod")
        #expect(connection.server == "https://api.example.com:6443")
        #expect(connection.namespace == "models")
        #expect(connection.authorities == nil)
        #expect(!connection.insecureSkipVerify)
    }

    @Test func `a cluster's TLS and proxy settings are taken over`() throws {
        let connection = try connection(
            cluster: """
                {"server":"https://10.0.0.1","certificate-authority-data":"QUJD","tls-server-name":"api.internal",
                 "proxy-url":"http://jo:pw@proxy:3128"}
                """)
        #expect(connection.authorities == .data(SecretBytes("ABC")))
        #expect(connection.tlsServerName == "api.internal")
        #expect(connection.proxy == .url(SecretBytes("http://jo:pw@proxy:3128")))
        #expect(!"\(connection)".contains("pw@"))
    }

    @Test func `relative paths start at the file's folder`() throws {
        let connection = try connection(
            cluster: #"{"server":"https://a","certificate-authority":"pki/ca.crt"}"#,
            user:
                #"{"client-certificate":"me.crt","client-key":"/abs/me.key","exec":{"apiVersion":"client.authentication.k8s.io/v1","command":"./bin/login"}}"#
        )
        #expect(connection.authorities == .file("\(folder.path)/pki/ca.crt"))
        #expect(connection.user.certificate == .file("\(folder.path)/me.crt"))
        #expect(connection.user.key == .file("/abs/me.key"))
        guard case .plugin(let plugin) = connection.user.authorization else {
            Issue.record("no plugin")
            return
        }
        #expect(plugin.command == "\(folder.path)/bin/login")
    }

    @Test func `of several files the first that names a thing wins`() throws {
        let first = try folder.write(
            "first", #"{"contexts":[{"name":"prod","context":{"cluster":"c","namespace":"mine"}}],"users":[]}"#)
        let second = try write("second")
        let config = try KubeConfig.load(environment: ["KUBECONFIG": "\(folder.path)/absent:\(first):\(second)"])
        #expect(config.files == [first, second])
        #expect(config.contextNames == ["nobody", "prod", "staging"])
        #expect(try config.connection().namespace == "mine")
    }

    @Test func `without KUBECONFIG the home folder's is taken`() throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/.kube", withIntermediateDirectories: true)
        _ = try write(".kube/config")
        let config = try KubeConfig.load(environment: ["HOME": folder.path, "KUBECONFIG": ""])
        #expect(config.currentContext == "prod")
    }

    @Test func `a file that is not there is named`() throws {
        let error = failure { _ = try KubeConfig.load(environment: ["HOME": "/nowhere"]) }
        #expect(error?.description == "no kubeconfig at '/nowhere/.kube/config'")
        #expect(error?.hint == "set KUBECONFIG, or pass the file by name")
    }

    @Test func `an unknown context tells those that exist and the nearest`() throws {
        let path = try write()
        let error = failure { _ = try KubeConfig.load(path: path).connection(context: "prd") }
        #expect(
            error?.description == "no context 'prd' in \(path); there are: 'nobody', 'prod', 'staging'")
        #expect(error?.hint == "did you mean 'prod'?")
        #expect(failure { _ = try KubeConfig.load(path: path).connection(context: "elsewhere") }?.hint == nil)
    }

    @Test func `a context that names what is not there is told as such`() throws {
        let path = try write()
        let config = try KubeConfig.load(path: path)
        #expect(
            failure { _ = try config.connection(context: "staging") }?.description
                == "no cluster 'absent', which context 'staging' names, in \(path); there are: 'c'")
        #expect(
            failure { _ = try config.connection(context: "nobody") }?.description
                == "no user 'absent', which context 'nobody' names, in \(path); there are: 'u'")
    }

    @Test(arguments: [
        (#"{"server":5.5}"#, "{}", "'clusters[0].cluster.server': expected a string, found a number"),
        ("{}", "{}", "'clusters[0].cluster.server': expected a string, found nothing"),
        (#"{"server":"ftp://x"}"#, "{}", "'clusters[0].cluster.server': expected a URL such as 'https://host:6443'"),
        (
            #"{"server":"https://jo:hunter2@x"}"#, "{}",
            "'clusters[0].cluster.server': expected a URL without user and password; they belong into 'users', as 'username' and 'password'"
        ),
        (
            #"{"server":"https://x","certificate-authority-data":"%%"}"#, "{}",
            "'clusters[0].cluster.certificate-authority-data': expected base64"
        ),
        (
            #"{"server":"https://x","certificate-authority":"a","insecure-skip-tls-verify":true}"#, "{}",
            "'clusters[0].cluster.insecure-skip-tls-verify': cannot go together with a certificate authority"
        ),
        (
            #"{"server":"https://x"}"#, #"{"client-certificate":"a"}"#,
            "'users[0].user': expected 'client-certificate' and 'client-key' together, found one of them"
        ),
        (
            #"{"server":"https://x"}"#,
            #"{"exec":{"apiVersion":"client.authentication.k8s.io/v1alpha1","command":"x"}}"#,
            "'users[0].user.exec.apiVersion': expected 'client.authentication.k8s.io/v1' or "
                + "'client.authentication.k8s.io/v1beta1', found 'client.authentication.k8s.io/v1alpha1'"
        ),
    ])
    func `a wrong field is named, and its place`(_ cluster: String, _ user: String, _ words: String) throws {
        let path = try write(cluster: cluster, user: user)
        #expect(failure { _ = try KubeConfig.load(path: path) }?.description == "\(path): \(words)")
    }

    @Test func `a file that cannot be parsed says where`() throws {
        let path = try folder.write("broken", "contexts: [\n  {name: x,\n")
        let words = failure { _ = try KubeConfig.load(path: path) }?.description ?? ""
        #expect(words.hasPrefix(path) && words.contains(#/broken:\d+:\d+: /#))
    }

    @Test func `YAML as kubectl writes it`() throws {
        let path = try folder.write(
            "yaml",
            """
            apiVersion: v1
            kind: Config
            preferences: {}
            current-context: kind-dev
            clusters:
            - cluster:
                certificate-authority-data: QUJD
                server: https://127.0.0.1:34567
              name: kind-dev
            contexts:
            - context: {cluster: kind-dev, user: kind-dev}
              name: kind-dev
            users:
            - name: kind-dev
              user:
                client-certificate-data: Q0VSVA==
                client-key-data: S0VZ
                token: abc
            """)
        let connection = try KubeConfig.load(path: path).connection()
        #expect(connection.server == "https://127.0.0.1:34567")
        #expect(connection.user.key == .data(SecretBytes("KEY")))
        guard case .token(let token) = connection.user.authorization else {
            Issue.record("no token")
            return
        }
        #expect(token == .data(SecretBytes("abc")))
    }

    @Test func `a pod's service account`() throws {
        for name in ["ca.crt", "token", "namespace"] { try folder.write(name, name) }
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let connection = try ClusterConnection.inCluster(folder: folder.path, environment: environment)
        #expect(connection.server == "https://[fd00::1]:443")
        #expect(connection.namespace == "namespace")
        #expect(connection.authorities == .file("\(folder.path)/ca.crt"))
        #expect(
            failure { _ = try ClusterConnection.inCluster(folder: folder.path, environment: [:]) }?.description
                == "not inside a cluster: KUBERNETES_SERVICE_HOST is missing")
    }
}
