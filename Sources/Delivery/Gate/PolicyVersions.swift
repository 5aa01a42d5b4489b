import Trust

/// The newest version of signed policies that each environment has run by, on disk: older ones do not come back.
///
/// Read and written anew each time, since more than one command keeps it.
package struct PolicyVersions: Sendable {
    private let path: String

    package init(path: String) { self.path = path }

    func mark(of environment: String) throws(TrustError) -> VersionMark? {
        try VersionMarks(path: path).mark(artifact: PolicyBundle.artifact, environment: environment)
    }

    func record(_ verified: VerifiedArtifact) throws(TrustError) {
        var marks = try VersionMarks(path: path)
        try marks.record(verified)
    }
}
