import Foundation
import Manifests
import Transport
package import Trust

/// Where the credentials of registries are looked for, in this order:
///
/// 1. `LOCKSTEP_REGISTRY_TOKEN`, or `LOCKSTEP_REGISTRY_USER` and `LOCKSTEP_REGISTRY_PASSWORD`, for the registry that
///    `LOCKSTEP_REGISTRY_HOST` names: no other one is shown them.
/// 2. `$REGISTRY_AUTH_FILE`, `$DOCKER_CONFIG/config.json`, `~/.docker/config.json`,
///    `$XDG_RUNTIME_DIR/containers/auth.json`, in each its credential helper for the registry, its store, its `auths`.
package struct RegistryCredentials: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String]) { self.environment = environment }

    /// - Returns: nil where there are none: the registry is then asked anonymously.
    /// - Throws: `malformed` for a file that is no configuration, `unsupported` for a credential of the environment
    ///   without a host, `unreachable` for a helper that fails: none of them is taken for having none.
    package func credential(for host: String) async throws(TrustError) -> RegistryCredential? {
        if let own = try ownCredential(for: host) { return own }
        for path in files {
            guard let bytes = try DurableFile.read(path: path) else { continue }
            let configuration = try DockerConfiguration(bytes, path: path)
            if let helper = configuration.helper(for: host) {
                let program = CredentialHelper(name: helper, searchPath: value("PATH") ?? "")
                if let found = try await program.credential(for: host) { return found }
            }
            if let found = configuration.credential(for: host) { return found }
        }
        return nil
    }

    private func ownCredential(for host: String) throws(TrustError) -> RegistryCredential? {
        let names = ["LOCKSTEP_REGISTRY_TOKEN", "LOCKSTEP_REGISTRY_USER", "LOCKSTEP_REGISTRY_PASSWORD"]
        guard let given = names.first(where: { value($0) != nil }) else { return nil }
        guard let own = value("LOCKSTEP_REGISTRY_HOST") else {
            throw .unsupported(
                given, found: "expected LOCKSTEP_REGISTRY_HOST with it, found none: every registry would be shown it",
                hint: "set LOCKSTEP_REGISTRY_HOST to the one registry that it is for, as '\(host)'")
        }
        guard own.lowercased() == host.lowercased() else { return nil }
        if let token = value("LOCKSTEP_REGISTRY_TOKEN") { return .bearer(SecretBytes(token)) }
        guard let user = value("LOCKSTEP_REGISTRY_USER"), let password = value("LOCKSTEP_REGISTRY_PASSWORD") else {
            return nil
        }
        return .password(user: user, SecretBytes(password))
    }

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    private var files: [String] {
        let docker = value("DOCKER_CONFIG") ?? value("HOME").map { "\($0)/.docker" }
        return [
            value("REGISTRY_AUTH_FILE"), docker.map { "\($0)/config.json" },
            value("XDG_RUNTIME_DIR").map { "\($0)/containers/auth.json" },
        ].compactMap { $0 }
    }
}

/// Docker's `config.json`, as far as it tells of registries; Podman's `auth.json` is the same.
struct DockerConfiguration {
    private let value: Value

    /// - Throws: `malformed`.
    init(_ bytes: [UInt8], path: String) throws(TrustError) {
        do throws(JSONError) { value = try JSON.parse(bytes) } catch {
            throw .malformed("registry configuration '\(path)'", reason: "\(error)")
        }
        guard value.object != nil else {
            throw .malformed("registry configuration '\(path)'", reason: "expected an object")
        }
    }

    /// The suffix of the helper's program.
    func helper(for host: String) -> String? {
        let own = Self.names(of: host).lazy.compactMap { value["credHelpers"]?[$0]?.string }.first
        let name = own ?? value["credsStore"]?.string
        return name.flatMap { $0.isEmpty ? nil : $0 }
    }

    func credential(for host: String) -> RegistryCredential? {
        for name in Self.names(of: host) {
            guard let entry = value["auths"]?[name] else { continue }
            if let token = entry["identitytoken"]?.string, !token.isEmpty {
                return .identityToken(SecretBytes(token))
            }
            if let user = entry["username"]?.string, let password = entry["password"]?.string {
                return .password(user: user, SecretBytes(password))
            }
            guard let text = entry["auth"]?.string, let pair = Base64.decode(text),
                let colon = pair.firstIndex(of: UInt8(ascii: ":"))
            else { continue }
            return .password(
                user: String(decoding: pair[..<colon], as: UTF8.self), SecretBytes(Array(pair[(colon + 1)...])))
        }
        return nil
    }

    /// How a registry may be called; Docker Hub has a name of its own.
    private static func names(of host: String) -> [String] {
        let hub = ["https://index.docker.io/v1/", "index.docker.io", "docker.io"]
        let plain = [host, "https://\(host)", "https://\(host)/v1/", "https://\(host)/v2/", "http://\(host)"]
        return plain + (host == "registry-1.docker.io" ? hub : [])
    }
}
