/// An image's name as written, cut into its parts (distribution/reference).
final class ImageReference: Box, Named, @unchecked Sendable {
    let text: String
    private var cut: Parts?

    private struct Parts {
        var name: String
        var tag: String?
        var digest: String?
    }

    init(_ text: String) { self.text = text }

    /// Without tag and digest, as written.
    var name: String { parts.name }
    var tag: String? { parts.tag }
    var digest: String? { parts.digest }

    /// `docker.io` where none is written.
    var registry: String {
        guard let slash = name.firstIndex(of: "/") else { return "docker.io" }
        let first = name[..<slash]
        return first.contains(".") || first.contains(":") || first == "localhost" ? String(first) : "docker.io"
    }

    /// Within the registry; `library/nginx` for `nginx`.
    var repository: String {
        guard let slash = name.firstIndex(of: "/") else { return "library/" + name }
        return registry == name[..<slash] ? String(name[name.index(after: slash)...]) : name
    }

    private var parts: Parts {
        if let cut { return cut }
        let made = Self.cut(text)
        cut = made
        return made
    }

    private static func cut(_ text: String) -> Parts {
        var name = text[...]
        var parts = Parts(name: text)
        if let at = name.utf8.firstIndex(of: UInt8(ascii: "@")) {
            parts.digest = String(name[name.utf8.index(after: at)...])
            name = name[..<at]
        }
        if let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")), !name[colon...].utf8.contains(UInt8(ascii: "/")) {
            parts.tag = String(name[name.utf8.index(after: colon)...])
            name = name[..<colon]
        }
        if name.utf8.count < text.utf8.count { parts.name = String(name) }
        return parts
    }

    /// Equal to the pattern, or beginning with what stands before its `*`.
    func matches(pattern: String) -> Bool {
        pattern.utf8.last == UInt8(ascii: "*")
            ? Bytes.hasPrefix(text, String(pattern.dropLast())) : Bytes.equal(text, pattern)
    }
}
