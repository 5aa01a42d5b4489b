import Foundation

/// The hosts that `NO_PROXY` leaves out of the environment's proxy.
///
/// libcurl reads the variable itself; this is for the one case in which it sees another name than the user
/// wrote: a request with a ``TLSOptions/serverName``.
struct NoProxy {
    private let entries: [String]

    /// - Parameter list: separated by commas or spaces: names (which take their subdomains with them), addresses,
    ///   IPv4 networks as `10.0.0.0/8`, or `*`.
    init(_ list: String) {
        entries = list.lowercased().split { $0 == "," || $0 == " " }.map(String.init)
    }

    static var ofEnvironment: NoProxy {
        let environment = ProcessInfo.processInfo.environment
        return NoProxy(environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
    }

    func contains(_ host: String) -> Bool {
        let host = host.lowercased().trimming { $0 == "." || $0 == "[" || $0 == "]" }
        return entries.contains { entry in
            let name = entry.trimming { $0 == "." || $0 == "[" || $0 == "]" }
            return entry == "*" || host == name || host.hasSuffix("." + name) || Self.network(entry, holds: host)
        }
    }

    private static func network(_ entry: String, holds host: String) -> Bool {
        let parts = entry.split(separator: "/")
        guard parts.count == 2, let bits = Int(parts[1]), (0...32).contains(bits), let network = address(parts[0]),
            let address = address(host[...])
        else { return false }
        return (network ^ address) >> UInt64(32 - bits) == 0
    }

    /// The 32 bits of `192.0.2.1`.
    private static func address(_ text: Substring) -> UInt64? {
        let bytes = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard bytes.count == 4 else { return nil }
        return bytes.reduce(UInt64?.some(0)) { sum, byte in
            guard let sum, let byte else { return nil }
            return sum << 8 | UInt64(byte)
        }
    }
}
