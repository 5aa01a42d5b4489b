import Manifests
import Testing

@testable import CEL

/// What is refused of a definition for its rules.
@Suite struct RuleReviewTests {
    private static func failures(_ schema: String) throws -> [String] {
        let schema = try #require(try JSON.parse(schema).object)
        return RuleReview.failures(of: schema, at: "root").map { "\($0.place)|\($0.message)" }
    }

    @Test(arguments: [
        (#""rule": " ""#, "rule|Required value: rule is not specified"),
        (
            #""rule": "true", "message": " ""#,
            #"message|Invalid value: " ": message must be non-empty if specified"#
        ),
        (
            #""rule": "true", "message": "a\nb""#,
            #"message|Invalid value: "a\nb": message must not contain line breaks"#
        ),
        (
            #""rule": "true &&\rtrue""#,
            "message|Required value: message must be specified if rule contains line breaks"
        ),
        (
            #""rule": "true &&\ntrue""#,
            "message|Required value: message must be specified if rule contains line breaks"
        ),
        (
            #""rule": "true", "messageExpression": " ""#,
            "messageExpression|Required value: messageExpression must be non-empty if specified"
        ),
        (
            #""rule": "true", "reason": "Bad""#,
            #"reason|Unsupported value: "Bad": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired""#
        ),
        (
            #""rule": "true", "fieldPath": ".x""#,
            #"fieldPath|Invalid value: ".x": fieldPath must be a valid path"#
        ),
    ])
    func `a rule must be well-formed`(rule: String, failure: String) throws {
        let schema =
            #"{"type": "object", "properties": {"a": {"type": "integer"}}, "x-kubernetes-validations": [{\#(rule)}]}"#
        #expect(try Self.failures(schema) == ["root.x-kubernetes-validations[0].\(failure)"])
    }

    @Test(arguments: [
        #""rule": "true", "fieldPath": ".a""#, #""rule": "self.a > 1 &&\nself.a < 3", "message": "m""#,
        #""rule": "true", "messageExpression": "'is %d'.format([self.a])", "reason": "FieldValueForbidden""#,
        #""rule": "oldSelf.orValue(self).a == self.a", "optionalOldSelf": true"#,
    ])
    func `a rule that is right is kept`(rule: String) throws {
        let schema =
            #"{"type": "object", "properties": {"a": {"type": "integer"}}, "x-kubernetes-validations": [{\#(rule)}]}"#
        #expect(try Self.failures(schema) == [])
    }

    @Test(arguments: [
        (#""rule": "1""#, "rule", "cel expression must evaluate to a bool"),
        (
            #""rule": "true", "messageExpression": "1""#, "messageExpression",
            "messageExpression must evaluate to a string"
        ),
        (
            #""rule": "true", "messageExpression": "self.b""#, "messageExpression",
            "messageExpression compilation failed: ERROR: <input>:1:5: undefined field 'b'\n | self.b\n | ....^"
        ),
        (
            #""rule": "self.b > 1""#, "rule",
            "compilation failed: ERROR: <input>:1:5: undefined field 'b'\n | self.b > 1\n | ....^"
        ),
    ])
    func `expressions are held against the schema`(rule: String, field: String, message: String) throws {
        let schema =
            #"{"type": "object", "properties": {"a": {"type": "integer"}}, "x-kubernetes-validations": [{\#(rule)}]}"#
        let failure = try #require(try Self.failures(schema).first)
        #expect(failure.hasPrefix("root.x-kubernetes-validations[0].\(field)|Invalid value: {\"Rule\":"))
        #expect(failure.hasSuffix("\"OptionalOldSelf\":null}: \(message)"))
    }

    @Test func `old values of elements need keys`() throws {
        func schema(_ list: String) -> String {
            #"{"type": "object", "properties": {"l": {"type": "array", \#(list) "items": {"type": "object", "properties": {"k": {"type": "string"}}, "x-kubernetes-validations": [{"rule": "self == oldSelf"}]}}}}"#
        }
        #expect(
            try Self.failures(schema("")) == [
                #"root.properties[l].items.x-kubernetes-validations[0].rule|Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within root.properties[l]"#
            ])
        #expect(
            try Self.failures(schema(#""x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],"#)) == [])
        #expect(
            try Self.failures(
                #"{"type": "object", "x-kubernetes-validations": [{"rule": "true", "optionalOldSelf": true}]}"#) == [
                    "root.x-kubernetes-validations[0].optionalOldSelf|Invalid value: true: may not be set if oldSelf is not used in rule"
                ])
    }

    private static let advice =
        "(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)"

    @Test func `a rule that could cost too much is refused before there is any object`() throws {
        func schema(_ list: String, _ text: String) -> String {
            #"{"type": "object", "properties": {"f": {"type": "array", \#(list) "items": {"type": "string" \#(text)}, "x-kubernetes-validations": [{"rule": "self.all(x, x.contains('a string'))"}]}}}"#
        }
        #expect(
            try Self.failures(schema("", "")).first
                == "root.properties[f].x-kubernetes-validations[0].rule|Forbidden: estimated rule cost exceeds budget by factor of more than 100x \(Self.advice)"
        )
        #expect(try Self.failures(schema(#""maxItems": 100,"#, #", "maxLength": 100"#)) == [])
        #expect(
            try Self.failures(schema(#""maxItems": 10000,"#, #", "maxLength": 10000"#)).first
                == "root.properties[f].x-kubernetes-validations[0].rule|Forbidden: estimated rule cost exceeds budget by factor of 4.0x \(Self.advice)"
        )
    }

    @Test func `rules that could cost too much together are refused`() throws {
        let rule = #"{"rule": "self.all(x, x.contains('a string'))"}"#
        let rules = Array(repeating: rule, count: 30).joined(separator: ",")
        let failures = try Self.failures(
            #"{"type": "object", "properties": {"f": {"type": "array", "maxItems": 1000, "items": {"type": "string", "maxLength": 10000}, "x-kubernetes-validations": [\#(rules)]}}}"#
        )
        #expect(failures.count == 5)
        #expect(
            failures.first
                == "root.properties[f].x-kubernetes-validations[0].rule|Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"
        )
        #expect(
            failures.last?.hasPrefix(
                "root|Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of 1.2"
            ) ?? false)
    }

    @Test func `a default that breaks a rule is refused`() throws {
        func schema(_ value: Int) -> String {
            #"{"type": "object", "properties": {"a": {"type": "integer", "default": \#(value), "x-kubernetes-validations": [{"rule": "self > 1"}]}}}"#
        }
        #expect(
            try Self.failures(schema(1)) == [
                #"root.properties[a].default|Invalid value: "integer": failed rule: self > 1"#
            ])
        #expect(try Self.failures(schema(2)) == [])
    }

    @Test func `a rule where no type is known is refused`() throws {
        let failures = try Self.failures(
            #"{"type": "object", "properties": {"a": {"x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-validations": [{"rule": "true"}]}}}"#
        )
        #expect(failures.count == 1)
        #expect(
            failures.first?.hasSuffix(
                "rule declared on schema that does not support validation rules type: '' x-kubernetes-preserve-unknown-fields: 'true'"
            ) ?? false)
    }
}
