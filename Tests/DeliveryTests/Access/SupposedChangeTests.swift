import Foundation
import Manifests
import Testing
import Trust

@testable import Delivery

/// What `auth can-i` supposes of a change.
@Suite struct SupposedChangeTests {
    @Test func `supposed signers and approvers join those that Git has, in the trust policy's groups`() async throws {
        let scene = try await CommitScene("")
        try await scene.commit(
            [CommitScene.manifest: Sample.configMap("a", "2")], by: "alice-release", author: "Alice")
        let checkout = try await scene.checkout()
        let supposed = SupposedChange(of: checkout, at: 1_790_000_000_000)
        #expect(supposed.groups(of: "bob@example.com") == ["release-managers"])
        let found = try await supposed.change(
            checkout.changes, of: "staging", release: "a", in: checkout, signers: ["dana:on-call"],
            approvers: ["bob@example.com"])
        let change = try #require(found)
        #expect(change["signers"]?.array?.map { $0["name"]?.string } == ["alice@example.com", "dana"])
        #expect(change["signers"]?.array?.last?["groups"] == ["on-call"])
        #expect(change["approvals"]?.array?.first?[path: "by", "groups"] == ["release-managers"])
        #expect(change["approvals"]?.array?.first?["revision"] == change["revision"])
    }

    @Test func `where nothing is known and nothing supposed, there is no change`() async throws {
        let checkout = Sample.checkout(["a.yaml": Sample.configMap("a")])
        let supposed = SupposedChange(of: checkout, at: 0)
        #expect(try await supposed.change(nil, of: "staging", release: "a", in: checkout) == nil)
        let change = try await supposed.change(
            nil, of: "staging", release: "a", in: checkout, approvers: ["dana:release-managers"])
        #expect(change?["approvals"]?.array?.count == 1)
        #expect(change?["signers"] == nil)
    }
}
