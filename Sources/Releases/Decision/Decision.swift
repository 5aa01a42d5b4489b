/// What is to be done about a release now.
package enum Decision: Sendable, Hashable {
    /// Nothing is being released.
    case idle
    /// Gives the candidate the share of its first step (from 1).
    case open(step: Int)
    /// Looks again at that time, in seconds since 1970; nil: when something new is known.
    case hold(until: Double?, Holding)
    /// Gives the candidate the share of this step (from 1).
    case step(Int)
    /// Gives the candidate no more than the share of this step, which it has: somebody has raised it by hand.
    case restore(Int)
    case finish
    case revert(reason: String)
    /// The data have drifted: the candidate stays where it is, and training is asked for.
    case retrain(reason: String)
    case withdraw
    case settle
    /// Says what is stable now that the Release is back.
    case declare
    /// Remembers that a candidate has failed whose place another version has taken: the event of its revert, which the
    /// branch does not have.
    case reject(ReleaseEvent)
    case waitForApproval(ApprovalRule)
    /// The deadline has passed, and a person must act.
    case heldByDeadline
    /// A check has failed, and a person must act.
    case heldByFailure(reason: String)
    case paused
    /// This version was reverted before, and nobody has overridden that.
    case rejected

    package enum Holding: String, Sendable, Hashable {
        /// The step's time is not over.
        case time
        /// The cluster does not run what the manifests say yet, or it is not healthy.
        case cluster
        /// The checks have not passed.
        case checks
        /// The environment before this one has not finished these artifacts, or not for long enough.
        case upstream
        /// A freeze, or no window: shares rise later.
        case calendar
        /// All but the webhooks lets a share rise.
        case webhooks
    }

    /// Whether the candidate gets a greater share by it.
    package var rises: Bool {
        switch self {
        case .open, .step, .finish: true
        default: false
        }
    }

    /// Whether it is carried out by a commit.
    package var isTransition: Bool {
        switch self {
        case .revert, .retrain, .withdraw, .settle, .reject, .restore, .declare: true
        default: rises
        }
    }
}
