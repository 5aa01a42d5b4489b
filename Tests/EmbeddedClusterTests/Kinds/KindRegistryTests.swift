import Testing

@testable import EmbeddedCluster

@Suite struct KindRegistryTests {
    @Test func `versions are ordered as clients prefer them`() {
        let ordered = ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "v11alpha2", "foo1", "foo10"]
        #expect(ordered.shuffled().sorted { VersionPriority($0) > VersionPriority($1) } == ordered)
    }

    @Test func `the core is served as it is recorded`() {
        let registry = KindRegistry()
        let pods = registry.served(group: "", version: "v1", plural: "pods")
        #expect(pods?.storageVersionHash == "xPOwRZ+Yhw8=")
        #expect(pods.map { Subresource.all(of: $0).map(\.name) }?.contains("log") ?? false)
        #expect(registry.served(group: "", version: "v1", plural: "bindings")?.verbs == ["create"])
        #expect(registry.served(group: "", version: "v1", plural: "bindings")?.storageVersionHash == nil)
    }

    @Test func `updates of these kinds say which version they replace`() {
        let demanding = BuiltInKinds.all.filter(\.updatesNeedVersion).map(\.plural).sorted()
        #expect(
            demanding == [
                "apiservices", "csidrivers", "csinodes", "csistoragecapacities", "customresourcedefinitions", "leases",
                "mutatingadmissionpolicies", "mutatingadmissionpolicybindings", "mutatingwebhookconfigurations",
                "poddisruptionbudgets", "runtimeclasses", "validatingadmissionpolicies",
                "validatingadmissionpolicybindings", "validatingwebhookconfigurations", "volumeattachments",
            ])
    }

    @Test func `keys are in the order of etcd's`() {
        func key(_ namespace: String, _ name: String) -> ObjectKey {
            ObjectKey(resource: .services, namespace: namespace, name: name)
        }
        let ordered = [key("a-b", "x"), key("a", "x"), key("a", "y"), key("b", "a")]
        #expect(ordered.shuffled().sorted() == ordered)
    }
}
