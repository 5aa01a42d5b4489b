import Foundation
import Manifests
import Testing
import Trust

/// A real Git repository in which a test makes commits.
final class GitFixture {
    let scratch: Scratch
    private let git: Tool

    init() throws {
        scratch = try Scratch()
        git = try #require(Tool.named("git"))
        try run("init", "-q", "-b", "main", ".")
        try run("config", "gpg.format", "ssh")
        try run("config", "gpg.ssh.allowedSignersFile", scratch.path("allowed"))
    }

    @discardableResult
    func run(_ arguments: String..., input: [UInt8]? = nil) throws -> Tool.Result {
        try run(arguments, input: input)
    }

    @discardableResult
    func run(_ arguments: [String], input: [UInt8]? = nil) throws -> Tool.Result {
        let identity = [
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "c",
            "GIT_COMMITTER_EMAIL": "c@example.com", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_DATE": "2026-02-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-02-01T00:00:00Z",
        ]
        return try git.run(arguments, in: scratch.folder, input: input, environment: identity)
    }

    /// An unsigned commit with these parents; its content.
    func unsigned(_ message: String, parents: [String] = []) throws -> [UInt8] {
        let tree = try run("hash-object", "-w", "-t", "tree", "/dev/null").output.trimmed
        let arguments = ["commit-tree", tree, "-m", message] + parents.flatMap { ["-p", $0] }
        return try content(try run(arguments).output.trimmed)
    }

    func content(_ name: String) throws -> [UInt8] { Array(try run("cat-file", "commit", name).output.utf8) }

    /// Stores a commit's content and gives its name.
    func store(_ content: [UInt8]) throws -> String {
        try run("hash-object", "-w", "-t", "commit", "--stdin", input: content).output.trimmed
    }

    func range(after last: String?, to head: String) throws -> [CommitRange.Commit] {
        let names = try run(["rev-list", "--topo-order", head] + (last.map { ["^\($0)"] } ?? [])).output
        return try names.split(separator: "\n").map {
            CommitRange.Commit(name: String($0), content: try content(String($0)))
        }
    }

    func signed(_ message: String, by word: String?, parents: [String] = []) throws -> String {
        let payload = try unsigned(message, parents: parents)
        guard let word else { return try store(payload) }
        let signature = try CommitSigning.sign(payload, with: try signer(word))
        return try store(try CommitSigning.adding(signature: signature, to: payload))
    }
}

extension String {
    var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}

@Suite struct CommitTests {
    private let noon = time("2026-03-01T12:00:00Z")

    private func judge(
        environment: String = "staging", at time: Timestamp? = nil,
        _ change: (inout TrustPolicyFixture) -> Void = { _ in }
    ) throws -> CommitJudge {
        var fixture = TrustPolicyFixture()
        change(&fixture)
        let policy = try fixture.verified(at: noon)
        return CommitJudge(policy: policy, environment: environment, time: time ?? noon)
    }

    @Test func `git verifies our commits with the exported allowed signers`() throws {
        let git = try GitFixture()
        let policy = try TrustPolicyFixture().verified()
        try git.scratch.write(AllowedSigners.text(policy.policy), "allowed")
        let name = try git.signed("a release", by: "alice-commit")
        let result = try git.run("verify-commit", name)
        #expect(result.status == 0, "\(result.text)")
        #expect(result.text.contains("Good \"git\" signature for alice@example.com"))
        #expect(try git.run("fsck", "--strict").status == 0)
        // Git says "Good" of an unknown key too, and only its exit code tells.
        let unknown = try git.signed("a release", by: "mallory")
        #expect(try git.run("verify-commit", unknown).status != 0)
        guard case .verified(let signatory) = try judge().judge(try git.content(name)) else {
            Issue.record("expected a verified commit")
            return
        }
        #expect(signatory.principal == "alice@example.com")
        #expect(signatory.fingerprint == (try key("alice-commit").publicKey.fingerprint))
    }

