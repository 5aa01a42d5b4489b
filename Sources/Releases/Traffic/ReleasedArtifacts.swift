package import Manifests

/// What an environment has released, for the one that comes after it: by digest where signatures were verified, since a
/// tag or an address may lead to something else by now.
package struct ReleasedArtifacts: Sendable {
    private let texts: Set<String>
    private let digests: [String: String]

    /// - Parameters:
    ///   - workload: as the environment declares it.
    ///   - digests: `sha256:…` of what its texts were verified to be when the release finished.
    package init(of workload: Value, digests: [String: String]) {
        self.init(ArtifactReferences(of: workload).artifacts, digests: digests)
    }

    /// - Parameter texts: as the environment names them.
    package init(_ texts: Set<String>, digests: [String: String]) {
        self.texts = texts
        self.digests = digests
    }

    /// How a text of that environment is written for the next: an image by its digest, where it is known.
    package func pinned(_ text: String) -> String {
        guard let digest = digests[text], let image = Image(text) else { return text }
        return "\(image.name)@\(digest)"
    }

    /// Whether an artifact of the next environment is among them.
    ///
    /// - Parameter digest: what that environment has verified it to be; nil where it verifies none. What has a digest here
    ///   must have one there, in the text or verified.
    package func contain(_ text: String, digest: String?) -> Bool {
        texts.contains { released in
            guard let verified = digests[released] else { return released == text }
            guard let image = Image(text), let other = Image(released) else {
                return released == text && digest == verified
            }
            return image.name == other.name && (image.digest ?? digest) == verified
        }
    }

    /// `registry/name:tag@sha256:…` in its parts.
    private struct Image {
        var name: String
        var digest: String?

        /// - Returns: nil for an address, which cannot bear a digest.
        init?(_ text: String) {
            guard !text.contains("://") else { return nil }
            let parts = text.split(separator: "@", maxSplits: 1)
            guard let tagged = parts.first else { return nil }
            digest = parts.count == 2 ? parts.last.map(String.init) : nil
            let start = tagged.lastIndex(of: "/").map(tagged.index(after:)) ?? tagged.startIndex
            name = String(tagged[..<(tagged[start...].firstIndex(of: ":") ?? tagged.endIndex)])
        }
    }
}
