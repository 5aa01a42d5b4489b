import Foundation
import Testing
import Trust

@Suite struct ExampleTrustTests {
    private static let folder = Tool.packageRoot.appendingPathComponent("keys-example")

    @Test func `the compiled fingerprints are those of the example keys`() throws {
        var prints: Set<String> = []
        for name in ExampleTrust.keyNames {
            prints.insert(try ExampleTrust.key(named: name).publicKey.fingerprint)
        }
        #expect(prints == ExampleKeys.fingerprints)
    }

    /// `LOCKSTEP_WRITE_EXAMPLES=1` writes the folder anew.
    @Test func `the folder is what the code makes`() throws {
        let files = try ExampleTrust.files()
        if ProcessInfo.processInfo.environment["LOCKSTEP_WRITE_EXAMPLES"] == "1" {
            for (path, text) in files {
                let file = Self.folder.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        }
        for (path, text) in files {
            let found = try? String(contentsOf: Self.folder.appendingPathComponent(path), encoding: .utf8)
            #expect(found == text, "keys-example/\(path)")
        }
    }

    @Test func `the example policy holds in the demo, and its keys open with ssh-keygen`() throws {
        let policy = try ExampleTrust.policy()
        let verified = try VerifiedTrustPolicy.anchored(
            policy, anchor: policy.digest, at: time("2026-03-01T00:00:00Z"), allowsExampleKeys: true)
        #expect(verified.policy.keys.count == ExampleTrust.keyNames.count)
        #expect(verified.policy.groups["release-managers"] == ["alice@example.com", "bob@example.com"])
        let scratch = try Scratch()
        let path = try scratch.write(try #require(try ExampleTrust.files()["keys/alice-release"]), "k")
        let keygen = try #require(Tool.named("ssh-keygen"))
        let result = try keygen.run(["-y", "-f", path])
        #expect(result.status == 0, "\(result.text)")
    }
}
