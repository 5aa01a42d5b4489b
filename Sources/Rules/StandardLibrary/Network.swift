/// An IPv4 or IPv6 network (RFC 4632, RFC 4291).
struct Network: Sendable {
    let bytes: [UInt8]
    let prefix: Int
    let text: String

    /// `10.0.0.0/8`, `2001:db8::/32`, or one address.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let bytes = Self.address(String(first)) else { return nil }
        var prefix = bytes.count * 8
        if parts.count == 2 {
            guard let number = Int(parts[1]), (0...prefix).contains(number), parts[1].utf8.allSatisfy(Lexer.isDigit)
            else {
                return nil
            }
            prefix = number
        }
        self.bytes = bytes
        self.prefix = prefix
        self.text = text
    }

    func contains(_ other: Network) -> Bool {
        guard other.bytes.count == bytes.count, other.prefix >= prefix else { return false }
        for index in 0..<bytes.count {
            let bits = min(8, max(0, prefix - index * 8))
            let mask = bits == 0 ? 0 : UInt8(truncatingIfNeeded: 0xFF << (8 - bits))
            if bytes[index] & mask != other.bytes[index] & mask { return false }
        }
        return true
    }

    static func address(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 45 else { return nil }
        return text.contains(":") ? version6(text) : version4(text)
    }

    private static func version4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            guard part.utf8.allSatisfy(Lexer.isDigit), part.count == 1 || part.first != "0" else { return nil }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: String) -> [UInt8]? {
        var halves: [[UInt8]] = [[]]
        let groups = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard groups.count >= 3 else { return nil }
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                let isEdge = index == 0 || index == groups.count - 1
                if isEdge, groups[index == 0 ? 1 : index - 1].isEmpty { continue }
                guard !isEdge, halves.count == 1 else { return nil }
                halves.append([])
            } else if group.contains("."), index == groups.count - 1, let tail = version4(group) {
                halves[halves.count - 1] += tail
            } else {
                guard group.utf8.count <= 4, let value = UInt16(group, radix: 16) else { return nil }
                halves[halves.count - 1] += [UInt8(value >> 8), UInt8(value & 0xFF)]
            }
        }
        let count = halves.reduce(0) { $0 + $1.count }
        if halves.count == 1 { return count == 16 ? halves[0] : nil }
        guard count <= 14 else { return nil }
        return halves[0] + Array(repeating: 0, count: 16 - count) + halves[1]
    }
}

final class NetworkBox: Box, Named, @unchecked Sendable {
    let network: Network
    var text: String { network.text }

    init(_ network: Network) { self.network = network }
}
