/// Where a client may connect to: an address that somebody else wrote must not lead to this machine, or to what tells
/// whoever asks from it who it is.
///
/// What is judged is the address that a name was resolved to, when the connection is opened; so a name that leads elsewhere
/// a moment later is judged by that. Behind a proxy the connection is the proxy's, which decides for itself.
package struct Reach: Sendable {
    /// `HOST` or `HOST:PORT`: a name as URLs write it, or an address.
    package struct AllowedHost: Sendable, Hashable {
        let host: String
        let port: Int?

        /// - Returns: nil for what is neither.
        package init?(_ text: String) {
            var host = text[...]
            var port: Int?
            let isBracketed = text.hasPrefix("[")
            let colons = host.count(where: { $0 == ":" })
            if let colon = text.lastIndex(of: ":"), isBracketed ? text[..<colon].hasSuffix("]") : colons == 1 {
                guard let number = Int(text[text.index(after: colon)...]), (1...65_535).contains(number) else {
                    return nil
                }
                port = number
                host = text[..<colon]
            }
            if isBracketed {
                guard host.hasSuffix("]") else { return nil }
                host = host.dropFirst().dropLast()
            }
            guard !host.isEmpty, !host.contains(where: { "/@[]?# ".contains($0) }) else { return nil }
            self.host = host.lowercased()
            self.port = port
        }

        func matches(_ host: String, _ port: Int) -> Bool { self.host == host && (self.port ?? port) == port }
    }

    private let isLimited: Bool
    private let allowed: [AllowedHost]
    private let isOwn: @Sendable (_ host: String, _ port: Int) -> Bool

    /// No limit: for addresses that the operator gave.
    package static let everywhere = Reach(isLimited: false, allowed: [], isOwn: { _, _ in true })

    /// Everywhere but this machine, its link and the metadata of clouds; private networks are where clusters' services
    /// are, so they can be reached.
    ///
    /// - Parameters:
    ///   - allowed: exceptions, each by the URL's host or by the address that it leads to.
    ///   - isOwn: more of them, which come to be known later; asked for each connection.
    package static func limited(
        allowing allowed: [AllowedHost],
        isOwn: @escaping @Sendable (_ host: String, _ port: Int) -> Bool = { _, _ in false }
    ) -> Reach {
        // A name for this machine stands for its addresses, too.
        let local = allowed.filter { $0.host == "localhost" }.flatMap { entry in
            ["127.0.0.1", "[::1]"].compactMap { AllowedHost($0 + (entry.port.map { ":\($0)" } ?? "")) }
        }
        return Reach(isLimited: true, allowed: allowed + local, isOwn: isOwn)
    }

    var hasLimits: Bool { isLimited }

    /// - Parameter host: of the URL, without brackets; nil where it has none.
    func permits(_ address: SocketAddress, host: String?) -> Bool {
        guard isLimited else { return true }
        let names = [host?.lowercased(), address.host].compactMap { $0 }
        return allowed.contains { entry in names.contains { entry.matches($0, address.port) } }
            || isOwn(address.host, address.port) || !Self.isForbidden(address)
    }

    private static func isForbidden(_ address: SocketAddress) -> Bool {
        if let embedded = address.embedded, isForbidden(embedded) { return true }
        let forbidden = address.bytes.count == 4 ? forbidden4 : forbidden6
        return forbidden.contains { $0.holds(address.bytes) }
    }

    private struct Network {
        let prefix: [UInt8]
        let bits: Int

        init(_ prefix: [UInt8], _ bits: Int) {
            self.prefix = prefix
            self.bits = bits
        }

        func holds(_ address: [UInt8]) -> Bool {
            zip(prefix, address).enumerated().allSatisfy { index, pair in
                let kept = min(8, max(0, bits - 8 * index))
                return (pair.0 ^ pair.1) >> (8 - kept) == 0 || kept == 0
            }
        }
    }

    // RFC 6890: this host, loopback, link-local (which has most clouds' metadata), multicast and reserved. Then metadata
    // that lies elsewhere: Alibaba, Oracle, Azure; AWS and Google by IPv6.
    private static let forbidden4 = [
        Network([0], 8), Network([127], 8), Network([169, 254], 16), Network([224], 4), Network([240], 4),
        Network([100, 100, 100, 200], 32), Network([192, 0, 0, 192], 32), Network([168, 63, 129, 16], 32),
    ]
    private static let forbidden6 = [
        Network([UInt8](repeating: 0, count: 16), 128), Network([UInt8](repeating: 0, count: 15) + [1], 128),
        Network([0xFE, 0x80], 10), Network([0xFE, 0xC0], 10), Network([0xFF], 8),
        Network([0xFD, 0, 0x0E, 0xC2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128),
        Network([0xFD, 0x20, 0, 0xCE, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54], 128),
    ]
}
