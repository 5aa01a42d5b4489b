import ArgumentParser
import Foundation
import Synchronization
import Transport

/// Where addresses that Git names may lead.
struct ReachOptions: ParsableArguments {
    @Option(
        name: .customLong("allow-host"),
        help: """
            HOST or HOST:PORT that addresses in Git may lead to although it is on this machine, its link, or a cloud's \
            metadata; once for each; also those of $LOCKSTEP_ALLOW_HOSTS, with commas between them.
            """)
    var allowed: [String] = []

    func validate() throws {
        for text in Self.listed(allowed) where Reach.AllowedHost(text) == nil {
            throw ValidationError("expected a HOST or HOST:PORT after --allow-host, found '\(text)'")
        }
    }

    /// Everywhere but this machine; what the operator names by options of its own is allowed.
    var reach: Reach {
        let environment = ProcessEnvironment.variables
        let named = [
            "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "LOCKSTEP_GS_ENDPOINT", "HF_ENDPOINT", "http_proxy",
            "https_proxy",
            "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
        ].compactMap { environment[$0].flatMap { Self.host(of: $0) } }
        return .limited(allowing: (Self.listed(allowed) + named).compactMap { Reach.AllowedHost($0) }) { host, port in
            Self.embedded.withLock { $0.contains("\(host):\(port)") }
        }
    }

    static func client(_ reach: Reach) -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.reach = reach
        return HTTPClient(configuration: configuration)
    }

    /// The embedded cluster of this process serves models, and counts what they are asked.
    static func allow(embedded server: String) {
        if let host = host(of: server) { embedded.withLock { _ = $0.insert(host) } }
    }

    private static let embedded = Mutex<Set<String>>([])

    private static func listed(_ options: [String]) -> [String] {
        options
            + (ProcessEnvironment["LOCKSTEP_ALLOW_HOSTS"] ?? "").split { $0 == "," || $0 == " " }
            .map(String.init)
    }

    /// `HOST:PORT` of an address, or `HOST`.
    private static func host(of address: String) -> String? {
        let url = URLComponents(string: address.contains("://") ? address : "http://\(address)")
        guard let url, let host = url.host, !host.isEmpty else { return nil }
        let shown = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return shown + (url.port.map { ":\($0)" } ?? "")
    }
}
