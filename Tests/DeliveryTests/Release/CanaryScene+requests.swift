import Releases
import Repository
import Trust

@testable import Delivery

/// What people ask of releases, and a second environment that is promoted from the first.
extension CanaryScene {
    static let key = ReleaseEvent.Key(environment: "staging", release: "fraud")
    static let production = "environments/production"
    static let productionKey = ReleaseEvent.Key(environment: "production", release: "fraud")

    /// - Parameter more: fields of production's `spec`, each on a line of its own.
    static func withProduction(_ more: String = "", policy: VerifiedTrustPolicy? = nil) async throws -> CanaryScene {
        let environment = Sample.environmentFile(name: "production").replacing("namespace: ml", with: "namespace: live")
        return try await CanaryScene(
            files: [
                "\(production)/environment.yaml": environment + "  promotesFrom: staging\n" + more,
                "\(production)/namespace.yaml": Sample.namespaceFile.replacing("ml", with: "live"),
                "\(production)/fraud.yaml": service("v1", replicas: 9), "\(production)/release.yaml": releaseFile(),
            ], policy: policy)
    }

    /// Carries a request out as the command line does.
    ///
    /// - Parameter person: nil for Lockstep itself.
    @discardableResult
    func ask(
        _ request: ReleaseRequest, of key: ReleaseEvent.Key = CanaryScene.key, by person: Person? = nil
    ) async throws -> TransitionOutcome {
        let head = try await head()
        let git = person.map { scene.releases(as: $0.name, key: $0.key) } ?? scene.git
        let trust = TransitionTrust(
            ownKey: person == nil ? scene.key.publicKey.ed25519 : nil, believesAll: person != nil)
        let builder = RequestBuilder(reader: ReleaseReader(git: git, trust: trust), git: git, clock: clock)
        let writer = TransitionWriter(git: git, log: nil, clock: clock, logger: ReleaseScene.logger)
        return try await writer.carryOut(from: head) { try await builder.transition(request, of: key, at: $0) }
    }

    /// The newest commit of the remote.
    func head() async throws -> String { "\(try await scene.store.fetch(scene.remote).head)" }
}
