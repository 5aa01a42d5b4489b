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

    @Test func `the field that a decoder cannot fill is found, whichever item of a list has it`() {
        let decoder = "Service in version \"v1\" cannot be handled as a Service: json: cannot unmarshal"
        #expect(
            place("\(decoder) string into Go struct field ServicePort.spec.ports.name of type bool") == "s.yaml:7:13")
        #expect(
            place("\(decoder) number 0 into Go struct field ServicePort.spec.ports.port of type x") == "s.yaml:6:13")
        #expect(place("\(decoder) array into Go struct field ServiceSpec.spec.ports of type x") == "s.yaml:6:5")
        #expect(place("\(decoder) bool into Go struct field ServicePort.spec.ports.port of type int32") == nil)
        #expect(place("\(decoder) bool into Go struct field ") == nil)
    }

    @Test func `other words name no place`() {
        #expect(place("admission webhook denied the request: no") == nil)
        #expect(place("spek.ports: Invalid value") == nil && place("no") == nil)
    }
}
