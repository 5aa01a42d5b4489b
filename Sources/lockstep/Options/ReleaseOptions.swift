import ArgumentParser
import Delivery
import Foundation
import Logging
import Manifests
import Repository
import Retraining
import Transport
import Trust

/// How `serve` moves releases.
struct ReleaseOptions: ParsableArguments {
    @Option(help: "The key that signs the commits of releases: its name in the store, a path, or 'agent:SHA256:…'.")
    var releaseKey: String?

    @Option(
        help: "A public key, 'ssh-ed25519 …' or a file with it, that signed the commits of releases before; repeatable."
    )
    var formerReleaseKey: [String] = []

    @Option(help: "The folder that holds the keys.")
    var keys: String = ProcessEnvironment["LOCKSTEP_KEYS"] ?? DefaultFolder.data("keys")

    @Option(help: "Read the passphrase of the release key from this file descriptor.")
    var passphraseFD: Int32?

    @Option(help: "The e-mail address of the commits that Lockstep makes.")
    var releaseEmail: String = "lockstep@localhost"

    @Option(
        help:
            "A file of kind RetrainingTriggers: who is told where the data of a release drift, or a step begins or ends."
    )
    var triggers: String?

    /// Releases without a key are read and held, and never moved.
    ///
    /// - Parameters:
    ///   - book: has every transition; nil where no log is kept.
    ///   - journal: is told of what people signed and does not count.
    func controller(
        _ followed: Repositories.Followed, gate: GateOptions, checks: any CheckSource, board: StatusBoard,
        decisions: (any DecisionLog)?, book: LogBook?, journal: TrustJournal?, logger: Logger
    ) throws -> (ReleaseController, any ReleaseHolds, ReleaseAccess) {
        let key = try signingKey(allowsExampleKeys: gate.allowExampleKeys)
        let git = RemoteReleases(
            store: followed.store, remote: followed.remote, source: followed.source, name: "Lockstep",
            email: releaseEmail, sign: Self.signer(key),
            pullRequests: try Self.pullRequests(followed.remote, http: HTTPClient()))
        let state = gate.trustedState
        let policy: TransitionTrust.Policy = { try? state.current(at: RecordingOptions.now) }
        let reader = ReleaseReader(
            git: git,
            trust: TransitionTrust(
                ownKey: key?.publicKey.ed25519,
                formerKeys: try ReleaseSigners.keys(formerReleaseKey, of: "--former-release-key"), policy: policy),
            journal: journal)
        let clock = WallReleaseClock()
        let access = ReleaseAccess(
            git: git, reader: reader, ownKey: key?.publicKey.ed25519, policy: policy, decisions: decisions)
        let controller = ReleaseController(
            reader: reader, git: git, writer: TransitionWriter(git: git, log: book, clock: clock, logger: logger),
            checks: checks,
            approvals: CommittedApprovals(
                git: git, reader: reader, policy: policy, access: access, journal: journal),
            access: access, training: try training(), calls: SignedStepCalls(try named(), client: HTTPClient()),
            board: board, clock: clock, logger: logger)
        return (controller, AllHolds([OpeningHolds(reader: reader), KeptReverts(git: git)]), access)
    }

    private func training() throws -> NamedTraining {
        let journal = TriggerJournal(folder: DefaultFolder.state("retraining"))
        return NamedTraining(
            try named(),
            retrainer: Retrainer(
                client: HTTPClient(), secrets: SecretSource(), journal: journal, daemon: try journal.daemon()))
    }

    private func named() throws -> NamedTriggers { try triggers.map(Self.read) ?? NamedTriggers() }

    private static func read(_ file: String) throws -> NamedTriggers {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Failure("\(file): expected a file that can be read, found none")
        }
        var diagnostics: [Diagnostic] = []
        guard let triggers = NamedTriggers.read(file: file, bytes: Array(bytes), into: &diagnostics) else {
            throw Failure(diagnostics.map { "\($0)" }.joined(separator: "\n"))
        }
        return triggers
    }

    private func signingKey(allowsExampleKeys: Bool) throws -> SigningKey? {
        guard let releaseKey else { return nil }
        let store = KeyStore(folder: keys, allowsExampleKeys: allowsExampleKeys)
        return try SigningKeySource(releaseKey, environment: ProcessEnvironment.variables)
            .open(store: store, passphrase: KeyOptions.passphrases(descriptor: passphraseFD))
    }

    private static func signer(_ key: SigningKey?) -> CommitSigner {
        { payload in
            guard let key else {
                throw Failure(
                    "a release is to be moved, and there is no key to sign with", hint: "start with --release-key")
            }
            return try CommitSigning.sign(payload, with: key)
        }
    }

    /// By the API of the remote's host: one that is known by name, or that `LOCKSTEP_CODE_HOST` names.
    static func pullRequests(_ remote: Remote, http: HTTPClient) throws -> PullRequestClient {
        var token: Secret?
        if case .token(let secret, _) = remote.credentials { token = secret }
        return PullRequestClient(host: try codeHost(remote.address), token: token, http: http)
    }

    private static func codeHost(_ address: RemoteAddress) throws -> CodeHost? {
        guard let named = ProcessEnvironment["LOCKSTEP_CODE_HOST"], !named.isEmpty else {
            return CodeHost(knownBy: address)
        }
        if let host = CodeHost(named: named, address: address) { return host }
        throw Failure(
            "LOCKSTEP_CODE_HOST: expected 'github', 'gitlab' or 'gitea', with '=https://HOST' where the remote is no "
                + "https address, for a remote that ends in 'owner/name'; found '\(named)' for '\(address)'")
    }
}
