/// One step of a Release.
package enum ReleaseStep: Sendable, Hashable {
    /// The candidate has `percent` of the traffic, 0…100, for at least the time of `hold`.
    case weight(percent: Int, hold: Duration)
    /// Waits until the role's people have approved.
    case approval(role: String)
}
