import Foundation
import Manifests
import Testing

@testable import EmbeddedCluster

/// The documents say of built-in kinds what the real server's say, apart from prose.
@Suite(.enabled(if: Recordings.areThere, Recordings.missing)) struct OpenAPIDocumentTests {
    @Test(arguments: [
        ("", "v1", "api_v1", 180), ("apps", "v1", "apis_apps_v1", 130),
        ("autoscaling", "v2", "apis_autoscaling_v2", 25),
        ("batch", "v1", "apis_batch_v1", 120), ("networking.k8s.io", "v1", "apis_networking.k8s.io_v1", 20),
        ("policy", "v1", "apis_policy_v1", 5),
        ("rbac.authorization.k8s.io", "v1", "apis_rbac.authorization.k8s.io_v1", 7),
        ("coordination.k8s.io", "v1", "apis_coordination.k8s.io_v1", 2),
    ])
    func `every type has the fields, shapes and merge keys that it has`(
        group: String, version: String, file: String, least: Int
    ) throws {
        let document = try #require(OpenAPIDocuments(registry: KindRegistry()).document(group: group, version: version))
        let own = document[path: "components", "schemas"]?.object ?? [:]
        let real = try Recordings.json("openapi/\(file).json")[path: "components", "schemas"]?.object ?? [:]
        var compared = 0
        for component in own {
            guard let wanted = real[component.key], let properties = wanted["properties"]?.object else { continue }
            compared += 1
            let found = component.value["properties"]?.object ?? [:]
            #expect(Set(found.keys) == Set(properties.keys), "\(component.key)")
            for property in properties {
                guard let own = found[property.key] else { continue }
                #expect(Self.shape(own) == Self.shape(property.value), "\(component.key).\(property.key)")
            }
        }
        #expect(compared >= least)
    }

    /// A type or reference, and how lists are merged; a list of which nothing is said is atomic.
    private static func shape(_ schema: Value) -> [String] {
        let reference = schema["$ref"] ?? schema["allOf"]?.array?.first?["$ref"]
        if let name = reference?.string {
            // The wire forms of both are free JSON.
            let isFree = name.hasSuffix("FieldsV1") || name.hasSuffix("RawExtension")
            return [isFree ? "free" : name]
        }
        var shape = [schema["type"]?.string ?? "", schema["format"]?.string ?? ""]
        if let items = schema["items"] {
            let isMerged = schema["x-kubernetes-patch-strategy"]?.string?.contains("merge") ?? false
            let key = schema["x-kubernetes-patch-merge-key"]?.string
            let type = schema["x-kubernetes-list-type"]?.string ?? (isMerged ? (key == nil ? "set" : "map") : "atomic")
            let keys = (schema["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
            shape += [type, (keys.isEmpty && type == "map" ? [key ?? ""] : keys).joined(separator: ","), key ?? ""]
            shape += Self.shape(items)
        }
        if let values = schema["additionalProperties"] { shape += Self.shape(values) }
        return shape
    }

    @Test func `a definition's document refers to the metadata that all objects have`() throws {
        var registry = KindRegistry()
        for definition in PlatformDefinitions.all { try registry.define(definition) }
        let document = try #require(
            OpenAPIDocuments(registry: registry).document(group: "serving.kserve.io", version: "v1beta1"))
        let schemas = document[path: "components", "schemas"]
        let name = "io.kserve.serving.v1beta1.InferenceService"
        #expect(
            schemas?[name]?[path: "properties", "metadata", "allOf"]
                == [["$ref": "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"]])
        #expect(schemas?["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"] != nil)
    }

    @Test func `one document of version two has them all`() throws {
        var registry = KindRegistry()
        for definition in PlatformDefinitions.all { try registry.define(definition) }
        let document = OpenAPIDocuments(registry: registry).inVersionTwo
        #expect(document["swagger"] == "2.0")
        let definitions = document["definitions"]
        let deployment = definitions?["io.k8s.api.apps.v1.Deployment"]
        #expect(deployment?["x-kubernetes-group-version-kind"]?.array?.first?["kind"] == "Deployment")
        #expect(
            deployment?[path: "properties", "spec", "$ref"] == "#/definitions/io.k8s.api.apps.v1.DeploymentSpec")
        #expect(definitions?["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]?["type"] == "string")
        #expect(definitions?["io.kserve.serving.v1beta1.InferenceService"] != nil)
        let create = document["paths"]?["/apis/apps/v1/namespaces/{namespace}/deployments"]?["post"]
        #expect(create?["parameters"]?.array?.contains { $0["name"] == "dryRun" && $0["type"] == "string" } ?? false)
        #expect(definitions?["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]?["oneOf"] == nil)
        #expect(!JSON.string(document).contains("#/components/schemas/"))
    }
}
