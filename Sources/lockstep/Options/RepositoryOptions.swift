import ArgumentParser
import Delivery
import Foundation

/// Where the environments come from.
struct RepositoryOptions: ParsableArguments {
    @Option(help: "A checkout, or the address of a Git repository.")
    var repository: String = "."

    @Option(help: "The commit, tag or branch; a checkout is else taken as it lies there, uncommitted edits included.")
    var revision: String?

    func checkout() async throws -> Checkout {
        try await Repositories.checkout(repository, revision: revision)
    }

    /// Begins to look at the cluster of an environment while its files are read.
    ///
    /// - Returns: nil where the environment file does not lie there to be read at once.
    func lookAhead(at environment: String?, connect: @escaping PlanOutcome.Connect) -> LookAhead? {
        environment.flatMap {
            Repositories.lookAhead(repository, revision: revision, environment: $0, connect: connect)
        }
    }

    /// What its releases hold back; nil where there is no history to tell it.
    ///
    /// - Parameter trust: whose commits move them.
    func holds(trust: TransitionTrust) async throws -> SingleSyncHolds? {
        try await Repositories.holds(of: repository, revision: revision, trust: trust)
    }
}
