package import Logging
import Repository
import Synchronization
import Trust

/// Carries a transition out: one signed commit, recorded in the log, on the head that it was decided for.
///
/// A lost race is decided anew on the head that won, never replayed. A commit is in the log before it is sent, so no
/// transition is ever on the branch that the log does not have; one that lost its race is in the log and not on the
/// branch.
package struct TransitionWriter: Sendable {
    /// Decides on a head; nil where nothing is to be done there.
    package typealias Decide = @Sendable (_ head: String) async throws -> ReleaseTransition?

    /// Races in a row after which others are let go first.
    private static let mostRaces = 20

    private let git: any ReleaseGit
    private let log: (any ReleaseLog)?
    private let clock: any ReleaseClock
    private let logger: Logger
    private let logged = Logged()

    /// Commits that this process has recorded: a revert that is tried for hours is logged once.
    private final class Logged: Sendable {
        private let revisions = Mutex(Set<String>())

        func has(_ revision: String) -> Bool { revisions.withLock { $0.contains(revision) } }
        func add(_ revision: String) { revisions.withLock { _ = $0.insert(revision) } }
    }

    /// - Parameter log: nil where none is configured.
    package init(git: any ReleaseGit, log: (any ReleaseLog)?, clock: any ReleaseClock, logger: Logger) {
        self.git = git
        self.log = log
        self.clock = clock
        self.logger = logger
    }

    /// - Parameter head: the newest head known.
    /// - Throws: what `decide` throws; where the commit cannot be made or kept: `RepositoryError`, and what signing
    ///   throws.
    package func carryOut(from head: String, decide: Decide) async throws -> TransitionOutcome {
        var base = head
        for _ in 0..<Self.mostRaces {
            guard let transition = try await decide(base) else { return .unneeded }
            let revision: String
            do {
                revision = try await prepare(transition, onto: base)
            } catch RepositoryError.nothingToCommit {
                return .unneeded
            } catch let fault as LogFault {
                return .postponed(reason: fault.reason)
            }
            switch await send(transition, revision, onto: base) {
            case .again(let newer): base = newer
            case .done(let outcome): return outcome
            }
        }
        return .postponed(reason: "lost \(Self.mostRaces) races for the branch in a row")
    }

    /// Makes a revert on the newest commit that can be read, where the head cannot: it is kept and logged, and holds in
    /// the cluster until one can be made on the head.
    ///
    /// - Returns: what kept it from being logged; nil where nothing did.
    package func keep(_ revert: ReleaseTransition, onto base: String) async throws -> String? {
        do {
            _ = try await prepare(revert, onto: base)
            return nil
        } catch let fault as LogFault {
            return fault.reason
        }
    }

    private struct LogFault: Error {
        var reason: String
    }

    private enum Sent {
        case again(on: String)
        case done(TransitionOutcome)
    }

    /// - Returns: the commit, kept where it is a revert and logged.
    private func prepare(_ transition: ReleaseTransition, onto base: String) async throws -> String {
        let revision: String
        if transition.isRevert, let kept = try await keptRevert(transition, onto: base) {
            revision = kept
        } else {
            revision = try await git.commit(
                transition.edit, onto: base, message: transition.message, allowsEmpty: transition.allowsEmpty,
                at: clock.now)
            if transition.isRevert { try await git.keep(revision, as: transition.keptName) }
        }
        // A process may have ended, or the log been out of reach, after a revert was kept: that one is not logged yet.
        guard let log, !logged.has(revision) else { return revision }
        var entry = transition.entry
        entry.commit = revision
        do {
            for ground in transition.grounds { try await log.record(ground) }
            try await log.record(entry)
        } catch {
            throw LogFault(reason: "the transparency log did not take the transition: \(error)")
        }
        logged.add(revision)
        return revision
    }

    /// The revert that was kept for the very same head, when it was made by an earlier try.
    private func keptRevert(_ transition: ReleaseTransition, onto base: String) async throws -> String? {
        guard let kept = try await git.kept(below: transition.keptName)[transition.keptName] else { return nil }
        let commits = try await git.commits(from: base, to: kept, limit: 2)
        guard commits.count == 1, let commit = commits.first, commit.parents.map({ "\($0)" }) == [base],
            commit.message == transition.message
        else { return nil }
        return kept
    }

    private func send(_ transition: ReleaseTransition, _ revision: String, onto base: String) async -> Sent {
        do {
            if transition.asksForMerge { return try await propose(transition, revision, onto: base) }
            switch try await git.publish(revision, onto: base) {
            case .published:
                logger.notice("release moved", metadata: metadata(transition, revision))
                return .done(.published(revision: revision))
            case .moved(let head): return .again(on: "\(head)")
            case .rewritten(let head):
                let found = head.map { "found \($0.abbreviated)" } ?? "found no branch"
                return .done(
                    .halted(reason: "expected the branch to lead on from \(base.prefix(8)), \(found): it was rewritten")
                )
            case .refused(let reason): return .done(.postponed(reason: "the server refuses the push: \(reason)"))
            case .protected(let reason):
                logger.info("branch is protected", metadata: ["reason": "\(reason)"])
                return try await propose(transition, revision, onto: base)
            }
        } catch {
            logger.warning("git unreachable for a release", metadata: ["reason": "\(error)"])
            return .done(.postponed(reason: "\(error)"))
        }
    }

    private func propose(
        _ transition: ReleaseTransition, _ revision: String, onto base: String
    ) async throws -> Sent {
        let request = PullRequest(
            title: transition.message.subject, body: transition.message.text,
            source: transition.branch(onto: base), target: "")
        return .done(.proposed(revision: revision, try await git.propose(revision, as: request)))
    }

    private func metadata(_ transition: ReleaseTransition, _ revision: String) -> Logger.Metadata {
        [
            "environment": "\(transition.environment)", "release": "\(transition.release)",
            "transition": "\(transition.label)", "commit": "\(revision)",
        ]
    }
}
