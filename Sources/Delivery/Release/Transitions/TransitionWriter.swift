package import Logging
import Repository
import Synchronization
import Trust

/// Carries transitions out: each one signed commit, recorded in the log, on the head that it was decided for. Those that
/// are ready at one time are sent together.
///
/// A lost race is decided anew on the head that won, never replayed. A commit is in the log before it is sent, so no
/// transition is ever on the branch that the log does not have; one that lost its race is in the log and not on the
/// branch.
package struct TransitionWriter: Sendable {
    /// Decides on a head; nil where nothing is to be done there.
    package typealias Decide = @Sendable (_ head: String) async throws -> ReleaseTransition?

    /// Races in a row after which others are let go first.
    private static let mostRaces = 20
    /// Commits that are sent together at most: others must get through, too.
    private static let longestChain = 256

    private let git: any ReleaseGit
    private let log: (any ReleaseLog)?
    private let clock: any ReleaseClock
    private let logger: Logger
    private let logged = Logged()
    /// Whether the branch took the last push: several at once are tried only where one has got through.
    private let takesChains = Switch()

    /// Commits that this process has recorded: a revert that is tried for hours is logged once.
    private final class Logged: Sendable {
        private let revisions = Mutex(Set<String>())

        func has(_ revision: String) -> Bool { revisions.withLock { $0.contains(revision) } }
        func add(_ revision: String) { revisions.withLock { _ = $0.insert(revision) } }
    }

    private final class Switch: Sendable {
        private let state = Mutex(true)

        var isOn: Bool { state.withLock { $0 } }
        func set(_ isOn: Bool) { state.withLock { $0 = isOn } }
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
    package func carryOut(from head: String, decide: @escaping Decide) async throws -> TransitionOutcome {
        let name = "the transition"
        let link = TransitionChain.Link(name: name) { tip in try await decide(tip.revision) }
        let outcomes = await carryOut([link], from: head)
        return try outcomes[name]?.get() ?? .unneeded
    }

    /// Makes a revert on the newest commit that can be read, where the head cannot: it is kept and logged, and holds in
    /// the cluster until one can be made on the head.
    ///
    /// - Returns: what kept it from being logged; nil where nothing did.
    package func keep(_ revert: ReleaseTransition, onto base: String) async throws -> String? {
        guard let revision = try await prepare(revert, onto: base) else { return nil }
        var chain = TransitionChain(branch: base)
        chain.add(revision, revert, as: revert.keptName)
        return await record(chain)
    }

    /// Carries several transitions out: each one signed commit on the one before, sent together; reverts before others.
    ///
    /// Where the branch takes no push of them together, or Git was out of reach the last time, each is sent by itself. Once
    /// it cannot be reached, the reverts that are left are kept, and no more is tried.
    ///
    /// - Parameter onKept: reverts of an environment are kept from now on, and not sent yet.
    /// - Returns: what became of each, by its name.
    package func carryOut(
        _ links: [TransitionChain.Link], from head: String,
        onKept: @escaping @Sendable (_ environment: String) -> Void = { _ in }
    ) async -> [String: Result<TransitionOutcome, any Error>] {
        var chain = TransitionChain(branch: head)
        var rest = (links.filter(\.isRevert) + links.filter { !$0.isRevert })[...]
        var (size, races) = (takesChains.isOn ? Self.longestChain : 1, 0)
        while let first = rest.first {
            guard races < Self.mostRaces else {
                let reason = "lost \(Self.mostRaces) races for the branch in a row"
                for link in rest { chain.outcomes[link.name] = .success(.postponed(reason: reason)) }
                break
            }
            let next = rest.prefix(size).prefix { $0.isRevert == first.isRevert }
            switch await send(Array(next), as: &chain, onKept) {
            case .moved(let head):
                // Who is slow to the branch loses it: a shorter chain is made sooner.
                (chain.branch, size, races) = ("\(head)", max(1, size / 2), races + 1)
            case .apart: size = 1
            case .done:
                rest = rest.dropFirst(next.count)
                races = 0
                if !takesChains.isOn { size = 1 }
            case .unreachable(let reason):
                for link in rest.dropFirst(next.count) { await postpone(link, reason, as: &chain, onKept) }
                rest = []
            }
        }
        return chain.outcomes
    }

    private enum Sent {
        /// Somebody else was faster; all is to be decided anew.
        case moved(to: ObjectID)
        /// Each is to be sent by itself.
        case apart
        case done
        /// Whatever comes after it will not get there either.
        case unreachable(reason: String)
    }

    private func send(
        _ links: [TransitionChain.Link], as chain: inout TransitionChain, _ onKept: @Sendable (String) -> Void
    ) async -> Sent {
        if let fault = await make(links, as: &chain, onKept) {
            chain.end(.postponed(reason: fault))
            return .done
        }
        guard let last = chain.made.last else { return .done }
        if last.transition.asksForMerge, chain.made.count > 1 { return .apart }
        return await publish(&chain)
    }

    /// Keeps a revert that cannot be sent now; anything else is decided when it can be.
    private func postpone(
        _ link: TransitionChain.Link, _ reason: String, as chain: inout TransitionChain,
        _ onKept: @Sendable (String) -> Void
    ) async {
        chain.outcomes[link.name] = .success(.postponed(reason: reason))
        guard link.isRevert else { return }
        let fault = await make([link], as: &chain, onKept)
        chain.end(.postponed(reason: fault ?? reason))
    }

    /// Makes the commits of a chain, keeps its reverts, and records all of it.
    ///
    /// - Returns: why the log did not take them.
    private func make(
        _ links: [TransitionChain.Link], as chain: inout TransitionChain, _ onKept: @Sendable (String) -> Void
    ) async -> String? {
        chain.begin()
        for link in links {
            do {
                guard let transition = try await link.decide(chain.tip),
                    let revision = try await prepare(transition, onto: chain.tip.revision)
                else {
                    chain.outcomes[link.name] = .success(.unneeded)
                    continue
                }
                chain.add(revision, transition, as: link.name)
            } catch {
                chain.outcomes[link.name] = .failure(error)
            }
        }
        // Nobody waits for the log, or for Git, with what fails.
        for environment in Set(chain.made.filter(\.transition.isRevert).map(\.transition.environment)).sorted() {
            onKept(environment)
        }
        return await record(chain)
    }

    private func publish(_ chain: inout TransitionChain) async -> Sent {
        guard let last = chain.made.last else { return .done }
        do {
            if last.transition.asksForMerge { return try await propose(&chain) }
            switch try await git.publish(last.revision, onto: chain.branch) {
            case .published:
                takesChains.set(true)
                for made in chain.made {
                    logger.notice("release moved", metadata: metadata(made.transition, made.revision))
                }
                chain.endPublished()
            case .moved(let head): return .moved(to: head)
            case .rewritten(let head):
                let found = head.map { "found \($0.abbreviated)" } ?? "found no branch"
                let branch = chain.branch.prefix(8)
                chain.end(
                    .halted(reason: "expected the branch to lead on from \(branch), \(found): it was rewritten"))
            case .refused(let reason):
                if chain.made.count > 1 { return .apart }
                chain.end(.postponed(reason: "the server refuses the push: \(reason)"))
            case .protected(let reason):
                logger.info("branch is protected", metadata: ["reason": "\(reason)"])
                takesChains.set(false)
                if chain.made.count > 1 { return .apart }
                return try await propose(&chain)
            }
        } catch {
            logger.warning("git unreachable for a release", metadata: ["reason": "\(error)"])
            takesChains.set(false)
            chain.end(.postponed(reason: "\(error)"))
            return .unreachable(reason: "\(error)")
        }
        return .done
    }

    private func propose(_ chain: inout TransitionChain) async throws -> Sent {
        for made in chain.made {
            let request = PullRequest(
                title: made.transition.message.subject, body: made.transition.message.text,
                source: made.transition.branch(onto: chain.branch), target: "")
            chain.outcomes[made.name] = .success(
                .proposed(revision: made.revision, try await git.propose(made.revision, as: request)))
        }
        return .done
    }

    /// - Returns: the commit, kept where it is a revert; nil where it would change nothing.
    private func prepare(_ transition: ReleaseTransition, onto base: String) async throws -> String? {
        if transition.isRevert, let kept = try await keptRevert(transition, onto: base) { return kept }
        do {
            let revision = try await git.commit(
                transition.edit, onto: base, message: transition.message, allowsEmpty: transition.allowsEmpty,
                at: clock.now)
            if transition.isRevert { try await git.keep(revision, as: transition.keptName) }
            return revision
        } catch RepositoryError.nothingToCommit {
            return nil
        }
    }

    /// A process may have ended, or the log been out of reach, after a revert was kept: that one is not logged yet.
    ///
    /// - Returns: why the log did not take them.
    private func record(_ chain: TransitionChain) async -> String? {
        guard let log else { return nil }
        let new = chain.made.filter { !logged.has($0.revision) }
        guard !new.isEmpty else { return nil }
        do {
            try await log.record(
                all: new.flatMap { made in
                    var entry = made.transition.entry
                    entry.commit = made.revision
                    return made.transition.grounds + [entry]
                })
        } catch {
            return "the transparency log did not take the transition: \(error)"
        }
        for made in new { logged.add(made.revision) }
        return nil
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

    private func metadata(_ transition: ReleaseTransition, _ revision: String) -> Logger.Metadata {
        [
            "environment": "\(transition.environment)", "release": "\(transition.release)",
            "transition": "\(transition.label)", "commit": "\(revision)",
        ]
    }
}
