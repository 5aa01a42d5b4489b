import Manifests
import Testing

@testable import Delivery

/// What the inventory says of a state that could not be applied as a whole.
@Suite struct SyncAttemptTests {
    private func identity(_ group: String, _ kind: String, _ namespace: String?, _ name: String) -> ResourceIdentity {
        ResourceIdentity(groupKind: GroupKind(group: group, kind: kind), namespace: namespace, name: name)
    }

    @Test func `what is written is read back`() throws {
        let attempt = SyncAttempt(
            revision: "3f2a9c41",
            left: [
                identity("", "ConfigMap", "ml", "a.b"), identity("apps", "Deployment", "ml", "scorer"),
                identity("rbac.authorization.k8s.io", "ClusterRole", nil, "system:auth"),
            ])
        let text = try #require(attempt.text)
        #expect(
            text
                == "3f2a9c41: ClusterRole.rbac.authorization.k8s.io system:auth, ConfigMap ml/a.b, Deployment.apps ml/scorer"
        )
        #expect(SyncAttempt(text) == attempt)
        var set = ApplySet(environment: "staging", namespace: "ml")
        set.attempt = attempt
        #expect(ApplySet(parent: set.parent, environment: "staging", namespace: "ml")?.attempt == attempt)
    }

    @Test(arguments: ["", "3f2a9c41", "3f2a9c41: ConfigMap", "3f2a9c41: ConfigMap "])
    func `what is no such text is not believed`(_ text: String) { #expect(SyncAttempt(text) == nil) }

    @Test func `what would be too long for the inventory, or is no commit, is not kept`() {
        let many = Set((0..<3000).map { identity("", "ConfigMap", "ml", "config-map-\($0)-of-many") })
        #expect(SyncAttempt(revision: "3f2a9c41", left: many).text == nil)
        #expect(SyncAttempt(revision: nil, left: []).text == nil)
    }
}
