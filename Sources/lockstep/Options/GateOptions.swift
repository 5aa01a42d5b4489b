import ArgumentParser
import Catalog
import Delivery
import Foundation
import Trust

/// By what environments that demand signatures are judged.
struct GateOptions: ParsableArguments {
    @Option(
        help: """
            The SHA-256 digest of the first trust policy to trust, where none has been trusted yet, or of a newer one \
            that the trusted one does not lead to.
            """)
    var trustAnchor: String?

    @Option(help: "Where the newest trusted policy is remembered; else $LOCKSTEP_TRUST_STATE.")
    var trustState: String =
        ProcessEnvironment["LOCKSTEP_TRUST_STATE"] ?? DefaultFolder.state("trust.json")

    @Option(
        help: "The folder of the transparency log that signatures must be in where that is asked; served under /log.")
    var log: String?

    @Option(help: "Remembers which versions of artifacts environments have accepted; else $LOCKSTEP_VERSIONS.")
    var versions: String =
        ProcessEnvironment["LOCKSTEP_VERSIONS"] ?? DefaultFolder.state("versions.json")

    @Flag(help: "Allow the keys of keys-example/, whose private halves are public. For the demo only.")
    var allowExampleKeys = false

    @Flag(help: "Verify the commits of every environment, also of those that do not demand it in Git.")
    var requireSignedCommits = false

    @Flag(
        help: """
            Judge models of paths and 'file://' addresses by this machine's disk for every cluster: all nodes read the \
            same one. Else this is done for the embedded cluster alone.
            """)
    var allowLocalModels = false

    @Option(help: "A file with a private sealing key, for the sealed values of Secrets; once for each.")
    var secretsKey: [String] = []

    @Option(help: "Read the passphrase of the sealing keys from this file descriptor instead of the terminal.")
    var secretsPassphraseFD: Int32?

    @OptionGroup var registry: RegistryOptions
    @OptionGroup var reach: ReachOptions

    func validate() throws {
        guard let trustAnchor, SHA256Digest(hexadecimal: trustAnchor) == nil else { return }
        throw ValidationError("expected 64 hexadecimal digits after --trust-anchor, found '\(trustAnchor)'")
    }

    /// What is trusted on this machine.
    var trustedState: TrustState { TrustState(path: trustState, allowsExampleKeys: allowExampleKeys) }

    /// The log that refusals are put into; nil where none was begun here.
    private func book(passphrases: PassphraseSource = NotePassphrase.source) throws -> LogBook? {
        guard let folder = log ?? DefaultFolder.log, LogBook.exists(at: folder) else { return nil }
        return try RecordingOptions.book(at: folder, passphrases: passphrases)
    }

    /// The log with its key opened, for a daemon, which could not ask for the passphrase later; nil where none is
    /// configured.
    func openedBook() throws -> LogBook? {
        guard let folder = log ?? DefaultFolder.log else { return nil }
        let book = try RecordingOptions.book(at: folder)
        try book.unlock()
        return book
    }

    static func journal(into book: LogBook?) -> TrustJournal? {
        book.map { book in Self.journal(into: book) { _ = try await book.record($0) } }
    }

    private static func journal(into book: LogBook, record: @escaping TrustJournal.Record) -> TrustJournal {
        TrustJournal(
            earlier: { (try? book.reader.recentFailures()) ?? [] },
            hasAccepted: { (try? book.reader.hasAccepted($0)) ?? false }, record: record)
    }

    /// For one who applies what passes: trust policies are accepted on the way.
    func gate(decisions: (any DecisionLog)?) throws -> Gate {
        try gate(decisions: decisions, journal: Self.journal(into: try book()))
    }

    /// For one who only looks: no trust policy is accepted, nobody is asked for the passphrase of the log's key, and a
    /// log that does not take a refusal changes no verdict: standard error says so.
    func lookingGate(decisions: (any DecisionLog)? = nil) throws -> Gate {
        let journal = try book(passphrases: NotePassphrase.unattended).map { book in
            Self.journal(into: book) { entries in
                do { _ = try await book.record(entries) } catch { RecordingOptions.warn("not logged: \(error)") }
            }
        }
        return try gate(decisions: decisions, journal: journal, looks: true)
    }

