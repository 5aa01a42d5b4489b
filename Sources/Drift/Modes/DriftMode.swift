/// How a score becomes "drift".
package enum DriftMode: String, Sendable, Hashable, CaseIterable {
    /// The false-alarm rate is what it says: χ² of two samples, distances held against their own distribution
    /// without drift, and Holm's correction over the columns.
    case calibrated
    /// The numbers and the rules of Evidently 0.7, with their false alarms.
    case evidently
}
