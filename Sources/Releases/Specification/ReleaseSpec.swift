package import Manifests
package import Trust

/// What a document of kind Release says: what is released, in which steps, judged by what.
package struct ReleaseSpec: Sendable, Hashable {
    /// An object of the same environment.
    package struct Workload: Sendable, Hashable {
        package var kind: String
        package var name: String

        package init(kind: String, name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// Whose signatures the candidate's artifacts need.
    package struct Artifacts: Sendable, Hashable {
        /// Roles of the trust policy.
        package var signedBy: [Role]
        /// How many signatures, of distinct keys; at least 1.
        package var required: Int
    }

    /// A check as it is written; Measurement reads what is in it.
    package struct Check: Sendable, Hashable {
        /// Once in a Release.
        package var name: String
        package var value: Value
        package var location: SourceLocation

        /// Whether it judges the data that the candidate is given, and not what the candidate does.
        package var isDrift: Bool { value["drift"] != nil }
    }

    /// What follows a failed check.
    package enum FailureAction: String, Sendable, Hashable, CaseIterable {
        case revert
        case hold
    }

    /// How long a step may wait for a verdict, and what follows.
    package struct Deadline: Sendable, Hashable {
        package var after: Duration
        package var action: FailureAction
    }

    /// What follows where a drift check fails.
    package struct OnDrift: Sendable, Hashable {
        package enum Action: String, Sendable, Hashable, CaseIterable {
            /// As any other failed check has it.
            case revert
            /// No step is taken.
            case hold
            /// No step is taken, and the triggers are fired, once a candidate.
            case retrain
        }

        package var action: Action
        /// Names of the operator's triggers: fired by `retrain`, and by `revert` too.
        package var triggers: [String]

        package init(action: Action = .revert, triggers: [String] = []) {
            self.action = action
            self.triggers = triggers
        }
    }

    package var name: String
    package var location: SourceLocation
    package var workload: Workload
    /// nil: the workload splits its own traffic, as an InferenceService does.
    package var traffic: TrafficSpec?
    /// nil: the trust policy alone says which signatures are needed.
    package var artifacts: Artifacts?
    /// Weights rise from step to step, and the last is 100.
    package var steps: [ReleaseStep]
    package var checks: [Check]
    package var webhooks: [StepWebhook] = []
    /// Between two looks at the checks.
    package var interval: Duration
    package var onFailure: FailureAction
    package var onDrift: OnDrift
    /// nil: a step waits for as long as it takes.
    package var deadline: Deadline?
    /// No weight rises while this is set; a failed check still reverts.
    package var isPaused: Bool
    /// Candidates, by their commits, that may be opened although their versions were rejected.
    package var overrides: [String]

    /// Whether another says the same, at whatever place of its file.
    package func isLike(_ other: ReleaseSpec) -> Bool {
        var moved = other
        moved.location = location
        for (index, check) in checks.enumerated() where moved.checks.indices.contains(index) {
            moved.checks[index].location = check.location
        }
        return moved == self
    }
}
