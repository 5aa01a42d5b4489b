/// What became of a commit that was to be the branch's next.
package enum Publication: Sendable, Hashable {
    /// The branch has it, and has been read back.
    case published(ObjectID)
    /// Somebody else was faster; their head has been fetched, and the commit must be made anew on it.
    case moved(to: ObjectID)
    /// The branch no longer leads to where the commit was made: it was rewritten, or removed (nil).
    case rewritten(to: ObjectID?)
    /// The server takes no direct push to this branch: it is protected, or a hook wants something else.
    case protected(reason: String)
    /// The server refuses for another reason, which may pass.
    case refused(reason: String)
}

extension GitStore {
    /// Sends a commit that was made on `expected`, once.
    ///
    /// A lost race is not tried again here: what was decided on one head need not hold on the next, so the caller
    /// decides anew.
    ///
    /// - Throws: as `push`.
    package func publish(
        _ commit: ObjectID, to remote: Remote, expecting expected: ObjectID?
    ) async throws -> Publication {
        switch try await push(commit, to: remote, expecting: expected) {
        case .pushed(let head): return .published(head)
        case .rejected(let reason):
            return PushRefusal.isProtection(reason) ? .protected(reason: reason) : .refused(reason: reason)
        case .lost(to: nil): return .rewritten(to: nil)
        case .lost(to: .some):
            let head = try await fetch(remote).head
            guard let expected else { return .moved(to: head) }
            return try descends(head, from: expected) ? .moved(to: head) : .rewritten(to: head)
        }
    }
}

/// Tells from a server's words whether it protects a branch.
///
/// Git's protocol has one answer, `ng REF REASON`, for every refusal (gitprotocol-pack(5)); the reasons are those of
/// git itself, GitHub (`GH006`, `GH013`), GitLab, Gitea, Bitbucket, Gerrit and Azure DevOps (`TF402455`).
enum PushRefusal {
    private static let words = [
        "hook declined", "protected branch", "protected ref", "gh006", "gh013", "repository rule violations",
        "not allowed to push", "not permitted", "prohibited", "tf402455", "pull request", "merge request",
        "permission", "forbidden", "denied",
    ]

    static func isProtection(_ reason: String) -> Bool {
        let reason = reason.lowercased()
        return words.contains { reason.contains($0) }
    }
}
