/// Scheme, host and port of a URL: what may be shown a credential (RFC 6454).
struct RegistryOrigin: Hashable {
    let scheme: String
    let host: String
    /// With the scheme's own where none is written.
    let port: Int

    /// - Returns: nil for anything but an absolute `http` or `https` URL without a user.
    init?(_ url: String) {
        guard let mark = url.firstRange(of: "://") else { return nil }
        scheme = url[..<mark.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let authority = url[mark.upperBound...].prefix { !"/?#".contains($0) }
        guard !authority.contains("@"), !authority.contains("\\"), !authority.isEmpty else { return nil }
        var name = authority[...]
        var written: Int?
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65_535).contains(number) else {
                return nil
            }
            written = number
            name = authority[..<colon]
        }
        host = name.lowercased()
        port = written ?? (scheme == "https" ? 443 : 80)
    }

    /// Whether the host is this machine or, by a literal address, one that only its own network has: a registry
    /// elsewhere must not send anybody there.
    var isPrivate: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") { return true }
        if host.hasPrefix("[") {
            return ["[::1", "[::]", "[::ffff:", "[fe8", "[fe9", "[fea", "[feb", "[fc", "[fd"].contains {
                host.hasPrefix($0)
            }
        }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        // Other spellings of an address, as '127.1' or '0x7f000001', are private as a precaution.
        guard parts.allSatisfy({ $0 != nil }) || host.hasPrefix("0x") else { return false }
        guard parts.count == 4, let first = parts[0], let second = parts[1] else { return true }
        return [0, 10, 127].contains(first) || (first == 169 && second == 254) || (first == 192 && second == 168)
            || (first == 172 && (16...31).contains(second))
    }

    /// Whether what this origin says may send a request to another one.
    func maySend(to other: RegistryOrigin) -> Bool {
        (other.scheme == "https" || scheme == "http") && (!other.isPrivate || isPrivate)
    }
}
