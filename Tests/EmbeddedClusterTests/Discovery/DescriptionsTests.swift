import Manifests
import StructuredMerge
import Testing

@testable import EmbeddedCluster

/// The texts of `kubectl explain`.
@Suite struct DescriptionsTests {
    @Test func `every description is of a type and a field that there is`() {
        var type: APIType?
        for line in Descriptions.texts.dropFirst().flatMap({ $0.split(separator: "\n") }) {
            let name = String(line.prefix { $0 != ":" })
            #expect(line.contains(": ") || (line.hasSuffix(":") && name.first != "."), "\(line)")
            if name.first == "." {
                #expect(type?.member(String(name.dropFirst())) != nil, "\(type?.name ?? "")\(name)")
            } else {
                type = APITypes.builtIn[name]
                #expect(type != nil, "\(name)")
            }
        }
    }

    @Test func `every kind is described, and so are the first fields of the best known ones`() throws {
        for kind in BuiltInKinds.all {
            let type = try #require(APITypes.builtIn[kind.kind])
            #expect(Descriptions.builtIn[type.name] != nil, "\(type.name)")
        }
        for name in [
            "apps/v1.DeploymentSpec", "batch/v1.JobSpec", "core/v1.ServiceSpec", "core/v1.Container",
            "core/v1.PodSpec", "autoscaling/v2.HorizontalPodAutoscalerSpec", "rbac/v1.PolicyRule",
            "networking/v1.IngressSpec", "core/v1.PersistentVolumeClaimSpec",
            "apiextensions/v1.CustomResourceDefinitionSpec",
        ] {
            let type = try #require(APITypes.builtIn[name])
            let mute = type.members.filter { Descriptions.builtIn.field($0.name, of: type) == nil }.map(\.name)
            #expect(mute.count <= type.members.count / 4, "\(name): \(mute)")
        }
    }

    @Test func `a document carries them, and a definition's own text`() throws {
        var registry = KindRegistry()
        try registry.define([
            "spec": [
                "group": "example.com", "names": ["plural": "models", "kind": "Model"], "scope": "Namespaced",
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": ["openAPIV3Schema": ["type": "object", "description": "A model."]],
                    ]
                ],
            ]
        ])
        let documents = OpenAPIDocuments(registry: registry)
        let apps = documents.document(group: "apps", version: "v1")?[path: "components", "schemas"]
        let deployment = apps?["io.k8s.api.apps.v1.Deployment"]
        #expect(deployment?["description"]?.string?.hasPrefix("Runs a number of like pods") == true)
        #expect(deployment?[path: "properties", "spec", "description"] != nil)
        #expect(
            apps?["io.k8s.api.apps.v1.DeploymentSpec"]?["required"] == ["selector", "template"])
        let model = documents.document(group: "example.com", version: "v1")
        #expect(model?[path: "components", "schemas", "com.example.v1.Model", "description"] == "A model.")
    }
}
