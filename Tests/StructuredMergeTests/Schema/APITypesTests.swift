import Manifests
import Testing

@testable import StructuredMerge

/// The tables of the built-in types as such; ``SchemaCatalogTests`` compares them with a server's documents.
@Suite struct APITypesTests {
    private static let all = APITypes.packageNames.flatMap(APITypes.builtIn.names)

    @Test func `every token is read, every type that is named is there, and none is there for nothing`() {
        var named: Set<String> = []
        func visit(_ shape: APIType.Shape, in owner: String) {
            switch shape {
            case .list(let item, _), .map(let item, _): visit(item, in: owner)
            case .type(let name):
                named.insert(name)
                #expect(APITypes.builtIn[name] != nil, "\(owner) names \(name)")
            default: break
            }
        }
        for name in Self.all {
            for field in APITypes.builtIn[name]?.fields ?? [] { visit(field.shape, in: name) }
        }
        let tokens = APITypes.texts.joined(separator: "\n").split(separator: "\n").filter { $0.first == " " }
            .flatMap { $0.split(separator: " ") }.count
        #expect(Self.all.compactMap { APITypes.builtIn[$0] }.map(\.fields.count).reduce(0, +) == tokens)
        // Schemas where other JSON may stand are read by themselves.
        let kinds = Set(APITypes.builtIn.kinds.compactMap { APITypes.builtIn[$0]?.name })
        let unused = Set(Self.all).subtracting(named).subtracting(kinds).filter { !$0.hasPrefix("meta/v1.") }
        #expect(unused.isEmpty, "\(unused.sorted())")
    }

    @Test func `numbers in protobuf are unique within a type`() {
        for type in Self.all.compactMap({ APITypes.builtIn[$0] }) {
            let numbers = type.fields.map(\.number)
            #expect(Set(numbers).count == numbers.count && !numbers.contains(0), "\(type.name)")
        }
    }

    @Test func `a kind is known by its whole group`() {
        let deployment = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
        #expect(SchemaCatalog.builtIn.contains(deployment))
        #expect(SchemaCatalog.builtIn.kinds.contains(deployment))
        for other in ["apps.example.com/v1", "apps/v2", "v1"] {
            let kind = GroupVersionKind(apiVersion: other, kind: "Deployment")
            #expect(!SchemaCatalog.builtIn.contains(kind))
            #expect(APITypes.builtIn[kind] == nil)
            #expect(SchemaCatalog.builtIn[kind].field("spec") == nil)
        }
        #expect(APITypes.builtIn[GroupVersionKind(apiVersion: "v1", kind: "PodSpec")] == nil)
    }

    @Test func `what a document says of a built-in kind wins, until it is forgotten`() throws {
        var catalog = SchemaCatalog.builtIn
        let node = GroupVersionKind(apiVersion: "v1", kind: "Node")
        catalog.merge(
            try SchemaCatalog(openAPIV3: [
                "components": [
                    "schemas": [
                        "Node": [
                            "type": "object", "properties": ["spec": ["type": "object"], "extra": ["type": "string"]],
                            "x-kubernetes-group-version-kind": [["group": "", "version": "v1", "kind": "Node"]],
                        ]
                    ]
                ]
            ]))
        #expect(catalog[node].field("extra") != nil)
        var renewed = catalog
        renewed.merge(.builtIn)
        #expect(renewed[node].field("extra") == nil)
        catalog.remove(node)
        #expect(catalog[node].field("status") != nil)
    }

    @Test(arguments: [
        ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", ["webhooks"], ["name"]),
        ("resource.k8s.io/v1", "ResourceClaim", ["status", "devices"], ["driver", "device", "pool", "shareID"]),
        ("storage.k8s.io/v1", "CSINode", ["spec", "drivers"], ["name"]),
        ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", ["status", "conditions"], ["type"]),
        ("apiregistration.k8s.io/v1", "APIService", ["status", "conditions"], ["type"]),
    ])
    func `lists of the smaller groups are merged by their keys`(
        apiVersion: String, kind: String, path: [String], keys: [String]
    ) {
        let schema = SchemaCatalog.builtIn[GroupVersionKind(apiVersion: apiVersion, kind: kind)]
        #expect(path.reduce(Optional(schema)) { $0?.field($1) }?.listType == .map(keys: keys))
    }

    @Test func `a definition's schema may hold itself`() {
        let definition = SchemaCatalog.builtIn[
            GroupVersionKind(apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition")]
        let schema: Value = ["properties": ["a": ["properties": ["b": ["items": ["type": "string"], "default": [1]]]]]]
        func object(_ schema: Value) -> Value {
            ["spec": ["versions": [["name": "v1", "schema": ["openAPIV3Schema": schema]]]]]
        }
        #expect(definition.validate(object(schema)) == nil)
        #expect(
            definition.validate(object(["properties": ["a": ["typ": "string"]]]))?.description.hasSuffix(
                "openAPIV3Schema.properties.a.typ: field not declared in schema") == true)
    }
}
