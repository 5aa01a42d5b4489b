import Foundation
import Manifests
import Transport

/// One kubeconfig file, read. Relative paths in it start at its folder.
struct KubeConfigFile {
    let path: String
    private(set) var currentContext: String?
    private(set) var contexts: [String: KubeConfig.Context] = [:]
    private(set) var clusters: [String: ClusterConnection] = [:]
    private(set) var users: [String: ClusterUser] = [:]

    static func read(_ path: String) throws(KubeConfigError) -> KubeConfigFile {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(file: path, detail: "the file cannot be read")
        }
        let (documents, diagnostics) = YAML.parse(Array(data), file: path)
        if let fault = diagnostics.first(where: { $0.severity == .error }) {
            throw .unreadable(file: fault.location?.description ?? path, detail: fault.message)
        }
        return try KubeConfigFile(path: path, value: documents.first?.value ?? .null)
    }

    init(path: String, value: Value) throws(KubeConfigError) {
        self.path = path
        if value.isNull { return }  // an empty file, as `kubectl config` leaves one
        let root = ConfigFields(file: path, field: "", value: value)
        guard value.object != nil else { throw root.expected("an object") }
        currentContext = try root.text("current-context")
        for entry in try root.entries("contexts") {
            contexts[try entry.requiredText("name")] = try Self.context(try entry.member("context"))
        }
        for entry in try root.entries("clusters") {
            clusters[try entry.requiredText("name")] = try cluster(try entry.member("cluster"))
        }
        for entry in try root.entries("users") {
            users[try entry.requiredText("name")] = try user(try entry.member("user"))
        }
    }

    private static func context(_ fields: ConfigFields) throws(KubeConfigError) -> KubeConfig.Context {
        KubeConfig.Context(
            cluster: try fields.requiredText("cluster"), user: try fields.text("user"),
            namespace: try fields.text("namespace"))
    }

    private func cluster(_ fields: ConfigFields) throws(KubeConfigError) -> ClusterConnection {
        var connection = ClusterConnection(name: "", server: try Self.server(fields))
        connection.authorities = try fileOrData("certificate-authority", fields)
        connection.insecureSkipVerify = try fields.flag("insecure-skip-tls-verify")
        if connection.insecureSkipVerify, connection.authorities != nil {
            throw fields.at("insecure-skip-tls-verify").failure("cannot go together with a certificate authority")
        }
        connection.tlsServerName = try fields.text("tls-server-name")
        if let proxy = try fields.text("proxy-url") { connection.proxy = .url(SecretBytes(proxy)) }
        return connection
    }

    private static func server(_ fields: ConfigFields) throws(KubeConfigError) -> String {
        let text = try fields.requiredText("server")
        let server = text.contains("://") ? text : "https://\(text)"
        let url = URLComponents(string: server)
        guard let url, ["http", "https"].contains(url.scheme?.lowercased()), url.host?.isEmpty == false,
            url.query == nil, url.fragment == nil
        else { throw fields.at("server").failure("expected a URL such as 'https://host:6443'") }
        // Every error names the server.
        guard url.user == nil, url.password == nil else {
            throw fields.at("server").failure(
                "expected a URL without user and password; they belong into 'users', as 'username' and 'password'")
        }
        return server
    }

    private func user(_ fields: ConfigFields) throws(KubeConfigError) -> ClusterUser {
        var user = ClusterUser()
        user.certificate = try fileOrData("client-certificate", fields)
        user.key = try fileOrData("client-key", fields)
        if (user.certificate == nil) != (user.key == nil) {
            throw fields.failure("expected 'client-certificate' and 'client-key' together, found one of them")
        }
        user.authorization = try authorization(fields)
        return user
    }

    private func authorization(_ fields: ConfigFields) throws(KubeConfigError) -> ClusterUser.Authorization {
        // kubectl prefers the file, so that a rotated token is seen.
        if let path = try fields.text("tokenFile") { return .token(.file(resolved(path))) }
        if let token = try fields.text("token") { return .token(.data(SecretBytes(token))) }
        if let name = try fields.text("username") {
            return .basic(user: name, password: SecretBytes(try fields.text("password") ?? ""))
        }
        if fields.has("exec") { return .plugin(try plugin(try fields.member("exec"))) }
        if fields.has("auth-provider") {
            throw fields.at("auth-provider").failure("auth providers were removed from Kubernetes 1.26; use 'exec'")
        }
        return .none
    }

    private func plugin(_ fields: ConfigFields) throws(KubeConfigError) -> ExecPlugin {
        let version = try fields.requiredText("apiVersion")
        guard ExecCredential.versions.contains(version) else {
            throw fields.at("apiVersion").failure(
                "expected \(ExecCredential.versions.map { "'\($0)'" }.joined(separator: " or ")), found '\(version)'")
        }
        let command = try fields.requiredText("command")
        var plugin = ExecPlugin(apiVersion: version, command: command.contains("/") ? resolved(command) : command)
        plugin.arguments = try fields.texts("args")
        for entry in try fields.entries("env") {
            plugin.environment[try entry.requiredText("name")] = try entry.text("value") ?? ""
        }
        plugin.installHint = try fields.text("installHint")
        plugin.providesClusterInfo = try fields.flag("provideClusterInfo")
        plugin.needsTerminal = try fields.text("interactiveMode") == "Always"
        return plugin
    }

    /// `name-data` in base64, or the file that `name` names; the data wins, as with `kubectl`.
    private func fileOrData(_ name: String, _ fields: ConfigFields) throws(KubeConfigError) -> FileOrData? {
        if let text = try fields.text(name + "-data") {
            guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty else {
                throw fields.at(name + "-data").failure("expected base64")
            }
            return .data(SecretBytes(Array(data)))
        }
        return try fields.text(name).map { .file(resolved($0)) }
    }

    private func resolved(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return URL(fileURLWithPath: self.path).deletingLastPathComponent().appendingPathComponent(path)
            .standardizedFileURL.path
    }
}

