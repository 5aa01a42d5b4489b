/// Names an image: registry, repository, and a tag or a digest.
///
///     ImageReference("registry.example:5000/team/app:1.2")
package struct ImageReference: Sendable, Hashable, CustomStringConvertible {
    /// With the port where there is one; `docker.io` for Docker Hub, by whichever of its names it is called.
    package let registry: String
    package let repository: String
    package let tag: String?
    package let digest: SHA256Digest?

    /// - Throws: `malformed`. Names without a registry are Docker Hub's, and `latest` stands where neither tag nor
    ///   digest does.
    package init(_ text: String) throws(TrustError) {
        var name = text[...]
        var digest: SHA256Digest?
        if let at = name.firstIndex(of: "@") {
            let written = name[name.index(after: at)...]
            guard written.hasPrefix("sha256:"), let read = SHA256Digest(hexadecimal: String(written.dropFirst(7)))
            else { throw Self.fault(text, "expected '@sha256:' and 64 hexadecimal digits") }
            digest = read
            name = name[..<at]
        }
        var tag: String?
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
            tag = String(name[name.index(after: colon)...])
            name = name[..<colon]
        }
        guard tag.map(Self.isTag) ?? true else { throw Self.fault(text, "its tag is not one") }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let hasRegistry =
            parts.count > 1 && (parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost")
        let named = hasRegistry ? parts[0] : Self.hub
        let isHub = named == Self.hub || named == "index.docker.io" || named == Self.hubHost
        registry = isHub ? Self.hub : named
        var path = hasRegistry ? Array(parts.dropFirst()) : parts
        if isHub, path.count == 1 { path.insert("library", at: 0) }
        guard !path.isEmpty, path.allSatisfy(Self.isPathPart), Self.isHost(registry) else {
            throw Self.fault(text, "expected 'registry/repository:tag' in lower case")
        }
        repository = path.joined(separator: "/")
        self.digest = digest
        self.tag = tag ?? (digest == nil ? "latest" : nil)
    }

    private static let hub = "docker.io"
    private static let hubHost = "registry-1.docker.io"

    /// Who is asked: Docker Hub answers under another name than the one by which it is known.
    package var host: String { registry == Self.hub ? Self.hubHost : registry }

    /// Without tag and digest: what a signature's payload names.
    package var name: String { "\(registry)/\(repository)" }

    /// What a registry is asked for: the digest where there is one.
    package var manifestName: String { digest.map { "sha256:\($0.hex)" } ?? tag ?? "latest" }

    /// Without the tag, which may come to mean something else: what to deploy.
    package func pinned(to digest: SHA256Digest) -> String { "\(name)@sha256:\(digest.hex)" }

    package var description: String {
        name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@sha256:\($0.hex)" } ?? "")
    }

    private static func fault(_ text: String, _ reason: String) -> TrustError {
        .malformed("image reference '\(text)'", reason: reason)
    }

    private static func isPathPart(_ part: String) -> Bool {
        !part.isEmpty && part.first != "." && part.first != "-" && part.first != "_"
            && part.utf8.allSatisfy { isLowerOrDigit($0) || [0x2E, 0x5F, 0x2D].contains($0) }
    }

    private static func isHost(_ host: String) -> Bool {
        host.utf8.allSatisfy { isLowerOrDigit($0 | 0x20) || [0x2E, 0x2D, 0x3A, 0x5B, 0x5D].contains($0) }
    }

    private static func isTag(_ tag: String) -> Bool {
        !tag.isEmpty && tag.utf8.count <= 128 && tag.first != "." && tag.first != "-"
            && tag.utf8.allSatisfy { isLowerOrDigit($0 | 0x20) || [0x2E, 0x5F, 0x2D].contains($0) }
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }
}
