import Manifests
import StructuredMerge
import Testing

@testable import EmbeddedCluster

/// Definitions that the server refuses, in its words.
@Suite struct DefinitionValidationTests {
    private static func definition(_ spec: String) throws -> Value {
        var merged: Object = [
            "group": "example.com", "scope": "Namespaced",
            "names": ["plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList"],
            "versions": [version("v1", try JSON.parse(#"{"type":"object"}"#))],
        ]
        for member in try JSON.parse(spec).object ?? [:] { merged[member.key] = member.value }
        return ["metadata": ["name": "things.example.com"], "spec": .object(merged)]
    }

    private static func version(_ name: String, _ schema: Value) -> Value {
        ["name": .string(name), "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
    }

    private static func words(_ causes: [APIError.Cause]) -> [String] { causes.map { "\($0.field): \($0.message)" } }

    @Test(arguments: [
        (#"{"group":""}"#, "spec.group: Required value"),
        (#"{"group":"example"}"#, #"spec.group: Invalid value: "example": should be a domain with at least one dot"#),
        (
            #"{"group":"Example.com"}"#,
            #"spec.group: Invalid value: "Example.com": a lowercase RFC 1123 subdomain must"#
        ),
        (
            #"{"names":{"plural":"things","singular":"thing","kind":"Thing","listKind":"Thing"}}"#,
            #"spec.names.listKind: Invalid value: "Thing": kind and listKind may not be the same"#
        ),
        (
            #"{"names":{"plural":"things","singular":"a thing","kind":"Thing","listKind":"ThingList"}}"#,
            #"spec.names.singular: Invalid value: "a thing": a DNS-1035 label must consist of"#
        ),
        (
            #"{"names":{"plural":"things","singular":"thing","kind":"1Thing","listKind":"ThingList"}}"#,
            #"spec.names.kind: Invalid value: "1Thing": may have mixed case, but should otherwise match: a DNS-1035"#
        ),
        (
            #"{"names":{"plural":"things","singular":"thing","listKind":"ThingList"}}"#,
            "spec.names.kind: Required value"
        ),
        (#"{"versions":[]}"#, "spec.versions: Invalid value: []: must have exactly one version marked as storage"),
        (
            #"{"versions":[{"name":"v1","storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}},{"name":"v1","schema":{"openAPIV3Schema":{"type":"object"}}}]}"#,
            #"spec.versions: Invalid value: ["v1","v1"]: must contain unique version names"#
        ),
        (
            #"{"versions":[{"name":"v1","storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}},{"name":"v2","storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}"#,
            #"spec.versions: Invalid value: ["v1","v2"]: must have exactly one version marked as storage version"#
        ),
        (
            #"{"versions":[{"name":"1.0","storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}"#,
            #"spec.versions[0].name: Invalid value: "1.0": a DNS-1035 label must consist of"#
        ),
        (
            #"{"versions":[{"name":"v1","storage":true,"deprecationWarning":"old","schema":{"openAPIV3Schema":{"type":"object"}}}]}"#,
            #"spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions"#
        ),
        (
            #"{"versions":[{"name":"v1","storage":true,"additionalPrinterColumns":[{"name":"a","type":"text","jsonPath":".a"}],"schema":{"openAPIV3Schema":{"type":"object"}}}]}"#,
            #"spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string"#
        ),
        (
            #"{"versions":[{"name":"v1","storage":true,"subresources":{"scale":{"specReplicasPath":".replicas","statusReplicasPath":".status.replicas"}},"schema":{"openAPIV3Schema":{"type":"object"}}}]}"#,
            #"spec.subresources.scale.specReplicasPath: Invalid value: ".replicas": should be a json path under .spec"#
        ),
    ])
    func `names, versions and their parts are refused`(spec: String, words: String) throws {
        var definition = try Self.definition(spec)
        let group = definition[path: "spec", "group"]?.string ?? ""
        definition.metadata["name"] = .string("things.\(group)")
        let found = Self.words(DefinitionValidation.faults(of: definition, live: nil))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(words) ?? false, "\(found)")
    }

    @Test(arguments: [
        (#"{"properties":{}}"#, "type: Required value: must not be empty at the root"),
        (#"{"type":"string"}"#, #"type: Invalid value: "string": must be object at the root"#),
        (#"{"type":"object","nullable":true}"#, "nullable: Forbidden: nullable cannot be true at the root"),
        (
            #"{"type":"object","properties":{"a":{"type":"strng"}}}"#,
            #"properties[a].type: Unsupported value: "strng": supported values: "array", "boolean", "integer", "number", "object", "string""#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"null"}}}"#,
            "properties[a].type: Forbidden: type cannot be set to null, use nullable as an alternative"
        ),
        (
            #"{"type":"object","properties":{"a":{}}}"#,
            "properties[a].type: Required value: must not be empty for specified object fields"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array","items":{}}}}"#,
            "properties[a].items.type: Required value: must not be empty for specified array items"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}"#,
            #"properties[a].pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing )"#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}}"#,
            "properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}},"additionalProperties":{"type":"string"}}}}"#,
            "properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"
        ),
        (
            #"{"type":"object","properties":{"a":{"$ref":"/b"}}}"#,
            "properties[a].$ref: Forbidden: $ref is not supported"
        ),
        (
            #"{"type":"object","properties":{"metadata":{"type":"object","properties":{"labels":{"type":"object"}}}}}"#,
            "properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified"
        ),
        (
            #"{"type":"object","anyOf":[{"properties":{"a":{"minLength":1}}}]}"#,
            "properties[a]: Required value: because it is defined in spec.validation.openAPIV3Schema.anyOf[0].properties[a]"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}},"anyOf":[{"properties":{"a":{"not":{"properties":{"c":{"minLength":1}}}}}}]}"#,
            "properties[a].properties[c]: Required value: because it is defined in spec.validation.openAPIV3Schema.anyOf[0].properties[a].not.properties[c]"
        ),
        (
            #"{"type":"object","additionalProperties":{"type":"string"}}"#,
            "additionalProperties: Forbidden: must not be used at the root"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array"}}}"#,
            "properties[a].items: Required value: must be specified"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","allOf":[{"x-kubernetes-validations":[{"rule":"true"}]}]}}}"#,
            "properties[a].allOf[0].x-kubernetes-validations: Forbidden: must be empty to be structural"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","anyOf":[{"properties":{"metadata":{"minProperties":1}}}]}}}"#,
            "properties[a].anyOf[0].properties[metadata]: Forbidden: must not be specified in a nested context"
        ),
        (
            #"{"type":"object","properties":{"a":{"x-kubernetes-int-or-string":true,"oneOf":[{"type":"integer"}]}}}"#,
            "properties[a].oneOf[0].type: Forbidden: must be empty to be structural"
        ),
        (
            #"{"type":"object","properties":{"a":{"x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true}}}"#,
            "properties[a].type: Required value: must be object if x-kubernetes-embedded-resource is true"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"string","not":{"type":"string"}}}}"#,
            "properties[a].not.type: Forbidden: must be empty to be structural"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"k":{"type":"string"}}},"x-kubernetes-list-type":"map"}}}"#,
            "properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"k":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"]}}}"#,
            "properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","x-kubernetes-list-type":"set"}}}"#,
            #"properties[a].type: Invalid value: "object": must be array if x-kubernetes-list-type is specified"#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"integer","default":"one"}}}"#,
            #"properties[a].default: Invalid value: "string":  in body must be of type integer: "string""#
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","default":{"b":0},"properties":{"b":{"type":"integer","minimum":1}}}}}"#,
            "properties[a].default.b: Invalid value: 0: b in body should be greater than or equal to 1"
        ),
        (
            #"{"type":"object","properties":{"a":{"type":"object","x-kubernetes-embedded-resource":true}}}"#,
            "properties[a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"
        ),
    ])
    func `schemas that are not structural are refused`(schema: String, words: String) throws {
        var definition = try Self.definition("{}")
        definition.setSpec("versions", [Self.version("v1", try JSON.parse(schema))])
        let found = Self.words(DefinitionValidation.faults(of: definition, live: nil))
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("spec.validation.openAPIV3Schema.\(words)") ?? false, "\(found)")
    }

    @Test func `schemas of versions that differ are named by their version`() throws {
        var definition = try Self.definition("{}")
        var old = Self.version("v1alpha1", ["type": "string"])
        old[field: "storage"] = false
        definition.setSpec("versions", [Self.version("v1", ["type": "object"]), old])
        let found = Self.words(DefinitionValidation.faults(of: definition, live: nil))
        #expect(
            found == [
                #"spec.versions[1].schema.openAPIV3Schema.type: Invalid value: "string": must be object at the root"#
            ])
    }

    @Test(arguments: [
        #"{"type":"object","x-kubernetes-preserve-unknown-fields":true}"#,
        #"{"type":"object","properties":{"p":{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}],"pattern":"^a$"}}}"#,
        #"{"type":"object","properties":{"p":{"x-kubernetes-int-or-string":true,"allOf":[{"anyOf":[{"type":"integer"},{"type":"string"}]},{"pattern":"^a$"}]}}}"#,
        #"{"type":"object","properties":{"p":{"type":"string","x-kubernetes-int-or-string":true}}}"#,
        #"{"type":"object","properties":{"source":{"type":"object","properties":{"kind":{"type":"string"}},"oneOf":[{"properties":{"git":{}}},{"required":["kind"]}]}}}"#,
        #"{"type":"object","properties":{"metadata":{"type":"object","properties":{"name":{"type":"string","maxLength":5}}}}}"#,
        #"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"oneOf":[{"required":["a"]},{"required":["b"]}]}"#,
        #"{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"}}}"#,
    ])
    func `schemas that are structural are taken`(schema: String) throws {
        var definition = try Self.definition("{}")
        definition.setSpec("versions", [Self.version("v1", try JSON.parse(schema))])
        #expect(Self.words(DefinitionValidation.faults(of: definition, live: nil)) == [])
    }

    @Test(.enabled(if: Recordings.areThere, Recordings.missing))
    func `definitions of real projects are taken`() throws {
        let definitions = try Recordings.definitions() + PlatformDefinitions.all
        #expect(definitions.count >= 12)
        for definition in definitions {
            #expect(
                Self.words(DefinitionValidation.faults(of: definition, live: nil)) == [], "\(definition.objectName)")
        }
    }

    @Test(arguments: [(99, false), (100, true), (110, true)])
    func `a schema too deep for one reader is refused by all`(depth: Int, isRefused: Bool) throws {
        let lists = (2...depth).reduce(Value.object(["type": "string"])) { schema, _ in
            ["type": "array", "items": schema]
        }
        let schema: Value = ["type": "object", "properties": ["a": lists]]
        let definition = try Self.definition(#"{"versions":[\#(JSON.string(Self.version("v1", schema)))]}"#)
        let words = Self.words(DefinitionValidation.faults(of: definition, live: nil))
        #expect(words.contains { $0.contains("must not have more than 100 schemas within one another") } == isRefused)
        #expect(words.isEmpty == !isRefused)
        #expect(DefinitionReview.faults(in: definition).isEmpty == !isRefused)
    }
}
