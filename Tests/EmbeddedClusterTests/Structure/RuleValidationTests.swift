import Manifests
import Testing

@testable import EmbeddedCluster

/// Rules in CEL, from the definition that declares them to the answer for an object that breaks them.
@Suite struct RuleValidationTests {
    private static func definition(_ schema: String) throws -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "scales.example.com"],
            "spec": [
                "group": "example.com", "scope": "Namespaced",
                "names": ["plural": "scales", "singular": "scale", "kind": "Scale", "listKind": "ScaleList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "subresources": ["status": [:]],
                        "schema": ["openAPIV3Schema": try JSON.parse(schema)],
                    ]
                ],
            ],
        ]
    }

    private static let schema = #"""
        {
          "type": "object",
          "properties": {
            "spec": {
              "type": "object", "required": ["minimum"],
              "properties": {
                "minimum": {"type": "integer"}, "maximum": {"type": "integer"},
                "class": {"type": "string", "x-kubernetes-validations": [
                  {"rule": "self == oldSelf", "message": "class cannot change", "reason": "FieldValueForbidden"}]}
              },
              "x-kubernetes-validations": [
                {"rule": "!has(self.maximum) || self.minimum <= self.maximum", "message": "minimum above maximum"}]
            },
            "status": {
              "type": "object", "properties": {"replicas": {"type": "integer"}},
              "x-kubernetes-validations": [{"rule": "self.replicas >= 0"}]
            }
          }
        }
        """#

    private static func scale(_ spec: Value) -> Value {
        ["apiVersion": "example.com/v1", "kind": "Scale", "metadata": ["name": "a"], "spec": spec]
    }

    private static func refusal(_ work: () async throws -> Void) async throws -> APIError {
        do {
            try await work()
        } catch let error as APIError {
            return error
        }
        throw NotRefused()
    }

    private struct NotRefused: Error {}

    private static func patch(_ fixture: StoreFixture, _ patch: Value, subresource: String = "") async throws {
        var request = try await fixture.request(.patch, "Scale", "a", apiVersion: "example.com/v1", body: patch)
        request.contentType = "application/merge-patch+json"
        request.subresource = subresource
        _ = try await fixture.writer.patch(request)
    }

    @Test func `an object that breaks a rule is refused in the server's words`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(try Self.definition(Self.schema))
        try await fixture.create(
            ["apiVersion": "example.com/v1", "kind": "Scale", "metadata": ["name": "b"], "spec": ["minimum": 1]])
        let error = try await Self.refusal {
            try await fixture.create(Self.scale(["minimum": 3, "maximum": 2]))
        }
        #expect(error.code == 422)
        #expect(
            error.message
                == #"Scale.example.com "a" is invalid: spec: Invalid value: "object": minimum above maximum"#)
        #expect(
            error.details?["causes"] == [
                [
                    "reason": "FieldValueInvalid", "field": "spec",
                    "message": #"Invalid value: "object": minimum above maximum"#,
                ]
            ])
    }

    @Test func `a change that a rule forbids is refused, and others are not`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(try Self.definition(Self.schema))
        try await fixture.create(Self.scale(["minimum": 1, "class": "small"]))
        try await Self.patch(fixture, ["spec": ["minimum": 2]])
        let error = try await Self.refusal { try await Self.patch(fixture, ["spec": ["class": "large"]]) }
        #expect(error.message == #"Scale.example.com "a" is invalid: spec.class: Forbidden: class cannot change"#)
    }

    @Test func `a write of the status is judged by the rules too`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(try Self.definition(Self.schema))
        try await fixture.create(Self.scale(["minimum": 1]))
        try await Self.patch(fixture, ["status": ["replicas": 1]], subresource: "status")
        let error = try await Self.refusal {
            try await Self.patch(fixture, ["status": ["replicas": -1]], subresource: "status")
        }
        #expect(
            error.message
                == #"Scale.example.com "a" is invalid: status: Invalid value: "object": failed rule: self.replicas >= 0"#
        )
    }

    @Test func `rules are not asked about an object that lacks what they read`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(try Self.definition(Self.schema))
        let error = try await Self.refusal { try await fixture.create(Self.scale(["maximum": 2])) }
        #expect(
            error.message
                == #"Scale.example.com "a" is invalid: [spec.minimum: Required value, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]"#
        )
    }

    @Test func `a definition whose rule names a field that is not there is refused`() async throws {
        let fixture = try await StoreFixture()
        let schema =
            #"{"type": "object", "properties": {"spec": {"type": "object", "x-kubernetes-validations": [{"rule": "self.a > 1"}]}}}"#
        let error = try await Self.refusal { try await fixture.create(try Self.definition(schema)) }
        #expect(
            error.message
                == #"CustomResourceDefinition.apiextensions.k8s.io "scales.example.com" is invalid: spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {"Rule":"self.a \u003e 1","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: compilation failed: ERROR: <input>:1:5: undefined field 'a'"#
                + "\n | self.a > 1\n | ....^")
    }

    @Test func `what was wrong before a rule came does not stop other changes`() async throws {
        let fixture = try await StoreFixture()
        try await fixture.create(
            try Self.definition(Self.schema.replacing("self.minimum <= self.maximum", with: "true")))
        try await fixture.create(Self.scale(["minimum": 3, "maximum": 2]))
        var request = try await fixture.request(
            .patch, "CustomResourceDefinition", "scales.example.com", apiVersion: "apiextensions.k8s.io/v1",
            body: ["spec": try Self.definition(Self.schema)["spec"] ?? [:]])
        request.contentType = "application/merge-patch+json"
        request.namespace = nil
        _ = try await fixture.writer.patch(request)
        try await Self.patch(fixture, ["metadata": ["labels": ["a": "b"]]])
        let error = try await Self.refusal { try await Self.patch(fixture, ["spec": ["minimum": 4]]) }
        #expect(error.message.hasSuffix(#"spec: Invalid value: "object": minimum above maximum"#))
    }
}
