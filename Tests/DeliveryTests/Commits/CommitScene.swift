import Foundation
import Logging
import Manifests
import Repository
import Testing
import Trust

@testable import Delivery

/// A repository whose commits people sign or do not, a cluster that follows it, and what is remembered of its trust.
final class CommitScene {
    static let manifest = "environments/staging/a.yaml"
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let folder: String
    let store: GitStore
    let cluster = SimulatedCluster()
    private(set) var policy: SignedTrustPolicy

    /// - Parameter environment: what the environment file says after the sample's.
    init(_ environment: String = "  commits: { signedBy: [committer] }\n", by key: String? = "lockstep-committer")
        async throws
    {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("commits-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        policy = try ExampleTrust.policy()
        let files = [
            "environments/staging/environment.yaml": Sample.environmentFile() + environment,
            "environments/staging/namespace.yaml": Sample.namespaceFile, Self.manifest: Sample.configMap("a"),
            TrustPolicy.path: String(decoding: policy.bytes, as: UTF8.self),
            TrustPolicy.signaturesPath: String(decoding: policy.signatureFile, as: UTF8.self),
        ]
        store = try await GitStore.initialise(
            "\(folder)/origin.git", files: files.mapValues { Array($0.utf8) }, message: CommitMessage(subject: "Begin"),
            author: Self.author("Ada"), sign: Self.signer(key), logger: Self.logger
        ).store
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func key(_ name: String) throws -> SigningKey { .memory(.ed25519(try ExampleTrust.key(named: name))) }

    private static func signer(_ key: String?) -> CommitSigner? {
        guard let key else { return nil }
        return { try CommitSigning.sign($0, with: try CommitScene.key(key)) }
    }

    private static func author(_ name: String) -> Authorship {
        Authorship(name: name, email: "\(name.lowercased())@example.com", time: 1_700_000_000)
    }

    var head: ObjectID {
        get async throws { try await store.resolve("main") }
    }

    /// A commit on the branch.
    @discardableResult
    func commit(
        _ files: [String: String], by key: String?, author: String = "Ada", onto base: ObjectID? = nil,
        merging others: [ObjectID] = []
    ) async throws -> ObjectID {
        let head = try await head
        let commit = try await store.commit(
            TreeEdit(files: files.mapValues { Array($0.utf8) }), onto: base ?? head, mergedParents: others,
            message: CommitMessage(subject: "Change"), author: Self.author(author), sign: Self.signer(key))
        if base == nil { try await store.setBranch("main", to: commit.id, expecting: head) }
        return commit.id
    }

    @discardableResult
    func set(_ value: String, by key: String?, author: String = "Ada") async throws -> ObjectID {
        try await commit([Self.manifest: Sample.configMap("a", value)], by: key, author: author)
    }

    /// The files of a new version of the trust policy.
    func trust(roots: [String] = ["alice-root", "bob-root"], _ change: (String) -> String) throws -> [String: String] {
        let text = change(String(decoding: policy.bytes, as: UTF8.self))
        var signed = SignedTrustPolicy(bytes: Array(text.utf8), signatures: [])
        for root in roots { signed = try signed.adding(signatureBy: try Self.key(root)) }
        policy = signed
        return [
            TrustPolicy.path: text, TrustPolicy.signaturesPath: String(decoding: signed.signatureFile, as: UTF8.self),
        ]
    }

    // MARK: Following

    func gate(isAlwaysDemanded: Bool = false, record: TrustJournal.Record? = nil) throws -> Gate {
        let anchor = try ExampleTrust.policy().digest
        let trust = CheckoutTrust(
            state: TrustState(path: "\(folder)/trust.json", allowsExampleKeys: true), anchor: anchor)
        return Gate(
            commits: CommitCheck(
                trust: trust, tools: .none, isAlwaysDemanded: isAlwaysDemanded,
                journal: record.map { TrustJournal(record: $0) }))
    }

    func checkout(at commit: ObjectID? = nil) async throws -> Checkout {
        let head = try await head
        return try await Checkout.commit(
            commit ?? head, in: store, repository: "git.example.com/ml", kustomize: nil, scratch: "\(folder)/scratch")
    }

    func plan(_ checkout: Checkout, gate: Gate, isPreview: Bool = false) async -> PlanOutcome {
        let cluster = cluster
        return await PlanOutcome.plan(
            "staging", of: checkout,
            connect: { (_: ClusterReference) async throws(ClusterUnreachable) -> any LiveCluster in cluster },
            gate: gate, triesCreations: isPreview)
    }

    /// Brings the cluster to the head.
    ///
    /// - Returns: what is refused; empty where nothing is.
    func follow(isAlwaysDemanded: Bool = false) async throws -> String {
        switch await plan(try await checkout(), gate: try gate(isAlwaysDemanded: isAlwaysDemanded)) {
        case .refused(let diagnostics): return diagnostics.map(\.description).joined(separator: "\n")
        case .unreachable(let reason): return "unreachable: \(reason)"
        case .planned(let plan, let cluster, _):
            let applied = try await Sync(cluster: cluster).run(plan)
            return applied.faults.joined(separator: "\n")
        }
    }

    /// What runs.
    var value: String? {
        cluster.objects.first { $0.key.name == "a" }?.value["data"]?["value"]?.string
    }
}

/// A scene as a reconciler asks for its past.
struct SceneHistory: EnvironmentHistory {
    let store: GitStore
    let scratch: String

    func descends(_ revision: String, from ancestor: String) async throws -> Bool {
        try await StoredHistory(store: store).descends(revision, from: ancestor)
    }

    func ancestors(of revision: String, limit: Int) async throws -> [String] {
        let commits = try await store.commits(
            from: nil, to: try await store.resolve(revision), firstParentOnly: true, limit: limit + 1)
        return commits.dropFirst().map { "\($0.id)" }
    }

    func checkout(at revision: String) async throws -> Checkout {
        try await Checkout.commit(
            try await store.resolve(revision), in: store, repository: "git.example.com/ml", kustomize: nil,
            scratch: scratch)
    }
}
