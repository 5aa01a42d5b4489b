import ArgumentParser
import Delivery
import Foundation
import Logging
import Releases
import Repository
import Transport
import Trust

extension ReleaseEvent.Key: ExpressibleByArgument {
    /// Reads `environment/release`.
    public init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(environment: parts[0], release: parts[1])
    }
}

/// A release, and the branch of the remote that it lives on.
struct ReleaseTarget: ParsableArguments {
    @Argument(help: "The release: ENVIRONMENT/RELEASE.")
    var release: ReleaseEvent.Key

    @OptionGroup var branch: ReleaseBranch
}

/// The branch of the remote that releases live on.
struct ReleaseBranch: ParsableArguments {
    @Option(help: "The Git repository: an address, or a checkout, whose 'origin' is then meant.")
    var repository: String = "."

    @Option(help: "The branch that is followed.")
    var branch: String = "main"

    @Option(help: "The folder that keeps what was fetched; it can be lost.")
    var store: String = Repositories.defaultStore

    /// The branch as it is on the remote now.
    func fetch() async throws -> (followed: Repositories.Followed, head: String) {
        let logger = Logger(label: "lockstep.release") { _ in SwiftLogNoOpLogHandler() }
        let followed = try await Repositories.follow(
            await Repositories.origin(of: repository) ?? repository, branch: branch, interval: .seconds(30),
            store: store, logger: logger)
        return (followed, "\(try await followed.store.fetch(followed.remote).head)")
    }
}

/// Who asks something of a release.
struct ReleaseRequestOptions: ParsableArguments {
    @OptionGroup var target: ReleaseTarget
    @OptionGroup var signing: SigningKeyOptions
    @OptionGroup var recording: RecordingOptions
    @OptionGroup var signers: ReleaseSigners

    @Option(help: "Where the newest trusted policy is remembered; else $LOCKSTEP_TRUST_STATE.")
    var trustState: String = TrustLocation.defaultState

    @Option(help: "The author of the commit: 'Name <address>'; else $GIT_AUTHOR_NAME and $GIT_AUTHOR_EMAIL.")
    var author: String?

    /// Carries the request out as one signed commit on the remote's branch, and says which.
    func carryOut(_ request: (SigningKey) -> ReleaseRequest) async throws {
        let key = try signing.signingKey()
        let (followed, head) = try await target.branch.fetch()
        let (name, email) = try identity()
        let http = HTTPClient()
        let git = RemoteReleases(
            store: followed.store, remote: followed.remote, source: followed.source, name: name, email: email,
            sign: { try CommitSigning.sign($0, with: key) },
            pullRequests: try ReleaseOptions.pullRequests(followed.remote, http: http))
        let clock = WallReleaseClock()
        let trust = try signers.trust(
            TrustState(path: trustState, allowsExampleKeys: signing.keys.allowExampleKeys))
        let builder = RequestBuilder(reader: ReleaseReader(git: git, trust: trust), git: git, clock: clock)
        let writer = TransitionWriter(
            git: git, log: try recording.book(), clock: clock,
            logger: Logger(label: "lockstep.release") { _ in SwiftLogNoOpLogHandler() })
        let (asked, release) = (request(key), target.release)
        if case .rollback = asked, trust.isUnjudged {
            RecordingOptions.warn("nothing here tells who may move '\(release)': any good signature counts")
        }
        let outcome: TransitionOutcome
        do {
            outcome = try await writer.carryOut(from: head) {
                let transition = try await builder.transition(asked, of: release, at: $0)
                // What is about to be signed.
                if let body = transition?.message.body, !body.isEmpty { print(body) }
                return transition
            }
        } catch let refusal as RequestRefusal {
            await http.shutdown()
            throw Failure("\(refusal)", exit: .difference)
        }
        await http.shutdown()
        try Self.tell(outcome, asked.label)
    }

    private func identity() throws -> (name: String, email: String) {
        let environment = ProcessEnvironment.variables
        guard let author else {
            let user = environment["USER"] ?? "unknown"
            return (environment["GIT_AUTHOR_NAME"] ?? user, environment["GIT_AUTHOR_EMAIL"] ?? "\(user)@localhost")
        }
        let parts = author.split(separator: "<")
        guard parts.count == 2, parts[1].hasSuffix(">") else {
            throw Failure("expected an author like 'Name <address>', found '\(author)'")
        }
        return (parts[0].trimmingCharacters(in: .whitespaces), String(parts[1].dropLast()))
    }

    private static func tell(_ outcome: TransitionOutcome, _ label: String) throws {
        switch outcome {
        case .published(let revision): print("\(label): commit \(revision.prefix(12))")
        case .unneeded: print("\(label): nothing to change")
        case .proposed(_, .opened(let url)): print("\(label): the branch is protected; proposed as \(url)")
        case .proposed(_, .byHand(let reason)): throw Failure(reason, exit: .difference)
        case .proposed(_, .unreachable(let reason)), .postponed(let reason): throw Failure(reason, exit: .unreachable)
        case .halted(let reason): throw Failure(reason, exit: .difference)
        }
    }
}
