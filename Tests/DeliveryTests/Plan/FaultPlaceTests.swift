import Manifests
import Testing

@testable import Delivery

@Suite struct FaultPlaceTests {
    private func place(_ reason: String) -> String? {
        let text =
            "apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec:\n  ports:\n    - port: 0\n      name: a\n"
        var diagnostics: [Diagnostic] = []
        let document = YAML.parse(Array(text.utf8), file: "s.yaml").documents[0]
        let resource = Resource.read(document, into: &diagnostics)[0]
        return FaultPlace.location(of: reason, in: resource).map { "\($0)" }
    }

    @Test func `the field that a server names first is found in the file`() {
        #expect(place("spec.ports[0].port: Invalid value: 0: must be between 1 and 65535") == "s.yaml:6:7")
        #expect(place("spec.ports[0].targetPort: Required value; spec.x: Invalid value") == "s.yaml:6:7")
        #expect(place("spec.clusterIP: Invalid value") == "s.yaml:4:1")
    }

    @Test func `other words name no place`() {
        #expect(place("admission webhook denied the request: no") == nil)
        #expect(place("spek.ports: Invalid value") == nil && place("no") == nil)
    }
}
