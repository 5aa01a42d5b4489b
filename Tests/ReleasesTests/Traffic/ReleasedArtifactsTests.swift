import Manifests
import Repository
import Testing

@testable import Releases

@Suite struct ReleasedArtifactsTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let other = "sha256:" + String(repeating: "b", count: 64)
    private let workload: Value = ["spec": ["image": "registry.example:5000/app:2", "storageUri": "s3://models/fraud"]]

    private var verified: ReleasedArtifacts {
        ReleasedArtifacts(
            of: workload, digests: ["registry.example:5000/app:2": Self.digest, "s3://models/fraud": Self.digest])
    }

    @Test func `what was verified is released by digest, whatever its tag leads to now`() {
        let pinned = "registry.example:5000/app@\(Self.digest)"
        #expect(verified.pinned("registry.example:5000/app:2") == pinned)
        #expect(verified.pinned("s3://models/fraud") == "s3://models/fraud")
        #expect(verified.contain(pinned, digest: nil))
        #expect(verified.contain("registry.example:5000/app:2@\(Self.digest)", digest: nil))
        #expect(!verified.contain("registry.example:5000/app@\(Self.other)", digest: Self.digest))
        #expect(!verified.contain("registry.example:5000/other@\(Self.digest)", digest: nil))
    }

    @Test func `a tag and an address count only where they were verified to be the same`() {
        for text in ["registry.example:5000/app:2", "s3://models/fraud"] {
            #expect(!verified.contain(text, digest: nil))
            #expect(!verified.contain(text, digest: Self.other))
            #expect(verified.contain(text, digest: Self.digest))
        }
        #expect(verified.contain("registry.example:5000/app:stable", digest: Self.digest))
        #expect(!verified.contain("s3://models/copy", digest: Self.digest))
    }

    @Test func `where nothing was verified the text counts`() {
        let released = ReleasedArtifacts(of: workload, digests: [:])
        #expect(released.contain("s3://models/fraud", digest: nil))
        #expect(!released.contain("registry.example:5000/app:3", digest: nil))
        #expect(released.pinned("registry.example:5000/app:2") == "registry.example:5000/app:2")
    }

    @Test func `the commit that ends a release says its digests, and who tells of drift`() {
        let version = VersionDigest(of: workload)
        let id = String(repeating: "1", count: 40)
        var event = ReleaseEvent(
            key: .init(environment: "staging", release: "fraud"), kind: .finish, candidate: id, version: version,
            stable: id, stableVersion: version, step: 1, steps: 1)
        event.artifacts = ["b:1": Self.digest, "a:\"x\"": Self.other]
        event.teller = "ab"
        #expect(ReleaseEvent(CommitMessage(subject: "s", trailers: event.trailers)) == event)
    }
}
