import Repository

/// Transitions that are sent together: each one commit on the one before.
package struct TransitionChain {
    /// One that is wanted.
    package struct Link: Sendable {
        /// `environment/release`.
        package var name: String
        /// Whether it is to take traffic away from a candidate that failed.
        package var isRevert: Bool
        /// Decides at the end of the chain; nil where nothing is to be done there.
        package var decide: @Sendable (_ tip: Tip) async throws -> ReleaseTransition?

        package init(
            name: String, isRevert: Bool = false,
            decide: @escaping @Sendable (_ tip: Tip) async throws -> ReleaseTransition?
        ) {
            self.name = name
            self.isRevert = isRevert
            self.decide = decide
        }
    }

    /// Where the next transition is to be made.
    package struct Tip: Sendable {
        /// The newest commit of the branch.
        package var branch: String
        /// What the next commit is made on: the branch's newest, or one that is not sent yet.
        package var revision: String
        /// What the commits between the two have moved, by name.
        package var moved: Set<String> = []
        /// The files that they have changed.
        package var files: Set<String> = []
    }

    struct Made {
        var name: String
        var transition: ReleaseTransition
        var revision: String
    }

    /// The newest commit of the branch that is known.
    var branch: String
    private(set) var tip: Tip
    private(set) var made: [Made] = []
    var outcomes: [String: Result<TransitionOutcome, any Error>] = [:]

    init(branch: String) {
        self.branch = branch
        tip = Tip(branch: branch, revision: branch)
    }

    /// Begins anew on the branch.
    mutating func begin() {
        tip = Tip(branch: branch, revision: branch)
        made = []
    }

    mutating func add(_ revision: String, _ transition: ReleaseTransition, as name: String) {
        made.append(Made(name: name, transition: transition, revision: revision))
        tip.revision = revision
        tip.moved.insert(name)
        tip.files.formUnion(transition.edit.changes.keys)
    }

    /// The same became of all that were made.
    mutating func end(_ outcome: TransitionOutcome) {
        for made in made { outcomes[made.name] = .success(outcome) }
    }

    /// The branch has all that were made.
    mutating func endPublished() {
        for made in made { outcomes[made.name] = .success(.published(revision: made.revision)) }
        branch = tip.revision
    }
}
