import ArgumentParser
import Catalog
import Foundation
import Synchronization
import Transport
import Trust

/// How registries are reached.
struct RegistryOptions: ParsableArguments {
    @Flag(
        help:
            "Speak plain HTTP to the registry; a registry on this machine is spoken to so unless it has a --registry-ca."
    )
    var plainHTTP = false

    @Option(name: .customLong("registry-ca"), help: "A PEM file of the authorities that registries are believed by.")
    var authorities: String?

    func validate() throws {
        guard let authorities, !FileManager.default.isReadableFile(atPath: authorities) else { return }
        throw ValidationError("expected a file of certificates at '\(authorities)', found none")
    }

    /// A registry over HTTP(S), with the credentials of ``RegistryCredentials``.
    func sender(for reference: ImageReference, over http: HTTPClient = http) -> RegistrySender {
        let connections = Self.connections.withLock { known in
            let key = Key(isPlain: plainHTTP, authorities: authorities, client: ObjectIdentifier(http))
            if let found = known[key] { return found }
            let made = RegistryConnections(connect: connector(http))
            known[key] = made
            return made
        }
        return connections.sender(for: reference)
    }

    private struct Key: Hashable {
        var isPlain: Bool
        var authorities: String?
        var client: ObjectIdentifier
    }

    private static let connections = Mutex<[Key: RegistryConnections]>([:])
    static let http = HTTPClient()

    private func connector(_ http: HTTPClient) -> @Sendable (String) -> RegistryConnection {
        let pem = authorities.flatMap { FileManager.default.contents(atPath: $0) }.map(Array.init)
        let plainHTTP = plainHTTP
        let credentials = RegistryCredentials(environment: ProcessEnvironment.variables)
        let start = ContinuousClock.now
        return { host in
            let isLocal = ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix("\($0):") }
            return RegistryConnection(
                host: host, isPlain: plainHTTP || (isLocal && pem == nil), authorities: pem, http: http,
                now: { (ContinuousClock.now - start).components.seconds }
            ) { (host) async throws(TrustError) in try await credentials.credential(for: host) }
        }
    }
}