/// A value with its place in the file, for errors that name the field and never its content.
private struct ConfigFields {
    let file: String
    let field: String
    let value: Value?

    func at(_ key: String) -> ConfigFields {
        ConfigFields(file: file, field: field.isEmpty ? key : "\(field).\(key)", value: value?[key])
    }

    func failure(_ detail: String) -> KubeConfigError { .invalid(file: file, field: field, detail: detail) }

    func expected(_ kind: String) -> KubeConfigError {
        failure("expected \(kind), found \(value?.kindInWords ?? "nothing")")
    }

    func has(_ key: String) -> Bool { value?[key].map { !$0.isNull } ?? false }

    func member(_ key: String) throws(KubeConfigError) -> ConfigFields {
        let member = at(key)
        guard member.value?.object != nil else { throw member.expected("an object") }
        return member
    }

    /// Nil for a field that is absent, null or empty.
    func text(_ key: String) throws(KubeConfigError) -> String? {
        switch value?[key] {
        case nil, .null: return nil
        case .string(let text): return text.isEmpty ? nil : text
        case .integer(let number): return String(number)  // a context or user that is called 42
        default: throw at(key).expected("a string")
        }
    }

    func requiredText(_ key: String) throws(KubeConfigError) -> String {
        guard let text = try text(key) else { throw at(key).failure("expected a string, found nothing") }
        return text
    }

    func flag(_ key: String) throws(KubeConfigError) -> Bool {
        switch value?[key] {
        case nil, .null: return false
        case .bool(let flag): return flag
        default: throw at(key).expected("true or false")
        }
    }

    func entries(_ key: String) throws(KubeConfigError) -> [ConfigFields] {
        switch value?[key] {
        case nil, .null: return []
        case .array(let items):
            return items.indices.map { ConfigFields(file: file, field: "\(at(key).field)[\($0)]", value: items[$0]) }
        default: throw at(key).expected("a list")
        }
    }

    func texts(_ key: String) throws(KubeConfigError) -> [String] {
        var texts: [String] = []
        for entry in try entries(key) {
            guard let text = entry.value?.string else { throw entry.expected("a string") }
            texts.append(text)
        }
        return texts
    }
}
