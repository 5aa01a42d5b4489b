import Glibc

/// Where a connection goes: what a host's name was resolved to, and the port.
struct SocketAddress: Hashable, CustomStringConvertible {
    /// Four of IPv4, sixteen of IPv6.
    let bytes: [UInt8]
    let port: Int

    init(bytes: [UInt8], port: Int) {
        self.bytes = bytes
        self.port = port
    }

    /// - Parameter content: of a `sockaddr_in` or a `sockaddr_in6`.
    /// - Returns: nil for another family.
    init?(family: Int32, content: UnsafeRawBufferPointer) {
        switch (family, content.count) {
        case (AF_INET, 8...): bytes = Array(content[4..<8])
        case (AF_INET6, 24...): bytes = Array(content[8..<24])
        default: return nil
        }
        port = Int(content[2]) << 8 | Int(content[3])
    }

    /// The IPv4 address that an IPv6 address stands for: mapped (RFC 4291), translated (RFC 6052), 6to4 (RFC 3056).
    var embedded: SocketAddress? {
        guard bytes.count == 16 else { return nil }
        if bytes.starts(with: [0x20, 0x02]) { return SocketAddress(bytes: Array(bytes[2..<6]), port: port) }
        let zeros = [UInt8](repeating: 0, count: 8)
        let prefixes: [[UInt8]] = [
            zeros + [0, 0, 0xFF, 0xFF], zeros + [0, 0, 0, 0], [0, 0x64, 0xFF, 0x9B] + zeros,
        ]
        guard prefixes.contains(where: { bytes.starts(with: $0) }) else { return nil }
        return SocketAddress(bytes: Array(bytes[12...]), port: port)
    }

    /// `192.0.2.1`, `2001:db8::1`, as `getaddrinfo` reads it.
    var host: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "an unknown address" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    var description: String { bytes.count == 4 ? "\(host):\(port)" : "[\(host)]:\(port)" }
}
