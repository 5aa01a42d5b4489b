/// The names that Kubernetes allows (RFC 1123, RFC 1035).
struct NamePattern: Sendable {
    var allowsDots: Bool
    var longest: Int
    var beginsWithLetter = false
    var explanation: String

    static let subdomain = NamePattern(
        allowsDots: true, longest: 253,
        explanation:
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    )
    static let label = NamePattern(
        allowsDots: false, longest: 63,
        explanation:
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    )

    static let label1035 = NamePattern(
        allowsDots: false, longest: 63, beginsWithLetter: true,
        explanation:
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    )

    func matches(_ name: String) -> Bool { name.utf8.count <= longest && hasForm(name) }

    /// What is wrong with a name; nothing with one that matches.
    func faults(of name: String) -> [String] {
        let length = name.utf8.count > longest ? ["must be no more than \(longest) bytes"] : []
        return length + (hasForm(name) ? [] : [explanation])
    }

    private func hasForm(_ name: String) -> Bool {
        guard let first = name.utf8.first else { return false }
        if beginsWithLetter, !(97...122).contains(first) { return false }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (allowsDots || parts.count == 1) && parts.allSatisfy(Self.isLabel)
    }

    private static func isLabel(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        let isAlphanumeric = { (byte: UInt8) in (97...122).contains(byte) || (48...57).contains(byte) }
        return isAlphanumeric(first) && isAlphanumeric(last) && text.allSatisfy { isAlphanumeric($0) || $0 == 45 }
    }
}