    @Test func `we verify git's commits, merges and tags within them too`() async throws {
        let git = try GitFixture()
        let text = try PrivateKeyFile.text(
            .ed25519(try key("alice-commit")), format: .openssh, comment: "c", passphrase: nil)
        let path = try git.scratch.write(text, "id")
        try git.run("config", "user.signingKey", path)
        try git.run("commit", "-q", "-S", "--allow-empty", "-m", "first\n\nwith a body\n")
        try git.run("checkout", "-q", "-b", "side")
        try git.run("commit", "-q", "-S", "--allow-empty", "-m", "side")
        try git.run("tag", "-s", "-m", "tagged", "v1")
        try git.run("checkout", "-q", "main")
        #expect(try git.run("merge", "-q", "-S", "--no-ff", "-m", "merge", "v1").status == 0)
        let head = try git.run("rev-parse", "HEAD").output.trimmed
        #expect(String(decoding: try git.content(head), as: UTF8.self).contains("mergetag object"))
        let outcome = try await verify(CommitRange(judge: try judge()), after: nil, to: head, in: git)
        guard case .verified(let findings) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(findings.count == 3)
        #expect(findings.allSatisfy { $0.author == "a <a@example.com>" })
    }

    private func verify(
        _ range: CommitRange, after last: String?, to head: String, in git: GitFixture
    ) async throws -> CommitRange.Outcome {
        try await range.verify(try git.range(after: last, to: head)).outcome
    }

    // MARK: Attacks

