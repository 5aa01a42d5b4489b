import ArgumentParser
import Foundation
import Transport
import Trust

/// How registries are reached.
struct RegistryOptions: ParsableArguments {
    @Flag(help: "Speak plain HTTP to the registry; a registry on this machine is always spoken to so.")
    var plainHTTP = false

    /// A registry over HTTP(S), with the credentials of the environment: `LOCKSTEP_REGISTRY_TOKEN` as bearer, or
    /// `LOCKSTEP_REGISTRY_USER` and `LOCKSTEP_REGISTRY_PASSWORD` as basic. They go to the registry's own host alone.
    func sender(for reference: ImageReference) -> RegistrySender {
        let host = reference.registry
        let isLocal = ["localhost", "127.0.0.1", "[::1]"].contains { host == $0 || host.hasPrefix("\($0):") }
        let base = (plainHTTP || isLocal ? "http://" : "https://") + host
        let authorization = Self.authorization
        let client = HTTPClient()
        return { (request) async throws(TrustError) in
            let url = request.target.hasPrefix("/") ? base + request.target : request.target
            var sent = HTTPRequest(HTTPMethod(request.method), url, body: request.body)
            for (name, value) in request.headers { sent.headers[name] = value }
            if url.hasPrefix(base + "/"), let authorization { sent.headers["Authorization"] = authorization }
            do throws(TransportError) {
                let response = try await client.send(sent)
                let headers = Dictionary(response.headers.fields.map { ($0.name, $0.value) }) { first, _ in first }
                return RegistryResponse(status: response.status, headers: headers, body: response.body)
            } catch {
                throw .unreachable("the registry '\(host)'", reason: "\(error)")
            }
        }
    }

    private static var authorization: String? {
        let environment = ProcessInfo.processInfo.environment
        if let token = environment["LOCKSTEP_REGISTRY_TOKEN"], !token.isEmpty { return "Bearer \(token)" }
        guard let user = environment["LOCKSTEP_REGISTRY_USER"], let password = environment["LOCKSTEP_REGISTRY_PASSWORD"]
        else { return nil }
        return "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }
}
