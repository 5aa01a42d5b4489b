import Manifests
import Testing

@testable import EmbeddedCluster

/// Pruning, defaults and validation of custom resources, without a server.
@Suite struct StructuralSchemaTests {
    private static func schema(_ json: String) throws -> StructuralSchema {
        StructuralSchema(try #require(try JSON.parse(json).object))
    }

    private static func object(_ json: String) throws -> Object { try #require(try JSON.parse(json).object) }

    @Test(arguments: [
        (
            #"{"properties":{"spec":{"properties":{"a":{}}}}}"#, #"{"spec":{"a":1,"b":2}}"#, #"{"spec":{"a":1}}"#,
            ["spec.b"]
        ),
        (#"{"properties":{"spec":{"type":"object"}}}"#, #"{"spec":{"a":1}}"#, #"{"spec":{}}"#, ["spec.a"]),
        (
            #"{"properties":{"l":{"items":{"properties":{"a":{}}}}}}"#, #"{"l":[{"a":1},{"b":2}]}"#,
            #"{"l":[{"a":1},{}]}"#, ["l[1].b"]
        ),
        (
            #"{"properties":{"m":{"additionalProperties":{"properties":{"a":{}}}}}}"#, #"{"m":{"x":{"a":1,"b":2}}}"#,
            #"{"m":{"x":{"a":1}}}"#, ["m.x.b"]
        ),
        (
            #"{"properties":{"s":{"x-kubernetes-preserve-unknown-fields":true,"properties":{"k":{"properties":{"a":{}}}}}}}"#,
            #"{"s":{"u":1,"k":{"b":1}}}"#, #"{"s":{"k":{},"u":1}}"#, ["s.k.b"]
        ),
        (
            #"{"properties":{"t":{"x-kubernetes-embedded-resource":true,"properties":{}}}}"#,
            #"{"t":{"apiVersion":"v1","kind":"K","metadata":{"name":"n"},"z":1}}"#,
            #"{"t":{"apiVersion":"v1","kind":"K","metadata":{"name":"n"}}}"#, ["t.z"]
        ),
        (
            #"{}"#, #"{"apiVersion":"v1","kind":"K","metadata":{"a":1},"spec":1}"#,
            #"{"apiVersion":"v1","kind":"K","metadata":{"a":1}}"#, ["spec"]
        ),
    ])
    func `what the schema does not have is pruned and named`(
        schema: String, object: String, kept: String, unknown: [String]
    ) throws {
        let (pruned, unknownFields) = try Self.schema(schema).pruned(Self.object(object))
        #expect(JSON.string(.object(pruned)) == kept)
        #expect(unknownFields == unknown)
    }

    @Test(arguments: [
        (#"{"properties":{"a":{"default":1}}}"#, #"{}"#, #"{"a":1}"#),
        (#"{"properties":{"a":{"default":1}}}"#, #"{"a":2}"#, #"{"a":2}"#),
        (#"{"properties":{"a":{"default":1}}}"#, #"{"a":null}"#, #"{"a":1}"#),
        (#"{"properties":{"a":{"default":1,"nullable":true}}}"#, #"{"a":null}"#, #"{"a":null}"#),
        (#"{"properties":{"a":{"type":"string"}}}"#, #"{"a":null}"#, #"{}"#),
        (#"{"properties":{"s":{"properties":{"a":{"default":1}}}}}"#, #"{}"#, #"{}"#),
        (#"{"properties":{"s":{"default":{},"properties":{"a":{"default":1}}}}}"#, #"{}"#, #"{"s":{"a":1}}"#),
        (
            #"{"properties":{"l":{"items":{"properties":{"a":{"default":1}}}}}}"#, #"{"l":[{},{"a":2}]}"#,
            #"{"l":[{"a":1},{"a":2}]}"#
        ),
        (
            #"{"properties":{"m":{"additionalProperties":{"properties":{"a":{"default":1}}}}}}"#, #"{"m":{"x":{}}}"#,
            #"{"m":{"x":{"a":1}}}"#
        ),
    ])
    func `defaults stand where nothing does`(schema: String, object: String, filled: String) throws {
        #expect(JSON.string(.object(try Self.schema(schema).defaulted(Self.object(object)))) == filled)
    }

    @Test(arguments: [
        (
            #"{"type":"integer"}"#, #""x""#,
            #"spec.f: Invalid value: "string": spec.f in body must be of type integer: "string""#
        ),
        (
            #"{"type":"object"}"#, "[]",
            #"spec.f: Invalid value: "array": spec.f in body must be of type object: "array""#
        ),
        (
            #"{"type":"string"}"#, "null",
            #"spec.f: Invalid value: "null": spec.f in body must be of type string: "null""#
        ),
        (
            #"{"x-kubernetes-int-or-string":true}"#, "true",
            #"spec.f: Invalid value: "boolean": spec.f in body must be of type integer,string: "boolean""#
        ),
        (
            #"{"type":"string","enum":["a","b"]}"#, #""c""#,
            #"spec.f: Unsupported value: "c": supported values: "a", "b""#
        ),
        (
            #"{"type":"string","pattern":"^a+$"}"#, #""b""#,
            #"spec.f: Invalid value: "b": spec.f in body should match '^a+$'"#
        ),
        (
            #"{"type":"string","minLength":2}"#, #""b""#,
            #"spec.f: Invalid value: "b": spec.f in body should be at least 2 chars long"#
        ),
        (#"{"type":"string","maxLength":2}"#, #""abc""#, "spec.f: Too long: may not be more than 2 bytes"),
        (
            #"{"type":"string","format":"date-time"}"#, #""today""#,
            #"spec.f: Invalid value: "today": spec.f in body must be of type date-time: "today""#
        ),
        (
            #"{"type":"string","format":"duration"}"#, #""1x""#,
            #"spec.f: Invalid value: "1x": spec.f in body must be of type duration: "1x""#
        ),
        (
            #"{"type":"integer","minimum":1}"#, "0",
            "spec.f: Invalid value: 0: spec.f in body should be greater than or equal to 1"
        ),
        (
            #"{"type":"integer","maximum":5}"#, "6",
            "spec.f: Invalid value: 6: spec.f in body should be less than or equal to 5"
        ),
        (
            #"{"type":"integer","maximum":5,"exclusiveMaximum":true}"#, "5",
            "spec.f: Invalid value: 5: spec.f in body should be less than 5"
        ),
        (
            #"{"type":"integer","multipleOf":3}"#, "4",
            "spec.f: Invalid value: 4: spec.f in body should be a multiple of 3"
        ),
        (#"{"type":"object","required":["a"],"properties":{"a":{}}}"#, "{}", "spec.f.a: Required value"),
        (
            #"{"type":"array","minItems":1,"items":{}}"#, "[]",
            "spec.f: Invalid value: []: spec.f in body should have at least 1 items"
        ),
        (#"{"type":"array","maxItems":1,"items":{}}"#, "[1,2]", "spec.f: Too many: 2: must have at most 1 items"),
        (
            #"{"type":"array","x-kubernetes-list-type":"set","items":{}}"#, #"["a","a"]"#,
            #"spec.f[1]: Duplicate value: "a""#
        ),
        (
            #"{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["n"],"items":{"type":"object"}}"#,
            #"[{"n":1},{"n":1,"v":2}]"#, #"spec.f[1]: Duplicate value: {"n":1}"#
        ),
        (
            #"{"oneOf":[{"required":["a"]},{"required":["b"]}]}"#, #"{"a":1,"b":2}"#,
            #"spec.f: Invalid value: {"a":1,"b":2}: "spec.f" must validate one and only one schema (oneOf). Found 2 valid alternatives"#
        ),
        (
            #"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#, "true",
            #"spec.f: Invalid value: true: "spec.f" must validate at least one schema (anyOf)"#
        ),
        (
            #"{"not":{"required":["a"]}}"#, #"{"a":1}"#,
            #"spec.f: Invalid value: {"a":1}: "spec.f" must not validate the schema (not)"#
        ),
    ])
    func `what the schema forbids is refused in the server's words`(
        field: String, value: String, refusal: String
    ) throws {
        let schema = try Self.schema(#"{"properties":{"spec":{"type":"object","properties":{"f":\#(field)}}}}"#)
        let object = try Self.object(#"{"spec":{"f":\#(value)}}"#)
        let causes = SchemaValidation.causes(of: object, live: nil, schema)
        #expect(causes.map { "\($0.field): \($0.message)" } == [refusal])
        #expect(SchemaValidation.causes(of: object, live: object, schema).isEmpty, "what was there is let be")
    }

    @Test(arguments: [
        (#"{"type":"number"}"#, "1"), (#"{"type":"integer"}"#, "2.0"),
        (#"{"x-kubernetes-int-or-string":true}"#, #""5%""#),
        (#"{"type":"string","nullable":true}"#, "null"), (#"{"type":"string","format":"duration"}"#, #""1h30m""#),
        (#"{"type":"string","format":"ipv4"}"#, #""10.0.0.1""#), (#"{"type":"string","format":"unheard"}"#, #""x""#),
        (#"{"type":"string","pattern":"b"}"#, #""abc""#),
    ])
    func `what the schema allows passes`(field: String, value: String) throws {
        let schema = try Self.schema(#"{"properties":{"f":\#(field)}}"#)
        #expect(SchemaValidation.causes(of: try Self.object(#"{"f":\#(value)}"#), live: nil, schema).isEmpty)
    }
}
