import Foundation

/// The SSH host keys that are trusted, as OpenSSH keeps them (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
struct KnownHosts {
    enum Verdict: Equatable {
        case known
        case refused(reason: String, hint: String)
    }

    let files: [String]

    /// The user's and the machine's own.
    static var standardFiles: [String] {
        let home = ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()
        return ["\(home)/.ssh/known_hosts", "/etc/ssh/ssh_known_hosts"]
    }

    /// Whether a host is known by the key that it shows (RFC 4253, section 6.6, form).
    func verdict(host: String, port: Int, key: [UInt8]) -> Verdict {
        let name = port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)"
        let encoded = Data(key).base64EncodedString()
        var isKnown = false
        var otherTypes: [String] = []
        for line in lines() {
            guard let entry = KnownHostEntry(line), entry.matches(name) else { continue }
            if entry.marker == "@revoked", entry.key == encoded {
                return .refused(reason: "its host key has been revoked", hint: "ask the server's operator")
            }
            guard entry.marker == nil else { continue }
            if entry.key == encoded { isKnown = true } else { otherTypes.append(entry.type) }
        }
        if isKnown { return .known }
        let shown = Self.type(of: key)
        if otherTypes.contains(shown) {
            return .refused(
                reason: "its \(shown) host key is not the one in known_hosts: somebody may be in between",
                hint: "make sure that the key has changed, then replace it in \(files.first ?? "known_hosts")")
        }
        let port = port == 22 ? "" : "-p \(port) "
        return .refused(
            reason: "its \(shown) host key is in none of \(files.joined(separator: ", "))",
            hint: "compare the key of 'ssh-keyscan \(port)\(host)' with the operator's, then add it there")
    }

    private func lines() -> [Substring] {
        files.flatMap { path in
            FileManager.default.contents(atPath: path).map {
                String(decoding: $0, as: UTF8.self).split(whereSeparator: \.isNewline)
            } ?? []
        }
    }

    /// The name at the beginning of a key: a length (4 bytes, big endian) and that many bytes.
    static func type(of key: [UInt8]) -> String {
        let count = key.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard key.count >= 4, count <= 64, key.count >= 4 + count else { return "unknown" }
        return String(decoding: key[4..<4 + count], as: UTF8.self)
    }
}

/// One line: `[@marker] hosts type key [comment]`.
private struct KnownHostEntry {
    let marker: String?
    let hosts: Substring
    let type: String
    /// Base64.
    let key: String

    init?(_ line: Substring) {
        var fields = line.split { $0 == " " || $0 == "\t" }
        guard let first = fields.first, !first.hasPrefix("#") else { return nil }
        marker = first.hasPrefix("@") ? String(fields.removeFirst()) : nil
        guard fields.count >= 3 else { return nil }
        hosts = fields[0]
        type = String(fields[1])
        key = String(fields[2])
    }

    func matches(_ name: String) -> Bool {
        if hosts.hasPrefix("|1|") { return matchesHashed(name) }
        var isMatch = false
        for pattern in hosts.split(separator: ",") {
            let isNegative = pattern.hasPrefix("!")
            let text = Array((isNegative ? pattern.dropFirst() : pattern).lowercased().utf8)
            guard Self.matches(Array(name.utf8)[...], text[...]) else { continue }
            if isNegative { return false }
            isMatch = true
        }
        return isMatch
    }

    /// `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt.
    private func matchesHashed(_ name: String) -> Bool {
        let parts = hosts.split(separator: "|")
        guard parts.count == 3, let salt = Data(base64Encoded: String(parts[1])),
            let hash = Data(base64Encoded: String(parts[2]))
        else { return false }
        return SHA1.authenticationCode(Array(name.utf8), key: Array(salt)) == Array(hash)
    }

    /// `*` stands for any bytes, `?` for one.
    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        guard let next = pattern.first else { return name.isEmpty }
        if next == UInt8(ascii: "*") {
            return matches(name, pattern.dropFirst()) || (!name.isEmpty && matches(name.dropFirst(), pattern))
        }
        guard let first = name.first, next == UInt8(ascii: "?") || next == first else { return false }
        return matches(name.dropFirst(), pattern.dropFirst())
    }
}
