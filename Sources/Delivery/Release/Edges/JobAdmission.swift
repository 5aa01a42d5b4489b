package import Manifests

/// Who lets the Jobs of checks run: what policies and signatures deny in a manifest they deny in a check.
package protocol JobAdmission: Sendable {
    /// - Parameters:
    ///   - job: whole, as it is to be made.
    ///   - reading: of the release whose check it is.
    func review(_ job: Value, of reading: ReleaseReading, on cluster: any LiveCluster) async -> JobReview
}

package enum JobReview: Sendable {
    /// As it may be made: with the digests that were judged in place of tags.
    case admitted(Value)
    /// In one line.
    case refused(String)
}
