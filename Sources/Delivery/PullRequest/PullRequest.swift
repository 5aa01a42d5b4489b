/// A request to merge one branch into another, whatever the host calls it.
package struct PullRequest: Sendable, Hashable {
    package var title: String
    /// Markdown.
    package var body: String
    /// Short names of branches of one repository.
    package var source: String
    package var target: String

    package init(title: String, body: String, source: String, target: String) {
        self.title = title
        self.body = body
        self.source = source
        self.target = target
    }
}

/// What became of asking for a merge.
package enum PullRequestOutcome: Sendable, Hashable {
    /// Open, now or since earlier, at this address.
    case opened(url: String)
    /// The branch is there, and a person must ask for the merge: why, and what to do.
    case byHand(reason: String)
    /// The host did not answer, or with a fault of its own: to be tried again.
    case unreachable(reason: String)
}
