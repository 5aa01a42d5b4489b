package import Manifests

/// What could be read of something outside the object: its values, or why there are none.
package enum Finding<Element: Sendable>: Sendable {
    case found([Element])
    /// The reason, as a message says it.
    case unavailable(String)
}

/// A signature that was verified.
package struct VerifiedSignature: Sendable, Hashable {
    package var role: String
    package var identity: String
    /// Milliseconds since 1970.
    package var expires: Int

    package init(role: String, identity: String, expires: Int) {
        self.role = role
        self.identity = identity
        self.expires = expires
    }
}

/// All that a decision depends on beside the object: read before, kept with the decision, never fetched within it.
package struct EvaluationContext: Sendable {
    /// The objects of the cluster that policies may ask about.
    package var inventory: Finding<Value> = .unavailable("the inventory")
    /// The kinds that the inventory was read for, nil where it holds all that there is. To ask
    /// for another kind is a fault: what was not read is not known to be absent.
    package var inventoryKinds: [(group: String, kind: String)]?
    /// By image or artifact, as written in the manifest.
    package var signatures: [String: Finding<VerifiedSignature>] = [:]
    package var otherSignatures: Finding<VerifiedSignature> = .unavailable("the signatures")
    /// By artifact and predicate type, joined by a space; by artifact alone for its every other type.
    package var attestations: [String: Finding<Value>] = [:]
    package var otherAttestations: Finding<Value> = .unavailable("the attestations")
    /// The windows of calendars, by name.
    package var calendars: [String: [CalendarWindow]] = [:]
    /// Whether a calendar that is not listed is empty rather than a fault.
    package var unknownCalendarsAreEmpty = false
    /// Milliseconds since 1970.
    package var time: Int?
    /// Where kinds beyond Kubernetes' own keep their pod: kind to paths of pod specifications.
    package var podPaths: [String: [PodPath]] = [:]

    package init() {}
}
