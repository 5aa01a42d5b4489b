import Releases

/// One release of the scene, and where its files and objects are.
struct Place: Hashable, Sendable {
    var environment: String
    var release: String

    static let all = [
        Place(environment: "staging", release: "fraud"), Place(environment: "staging", release: "spam"), production,
    ]
    /// What staging has released of the same name is promoted to it.
    static let production = Place(environment: "production", release: "fraud")
    static let environments = ["staging", "production"]

    init(environment: String, release: String) {
        self.environment = environment
        self.release = release
    }

    init(_ key: ReleaseEvent.Key) { self.init(environment: key.environment, release: key.release) }

    var key: ReleaseEvent.Key { .init(environment: environment, release: release) }
    var folder: String { "environments/\(environment)/\(release)" }
    var service: String { "\(folder)/inference-service.yaml" }
    var declaration: String { "\(folder)/release.yaml" }
    var namespace: String { Scene.namespace(of: environment) }

    func uri(_ version: Int) -> String { "s3://models/\(release)/v\(version)" }
}
