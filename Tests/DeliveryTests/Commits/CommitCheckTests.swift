import Foundation
import Manifests
import Repository
import Testing
import Trust

@testable import Delivery

/// `commits: { signedBy: [committer] }`: nothing is applied that a commit brought which nobody may have made.
@Suite struct CommitCheckTests {
    private static let committer = "lockstep-committer"
    private static let dave = "carol-security"

    private static func addingCommitter(_ name: String) -> (String) -> String {
        { text in
            text.replacing("version: 1", with: "version: 2")
                .replacing("role: committer, keys: [", with: "role: committer, keys: [\(name), ")
        }
    }

    @Test func `signed commits are applied, and an unsigned one is told of by name and applies nothing`() async throws {
        let scene = try await CommitScene()
        #expect(try await scene.follow() == "")
        try await scene.set("2", by: Self.committer)
        #expect(try await scene.follow() == "" && scene.value == "2")
        let bad = try await scene.set("3", by: nil, author: "Mallory")
        let refusal = try await scene.follow()
        #expect(
            refusal.hasPrefix(
                "error: expected commit \("\(bad)".prefix(12)) by 'Mallory <mallory@example.com>' to be signed by a "
                    + "committer of environment 'staging', found unsigned: it has no signature"), "\(refusal)")
        #expect(scene.value == "2")
    }

    @Test func `a signed commit on top does not launder an unsigned one, nor does a new start`() async throws {
        let scene = try await CommitScene()
        _ = try await scene.follow()
        let bad = try await scene.set("2", by: nil)
        try await scene.set("3", by: Self.committer)
        for _ in 0..<2 {
            let refusal = try await scene.follow()
            #expect(refusal.contains("expected commit \("\(bad)".prefix(12))"), "\(refusal)")
            #expect(scene.value == "1")
        }
    }

    @Test func `an unsigned commit that a merge brings is found`() async throws {
        let scene = try await CommitScene()
        _ = try await scene.follow()
        let root = try await scene.head
        let side = try await scene.commit(["environments/staging/b.yaml": Sample.configMap("b")], by: nil, onto: root)
        try await scene.commit(
            [CommitScene.manifest: Sample.configMap("a", "2")], by: Self.committer, merging: [side])
        #expect(try await scene.follow().contains("expected commit \("\(side)".prefix(12))"))
    }

    @Test func `unknown keys, keys of other roles and forged signatures are told apart`() async throws {
        let scene = try await CommitScene()
        _ = try await scene.follow()
        try await scene.set("2", by: "alice-release")
        #expect(try await scene.follow().contains("may not sign this artifact here as 'committer'"))
        let other = try await CommitScene()
        _ = try await other.follow()
        try await other.set("2", by: "mallory")
        #expect(try await other.follow().contains("found unknownKey"))
    }

    @Test func `the whole history is verified at first sight, or what follows the commit that the head names`()
        async throws
    {
        let scene = try await CommitScene(by: nil)
        let first = try await scene.head
        try await scene.set("2", by: Self.committer)
        #expect(try await scene.follow().contains("expected commit \("\(first)".prefix(12))"))
        let environment =
            Sample.environmentFile() + "  commits: { signedBy: [committer], since: \(first) }\n"
        try await scene.commit(["environments/staging/environment.yaml": environment], by: Self.committer)
        #expect(try await scene.follow() == "")
        #expect(scene.value == "2")
    }

    @Test(arguments: [true, false])
    func `a check of a change tells of its unsigned commits, with a cluster or offline`(isOffline: Bool) async throws {
        let scene = try await CommitScene()
        let base = try await scene.checkout()
        let bad = try await scene.set("2", by: nil)
        try await scene.set("3", by: Self.committer)
        let cluster = scene.cluster
        func check(_ gate: Gate) async throws -> CheckReport {
            await Check(connect: { _ in cluster }, gate: gate, isOffline: isOffline)
                .run(["staging"], of: try await scene.checkout(), since: base)
        }
        let report = try await check(try scene.gate())
        #expect(report.findings.map(\.rule) == [.signature])
        #expect(report.findings.first?.diagnostic.message.contains("expected commit \("\(bad)".prefix(12))") == true)
        #expect(report.verdict(listsAll: false) == .refused)
        // A gate that trusts nobody decides nothing offline, and denies where it would run.
        #expect(try await check(Gate()).findings.map(\.level) == [isOffline ? .note : .error])
    }

    @Test func `who cannot sign cannot name a commit to begin with either`() async throws {
        let scene = try await CommitScene(by: nil)
        let first = try await scene.head
        let environment =
            Sample.environmentFile() + "  commits: { signedBy: [committer], since: \(first) }\n"
        let bad = try await scene.commit(["environments/staging/environment.yaml": environment], by: nil)
        let refusal = try await scene.follow()
        #expect(refusal.contains("expected commit \("\(bad)".prefix(12))") && scene.value == nil, "\(refusal)")
    }

    @Test func `a commit cannot free itself of being verified`() async throws {
        let scene = try await CommitScene()
        _ = try await scene.follow()
        let free = ["environments/staging/environment.yaml": Sample.environmentFile()]
        let bad = try await scene.commit(free, by: nil)
        #expect(try await scene.follow().contains("expected commit \("\(bad)".prefix(12))"))
        let other = try await CommitScene()
        _ = try await other.follow()
        try await other.commit(free, by: Self.committer)
        #expect(try await other.follow() == "")
        // From then on nobody asks, but for a daemon that always does.
        try await other.set("2", by: nil)
        #expect(try await other.follow(isAlwaysDemanded: true).contains("found unsigned"))
        #expect(try await other.follow() == "")
        #expect(other.value == "2")
    }

    @Test func `a commit that brings its own key is judged without it`() async throws {
        let scene = try await CommitScene()
        _ = try await scene.follow()
        // Signed by the roots, and committed by the key that it would allow.
        try await scene.commit(try scene.trust(Self.addingCommitter(Self.dave)), by: Self.dave)
        #expect(try await scene.follow().contains("may not sign this artifact here as 'committer'"))
        // Not signed by the roots at all.
        let other = try await CommitScene()
        _ = try await other.follow()
        try await other.commit(
            try other.trust(roots: ["alice-root"], Self.addingCommitter(Self.dave)), by: Self.committer)
        try await other.set("2", by: Self.dave)
        let refusal = try await other.follow()
        #expect(refusal.contains("trust policy version 2 lacks signatures"), "\(refusal)")
        #expect(other.value == "1")
    }

    @Test func `a newer trust policy holds from the next commit on, also after a new start`() async throws {
        let scene = try await CommitScene()
        _ = try await scene.follow()
        try await scene.commit(try scene.trust(Self.addingCommitter(Self.dave)), by: Self.committer)
        try await scene.set("2", by: Self.dave)
        // Versions 2 and 3 come with one fetch.
        try await scene.commit(
            try scene.trust { $0.replacing("version: 2", with: "version: 3") }, by: Self.dave)
        #expect(try await scene.follow() == "")
        #expect(scene.value == "2")
        let state = TrustState(path: "\(scene.folder)/trust.json", allowsExampleKeys: true)
        #expect(try state.current(at: Timestamp(seconds: 1_800_000_000))?.policy.version == 3)
        // The old version comes back with a signed commit: refused, whoever signs.
        let old = try ExampleTrust.policy()
        try await scene.commit(
            [
                TrustPolicy.path: String(decoding: old.bytes, as: UTF8.self),
                TrustPolicy.signaturesPath: String(decoding: old.signatureFile, as: UTF8.self),
                CommitScene.manifest: Sample.configMap("a", "3"),
            ], by: Self.dave)
        _ = try await scene.follow()
        #expect(try state.current(at: Timestamp(seconds: 1_800_000_000))?.policy.version == 3)
    }

    @Test func `a key that the newest policy revokes vouches for nothing that was not applied before`() async throws {
        let scene = try await CommitScene()
        try await scene.commit(try scene.trust(Self.addingCommitter(Self.dave)), by: Self.committer)
        _ = try await scene.follow()
        try await scene.set("2", by: Self.dave)
        let revoked = try scene.trust { text in
            let lines = text.replacing("version: 2", with: "version: 3").split(
                separator: "\n", omittingEmptySubsequences: false
            ).map { line in
                line.contains("name: \(Self.dave)")
                    ? String(line).replacing(
                        " EXAMPLE }", with: " EXAMPLE, revoked: { at: 2026-07-01T00:00:00Z, reason: lost } }")
                    : String(line)
            }
            return lines.joined(separator: "\n")
        }
        try await scene.commit(revoked, by: Self.committer)
        let refusal = try await scene.follow()
        #expect(refusal.contains("keyRevoked: key '\(Self.dave)' was revoked: lost"), "\(refusal)")
        #expect(scene.value == "1")
    }

    @Test func `a person may bring an environment to a rewritten branch, and its commits are verified all the same`()
        async throws
    {
        let scene = try await CommitScene()
        let first = try await scene.head
        try await scene.set("2", by: Self.committer)
        _ = try await scene.follow()
        let head = try await scene.head
        let other = try await scene.commit(
            [CommitScene.manifest: Sample.configMap("a", "3")], by: nil, onto: first)
        try await scene.store.setBranch("main", to: other, expecting: head)
        #expect(try await scene.follow().contains("found unsigned") && scene.value == "2")
    }

    @Test func `a work tree can be looked at, and is not applied`() async throws {
        let scene = try await CommitScene()
        _ = try await scene.follow()
        var tree = try await scene.checkout()
        tree.revision = nil
        tree.history = nil
        guard case .planned = await scene.plan(tree, gate: try scene.gate(), isPreview: true) else {
            Issue.record("expected a plan")
            return
        }
        guard case .refused(let diagnostics) = await scene.plan(tree, gate: try scene.gate()) else {
            Issue.record("expected a refusal")
            return
        }
        #expect(diagnostics.first?.message.contains("found a work tree") ?? false)
    }

    @Test func `without a trust policy nothing is verified, so nothing runs`() async throws {
        let scene = try await CommitScene()
        guard case .refused(let diagnostics) = await scene.plan(try await scene.checkout(), gate: Gate()) else {
            Issue.record("expected a refusal")
            return
        }
        #expect(diagnostics.first?.message.contains("no trust policy is configured") ?? false)
    }

    @Test func `only committers can be asked for, and a commit is named in full`() async throws {
        let scene = try await CommitScene("  commits: { signedBy: [release], since: abc }\n")
        let refusal = try await scene.follow()
        #expect(refusal.contains("expected the role that signs commits, 'committer', found 'release'"))
        #expect(refusal.contains("expected a commit of 40 hexadecimal digits, found 'abc'"))
    }
}
