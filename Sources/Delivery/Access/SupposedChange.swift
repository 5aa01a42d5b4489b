package import Manifests
import Trust

/// A change as a question supposes it: what Git has of it, with people who are taken to have signed or approved it.
///
/// People and groups are those of the checkout's own trust policy, whose signatures nobody has verified: an answer tells
/// what the policies say, and permits nothing.
package struct SupposedChange: Sendable {
    private let trust: TrustPolicy?
    private let time: Timestamp

    /// - Parameter time: milliseconds since 1970.
    package init(of checkout: Checkout, at time: Int) {
        let file = checkout.trust.first { $0.path == TrustPolicy.path }
        trust = file.flatMap { try? TrustPolicy.read($0.bytes) }
        self.time = Timestamp(seconds: Int64(time / 1_000))
    }

    /// The groups that the trust policy names somebody in.
    package func groups(of person: String) -> [String] {
        (trust?.groups ?? [:]).filter { $0.value.contains(person) }.keys.sorted()
    }

    /// - Parameters:
    ///   - signers: names, each with groups after a colon: `dana` or `dana:release-managers,on-call`.
    ///   - approvers: the same; they approve the revision of the change.
    /// - Returns: nil where nothing is known and nothing is supposed.
    /// - Throws: `RepositoryError`.
    package func change(
        _ range: ChangeRange?, of environment: String, release: String, in checkout: Checkout, signers: [String] = [],
        approvers: [String] = []
    ) async throws -> Object? {
        let found = try await range?.change(
            of: environment, release: release, isRendered: checkout.isRendered(environment),
            known: ChangeRange.Known(trust: trust, at: time))
        if found == nil, signers.isEmpty, approvers.isEmpty { return nil }
        var change = found ?? ["revision": ""]
        let revision = change["revision"] ?? ""
        if !signers.isEmpty {
            change["signers"] = .array((change["signers"]?.array ?? []) + signers.map(subject))
        }
        if !approvers.isEmpty {
            let supposed = approvers.map { ["by": subject($0), "revision": revision] as Value }
            change["approvals"] = .array((change["approvals"]?.array ?? []) + supposed)
        }
        return change
    }

    private func subject(_ text: String) -> Value {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts.first.map(String.init) ?? ""
        let given = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
        let groups = Set(given + groups(of: name)).sorted()
        return ["name": .string(name), "groups": .array(groups.map(Value.string))]
    }
}
