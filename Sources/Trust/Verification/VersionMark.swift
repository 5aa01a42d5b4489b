/// The highest version of an artifact that an environment has accepted, and what was accepted before it.
package struct VersionMark: Sendable, Hashable {
    package struct Accepted: Sendable, Hashable {
        package let version: Int64
        package let digest: SHA256Digest
    }

    /// Ascending by version; the last is the mark. At most ``mostKept``.
    package private(set) var accepted: [Accepted]

    package static let mostKept = 64

    package init(version: Int64, digest: SHA256Digest) {
        accepted = [Accepted(version: version, digest: digest)]
    }

    /// - Returns: nil unless there is one at least, and they ascend.
    init?(_ accepted: [Accepted]) {
        let ascends = zip(accepted, accepted.dropFirst()).allSatisfy { $0.version < $1.version }
        guard !accepted.isEmpty, ascends else { return nil }
        self.accepted = accepted
    }

    package var version: Int64 { accepted.last?.version ?? 0 }

    enum Comparison {
        case newer, same, acceptedBefore
        case older(than: Int64)
        case otherContent(at: Int64)
    }

    func compare(version: Int64, digest: SHA256Digest) -> Comparison {
        if version > self.version { return .newer }
        if let known = accepted.first(where: { $0.version == version }) {
            guard known.digest == digest else { return .otherContent(at: version) }
            return version == self.version ? .same : .acceptedBefore
        }
        return .older(than: self.version)
    }

    /// Takes a version that was verified; one that is not newer changes nothing.
    mutating func take(version: Int64, digest: SHA256Digest) {
        guard version > self.version else { return }
        accepted.append(Accepted(version: version, digest: digest))
        if accepted.count > Self.mostKept { accepted.removeFirst() }
    }
}
