import Foundation
import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct InferenceServiceSchemaTests {
    private static let spec = InferenceServiceSchema.openAPI(isOld: false)[path: "properties", "spec", "properties"]

    private static func names(_ schema: Value?) -> Set<String> { Set((schema?["properties"]?.object ?? [:]).keys) }

    @Test(.enabled(if: Recordings.areThere, Recordings.missing))
    func `every field of KServe's own definition is known, to the depth that people write`() throws {
        let file = Recordings.kubernetes.appending(path: "crds/serving.kserve.io_inferenceservices.yaml")
        let definition = YAML.parse(Array(try Data(contentsOf: file)), file: "crd").documents.first?.value
        let version = try #require(definition?[path: "spec", "versions"]?.array?.first)
        let real = version[path: "schema", "openAPIV3Schema", "properties", "spec", "properties"]
        #expect(Set((Self.spec?.object ?? [:]).keys) == Set((real?.object ?? [:]).keys))
        for component in ["predictor", "transformer", "explainer"] {
            let (own, wanted) = (Self.spec?[component], real?[component])
            #expect(Self.names(own).isSuperset(of: Self.names(wanted)), "\(component)")
            let containers = { (schema: Value?) in schema?[path: "properties", "containers", "items"] }
            #expect(Self.names(containers(own)).isSuperset(of: Self.names(containers(wanted))), "\(component)")
            for field in Self.names(wanted) {
                let (found, expected) = (own?[path: "properties", field], wanted?[path: "properties", field])
                #expect(found?["type"] == expected?["type"], "\(component).\(field)")
                #expect(found?["enum"] == expected?["enum"], "\(component).\(field)")
                let type = "x-kubernetes-list-type"
                #expect(found?[type] ?? "atomic" == expected?[type] ?? "atomic", "\(component).\(field)")
                let keys = "x-kubernetes-list-map-keys"
                #expect(found?[keys] == expected?[keys], "\(component).\(field)")
                guard field != "containers", !Self.names(found).isEmpty else { continue }
                #expect(Self.names(found).isSuperset(of: Self.names(expected)), "\(component).\(field)")
            }
        }
    }

    @Test func `what older clusters know as traffic is kept there`() {
        let old = InferenceServiceSchema.openAPI(isOld: true)[path: "properties", "spec", "properties"]
        #expect(old?["traffic"] != nil)
        #expect(Self.spec?["traffic"] == nil)
    }
}