    @Test func `unsigned, unknown, foreign and changed commits are told apart`() throws {
        let git = try GitFixture()
        let judge = try judge()
        #expect(judge.judge(try git.content(try git.signed("m", by: nil))) == .refused(.unsigned))
        let mallory = try key("mallory").publicKey.fingerprint
        #expect(
            judge.judge(try git.content(try git.signed("m", by: "mallory"))) == .refused(.unknownKey(hint: mallory)))
        #expect(
            judge.judge(try git.content(try git.signed("m", by: "bob-release")))
                == .refused(.notPermitted(key: "bob-release", principal: "bob@example.com", role: .committer)))
        let good = try git.content(try git.signed("message", by: "alice-commit"))
        let changed = Array(String(decoding: good, as: UTF8.self).replacing("message", with: "massage").utf8)
        #expect(judge.judge(changed) == .refused(.badSignature(key: "alice-commit")))
        // A staging committer is none in production.
        #expect(
            try self.judge(environment: "production").judge(good) == .refused(.nobodyPermitted(role: .committer)))
    }

    /// One key in two namespaces.
    @Test func `a signature over a file is none of a commit`() throws {
        let git = try GitFixture()
        let payload = try git.unsigned("m")
        let signature = try SSHSignature.sign(payload, namespace: "file", with: try signer("alice-commit"))
        let commit = try CommitSigning.adding(signature: signature.text, to: payload)
        #expect(try judge().judge(commit) == .refused(.badSignature(key: "alice-commit")))
    }

    @Test func `a backdated commit does not bring an expired key back`() throws {
        let git = try GitFixture()
        let end = time("2026-02-15T00:00:00Z")
        // The committer's date is 1 February, when the key was good; the log saw it in March.
        let commit = try git.content(try git.signed("m", by: "alice-commit"))
        let judge = try judge { $0.fields["alice-commit"] = "validUntil: \(end)" }
        #expect(judge.judge(commit) == .refused(.keyExpired(key: "alice-commit", at: end)))
    }

    @Test func `an unsigned commit in between is found, by every parent`() async throws {
        let git = try GitFixture()
        let root = try git.signed("root", by: "alice-commit")
        let bad = try git.signed("bad", by: nil, parents: [root])
        let side = try git.signed("side", by: "alice-commit", parents: [bad])
        let main = try git.signed("main", by: "alice-commit", parents: [root])
        let merge = try git.signed("merge", by: "alice-commit", parents: [main, side])
        let range = CommitRange(judge: try judge())
        let outcome = try await verify(range, after: root, to: merge, in: git)
        guard case .refused(let bads) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(bads.map(\.commit) == [bad])
        #expect(bads.map(\.verdict) == [.refused(.unsigned)])
        #expect(
            outcome.lines(head: merge) == [
                "refused: 1 commit up to \(merge)", "  \(bad) unsigned: it has no signature",
            ])
        #expect(outcome.report(head: merge)["commits"]?.array?[0]["code"] == "unsigned")
        // The first parents alone are all good.
        let first = try await verify(range, after: root, to: main, in: git)
        guard case .verified = first else {
            Issue.record("\(first)")
            return
        }
        // What was verified before is not asked for again, also where a merge leads behind it.
        let old = try git.signed("old", by: "alice-commit", parents: [bad])
        let late = try git.signed("late", by: "alice-commit", parents: [old, root])
        let after = try await verify(range, after: old, to: late, in: git)
        guard case .verified(let findings) = after else {
            Issue.record("\(after)")
            return
        }
        #expect(findings.map(\.commit) == [late])
    }

    @Test func `content under another commit's name is refused`() async throws {
        let git = try GitFixture()
        let good = try git.signed("good", by: "alice-commit")
        let other = try git.content(try git.signed("other", by: "alice-commit"))
        await #expect(throws: TrustError.self) {
            try await CommitRange(judge: try judge()).verify([CommitRange.Commit(name: good, content: other)])
        }
    }

    @Test func `a commit that two readers could read differently is refused`() throws {
        let git = try GitFixture()
        let good = String(
            decoding: try git.content(try git.signed("m", by: "alice-commit")), as: UTF8.self)
        let tree = try #require(good.split(separator: "\n").first)
        let header = try #require(good.firstRange(of: "gpgsig "))
        let signature = good[header.lowerBound...].prefix { $0 != "m" }
        let doubled = good.replacing("\n\nm", with: "\n\(signature.trimmingCharacters(in: .newlines))\n\nm")
        for text in [
            good.replacing("author ", with: "\(tree)\nauthor "), good.replacing("gpgsig ", with: "gpgsig-sha256 "),
            doubled, "", "tree", " \n\n", good.replacing("\n\n", with: "\n"),
        ] {
            #expect(throws: TrustError.self) { try CommitObject.parse(Array(text.utf8)) }
        }
    }

    @Test func `keys that Lockstep does not verify itself are left to other tools`() throws {
        let git = try GitFixture()
        let keygen = try #require(Tool.named("ssh-keygen"))
        _ = try keygen.run(["-q", "-t", "ecdsa", "-N", "", "-f", git.scratch.path("ec")])
        let line = try git.scratch.read("ec.pub").trimmed
        let parts = line.split(separator: " ").prefix(2).joined(separator: " ")
        let payload = try git.unsigned("m")
        try git.scratch.write(payload, "payload")
        let signed = try keygen.run(["-Y", "sign", "-f", "ec", "-n", "git", "payload"], in: git.scratch.folder)
        #expect(signed.status == 0)
        let commit = try CommitSigning.adding(signature: try git.scratch.read("payload.sig"), to: payload)
        var text = try TrustPolicyFixture().text()
        text = text.replacing(
            "    - name: build@example.com\n      keys:\n",
            with: "    - name: build@example.com\n      keys:\n        - { name: hardware, publicKey: \(parts) }\n")
        text = text.replacing("keys: [alice-commit]", with: "keys: [alice-commit, hardware]")
        var policy = SignedTrustPolicy(bytes: Array(text.utf8), signatures: [])
        for name in ["alice-root", "bob-root"] { policy = try policy.adding(signatureBy: try signer(name)) }
        let verified = try VerifiedTrustPolicy.anchored(policy, anchor: policy.digest, at: noon)
        let judge = CommitJudge(policy: verified, environment: "staging", time: noon)
        #expect(
            judge.judge(commit) == .needsTool(reason: "its key 'hardware' is 'ecdsa-sha2-nistp256'"))
        try git.scratch.write(AllowedSigners.text(verified.policy), "allowed")
        #expect(try git.run("verify-commit", try git.store(commit)).status == 0)
    }

    @Test func `allowed signers carry namespaces and validity, and leave revoked keys out`() throws {
        var fixture = TrustPolicyFixture()
        fixture.fields["alice-commit"] =
            "validFrom: 2026-01-01T00:00:00Z, validUntil: 2027-01-01T00:00:00Z, retired: 2026-06-01T00:00:00Z"
        let line = OpenSSHPublicKey(try key("alice-commit").publicKey, comment: "").text
        #expect(
            AllowedSigners.text(try fixture.verified().policy)
                == "alice@example.com namespaces=\"git\",valid-after=\"20260101000000Z\","
                + "valid-before=\"20260601000000Z\" \(line)\n")
        fixture.fields["alice-commit"] = "revoked: { at: 2026-01-01T00:00:00Z, reason: lost }"
        #expect(AllowedSigners.text(try fixture.verified().policy) == "")
    }
}
