import Foundation
import Trust

/// Which versions of which artifacts environments have accepted, on disk, for all who judge on this machine.
package struct AcceptedVersions: Sendable {
    private let path: String

    package init(path: String) { self.path = path }

    /// As they are now.
    func marks() throws(TrustError) -> VersionMarks { try VersionMarks(path: path) }

    /// Remembers what is going to run, before it does; older versions first, so that none is missed.
    func record(_ verified: [VerifiedArtifact]) async throws(TrustError) {
        guard !verified.isEmpty else { return }
        // Where that fails, so does what follows, and says why.
        try? FileManager.default.createDirectory(
            at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        let lock = try await DiskFiles().waitForLock(path + ".lock")
        defer { withExtendedLifetime(lock) {} }
        var marks = try marks()
        for artifact in verified.sorted(by: { $0.version < $1.version }) { try marks.record(artifact) }
    }
}
