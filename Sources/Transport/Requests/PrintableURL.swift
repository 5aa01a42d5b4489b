/// A URL as it may be shown: without user, password, fragment and the values of secret query items.
///
///     PrintableURL("https://jo:pw@host/a?token=x&limit=5").text   // https://host/a?token=…&limit=5
package struct PrintableURL {
    package let text: String

    package init(_ url: String) {
        let withoutFragment = url.prefix { $0 != "#" }
        let (address, query) = Self.split(withoutFragment, at: "?")
        let shownQuery = query.map { "?" + $0.split(separator: "&").map(Self.shown).joined(separator: "&") } ?? ""
        text = Self.withoutUser(address) + shownQuery
    }

    private static func split(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func withoutUser(_ address: Substring) -> String {
        let scheme = address.firstRange(of: "://")
        let start = scheme?.upperBound ?? address.startIndex
        let end = address[start...].firstIndex(of: "/") ?? address.endIndex
        guard let at = address[start..<end].lastIndex(of: "@") else { return String(address) }
        return String(address[..<start]) + String(address[address.index(after: at)...])
    }

    /// Names that hold one of these hold a secret: `access_token`, `X-Amz-Signature`, `sig`, `api_key`, …
    private static let secretWords = ["token", "sig", "secret", "passw", "key", "credential", "auth", "code"]

    private static func shown(_ item: Substring) -> String {
        let (name, value) = split(item, at: "=")
        let lowered = name.lowercased()
        guard value != nil, secretWords.contains(where: lowered.contains) else { return String(item) }
        return "\(name)=…"
    }
}
