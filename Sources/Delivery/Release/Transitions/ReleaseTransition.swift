package import Repository
package import Trust

/// One change of a release's state, as the one commit that it is.
package struct ReleaseTransition: Sendable {
    package var environment: String
    package var release: String
    /// What changes, for people and for the name of a branch: `step-2`, `revert`.
    package var label: String
    /// The commit of the candidate that it moves, in hexadecimal; nil for what moves none.
    package var candidate: String?
    /// Whether it takes traffic away from a candidate that failed: it is kept on this machine before it is sent, and
    /// holds in the cluster from then on.
    package var isRevert: Bool
    /// Whether it is made although no file changes: its trailers say where the release stands. A new candidate may begin
    /// with the share that the one before it had.
    package var allowsEmpty: Bool
    /// Whether a person is to merge it: it goes to a branch of its own, with a pull request.
    package var asksForMerge = false
    package var edit: TreeEdit
    package var message: CommitMessage
    /// What the log is to say first: by whose word it is made.
    package var grounds: [LogEntry]
    /// What the log is to say; the commit is filled in.
    package var entry: LogEntry

    package init(
        environment: String, release: String, label: String, isRevert: Bool = false, allowsEmpty: Bool = false,
        edit: TreeEdit, message: CommitMessage, grounds: [LogEntry] = [], entry: LogEntry
    ) {
        self.environment = environment
        self.release = release
        self.label = label
        self.isRevert = isRevert
        self.allowsEmpty = allowsEmpty
        self.edit = edit
        self.message = message
        self.grounds = grounds
        self.entry = entry
    }

    var keptName: String { "\(environment)/\(release)" }

    /// The branch for a repository whose own is protected: one for each transition of a candidate, whatever heads come
    /// meanwhile, unless people have changed the very files that it changes.
    func branch(onto base: String) -> String {
        let folder = "lockstep/\(environment)/\(release)/\(label)"
        guard let candidate else { return "\(folder)-\(base.prefix(8))" }
        var bytes: [UInt8] = []
        for (path, change) in edit.changes.sorted(by: { $0.key < $1.key }) {
            bytes += Array(path.utf8) + [0]
            if case .write(let content) = change { bytes += SHA256Digest(of: content).bytes }
        }
        return "\(folder)-\(candidate.prefix(8))-\(SHA256Digest(of: bytes).hex.prefix(8))"
    }
}

/// What became of a transition.
package enum TransitionOutcome: Sendable, Hashable {
    /// The branch has it.
    case published(revision: String)
    /// The newest head asks for nothing: somebody did it, or what it was decided on is gone.
    case unneeded
    /// The branch is protected; this asks a person to merge.
    case proposed(revision: String, PullRequestOutcome)
    /// The branch was rewritten, or removed: a person must look at it.
    case halted(reason: String)
    /// Git or the log could not be reached, or refused: to be tried again.
    case postponed(reason: String)
}
