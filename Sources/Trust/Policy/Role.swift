/// What a key is trusted for.
package enum Role: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Signs trust policies. Kept offline.
    case root
    /// Vouches for artifacts as releases.
    case release
    /// Says how an artifact was built.
    case ci
    /// Says that an artifact was examined.
    case security
    /// Signs commits.
    case committer
    /// Signs the checkpoints of the transparency log.
    case log
    /// Cosigns checkpoints.
    case witness

    /// Whether the role's keys are bound to artifacts and environments.
    package var signsArtifacts: Bool { self == .release || self == .ci || self == .security }

    /// Whether a key of this role may have no other.
    var isExclusive: Bool { self == .root || self == .log || self == .witness }

    package static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }
}