    /// - Parameter ownKey: what a daemon signs its commits with.
    func gate(
        decisions: (any DecisionLog)?, journal: TrustJournal?, ownKey: Ed25519PublicKey? = nil, looks: Bool = false
    ) throws -> Gate {
        let registry = registry
        let client = ReachOptions.client(reach.reach)
        let models = ModelStore.storages(environment: ProcessEnvironment.variables, client: client)
        return try gate(decisions: decisions, journal: journal, models: models, ownKey: ownKey, looks: looks) {
            registry.sender(for: $0, over: client)
        }
    }

    /// A gate that asks no registry and no storage, and writes into no log: what lies there is undecided, all else is
    /// judged as ever.
    func offlineGate(decisions: (any DecisionLog)? = nil) throws -> Gate {
        // Where nothing was ever trusted, nothing can be judged; that is said, not decided.
        guard trustAnchor != nil || FileManager.default.fileExists(atPath: trustState) else {
            return Gate(decisions: decisions)
        }
        let storage = ModelStore(
            read: { (uri) async throws(TrustError) in throw Self.offline("'\(uri)'") },
            resources: { (uri) async throws(TrustError) in throw Self.offline("'\(uri)'") })
        return try gate(decisions: decisions, journal: nil, models: storage, looks: true) { reference in
            { (_) async throws(TrustError) in throw Self.offline("'\(reference)'") }
        }
    }

    private static func offline(_ what: String) -> TrustError {
        .unreachable(what, reason: "nothing but Git is asked offline")
    }

    private func gate(
        decisions: (any DecisionLog)?, journal: TrustJournal?, models: ModelStore,
        ownKey: Ed25519PublicKey? = nil, looks: Bool, registries: @escaping ArtifactVerifier.Registry
    ) throws -> Gate {
        let folder = URL(fileURLWithPath: trustState).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let state = TrustState(path: trustState, allowsExampleKeys: allowExampleKeys)
        let policies = CheckoutTrust(
            state: looks ? state.forLooking : state, anchor: trustAnchor.flatMap(SHA256Digest.init(hexadecimal:)),
            journal: journal)
        let commits = CommitCheck(
            trust: policies, tools: Self.signatureTools, isAlwaysDemanded: requireSignedCommits, journal: journal)
        let policy: ArtifactTrust.Policy = { (checkout, now) async throws(TrustError) in
            try await policies.policy(of: checkout, at: now)
        }
        var logged: ArtifactTrust.Log?
        if let folder = log ?? DefaultFolder.log {
            let index = SignatureIndex(folder: folder)
            logged = { (policy) throws(TrustError) in
                try index.signatures(policy: policy, at: RecordingOptions.now)
            }
        }
        let trust = ArtifactTrust(
            policy: policy, registry: registries, models: models,
            allowsLocalModels: allowLocalModels, log: logged,
            versions: AcceptedVersions(path: versions), journal: journal)
        return Gate(
            trust: trust, commits: commits, secrets: try secretKeys(), decisions: decisions,
            policyVersions: PolicyVersions(path: folder.path + "/policy-versions.json"), ownKey: ownKey)
    }

    /// Keys of files, and of the file descriptor that `LOCKSTEP_SECRETS_KEY_FD` names.
    private func secretKeys() throws -> SecretKeys {
        var files = try secretsKey.map { ("'\($0)'", try DurableFile.readSecret(path: $0)) }
        if let text = ProcessEnvironment["LOCKSTEP_SECRETS_KEY_FD"] {
            guard let descriptor = Int32(text) else {
                throw Failure("expected a file descriptor in LOCKSTEP_SECRETS_KEY_FD, found '\(text)'")
            }
            let what = "file descriptor \(descriptor)"
            files.append((what, try DurableFile.readSecret(descriptor: descriptor, what: what)))
        }
        guard !files.isEmpty else { return SecretKeys() }
        let passphrases = try KeyOptions.onePassphrase(descriptor: secretsPassphraseFD)
        return SecretKeys(
            try files.map { try SealingPrivateKey.parse($0.1, what: $0.0, passphrase: passphrases) })
    }

    static var signatureTools: SignatureTools {
        SignatureTools(searchPath: ProcessEnvironment["PATH"] ?? "")
    }
}
