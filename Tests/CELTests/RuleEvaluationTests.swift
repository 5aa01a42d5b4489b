import Manifests
import Testing

@testable import CEL

/// Rules on objects: which are asked, what they say, where.
@Suite struct RuleEvaluationTests {
    private static func failures(
        _ schema: String, _ object: String, live: String? = nil, budget: Int64 = EvaluationLimits.object
    ) throws -> [String] {
        let schema = try #require(try JSON.parse(schema).object)
        let tree = try #require(RuleTree.make(of: schema))
        let failures = RuleEvaluation.failures(
            of: try JSON.parse(object), live: try live.map { try JSON.parse($0) }, tree, budget: budget)
        return failures.map { "\($0.place)|\($0.reason)|\($0.message)" }
    }

    /// A schema with one field `f` and what is said of it.
    private static func field(_ schema: String) -> String {
        #"{"type": "object", "properties": {"f": \#(schema)}}"#
    }

    private static func rule(_ rule: String, _ more: String = "") -> String {
        #""x-kubernetes-validations": [{"rule": "\#(rule)"\#(more.isEmpty ? "" : ", " + more)}]"#
    }

    // MARK: Words

    @Test(arguments: [
        ("", #"f|FieldValueInvalid|Invalid value: "integer": failed rule: self > 1"#),
        (#""message": " too small ""#, #"f|FieldValueInvalid|Invalid value: "integer": too small"#),
        (#""reason": "FieldValueForbidden""#, "f|FieldValueForbidden|Forbidden: failed rule: self > 1"),
        (#""reason": "FieldValueRequired", "message": "m""#, "f|FieldValueRequired|Required value: m"),
        (#""reason": "FieldValueDuplicate""#, #"f|FieldValueDuplicate|Duplicate value: "integer""#),
        (
            #""messageExpression": "'is ' + string(self)""#, #"f|FieldValueInvalid|Invalid value: "integer": is 1"#
        ),
        (
            #""messageExpression": "string(self / 0)", "message": "m""#,
            #"f|FieldValueInvalid|Invalid value: "integer": m"#
        ),
        (#""messageExpression": "' '""#, #"f|FieldValueInvalid|Invalid value: "integer": failed rule: self > 1"#),
        (#""fieldPath": ".a['b']""#, #"f.a.b|FieldValueInvalid|Invalid value: "integer": failed rule: self > 1"#),
    ])
    func `a broken rule says what it says to the server`(more: String, failure: String) throws {
        let schema = Self.field(#"{"type": "integer", \#(Self.rule("self > 1", more))}"#)
        #expect(try Self.failures(schema, #"{"f": 1}"#) == [failure])
        #expect(try Self.failures(schema, #"{"f": 2}"#) == [])
        #expect(try Self.failures(schema, "{}") == [])
    }

    @Test(arguments: [
        ("self.a / 0 == 1", "division by zero evaluating rule: self.a / 0 == 1"),
        ("self.b == 1", "no such key: b evaluating rule: self.b == 1"),
        (
            "self.c > 1",
            "'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.c > 1"
        ),
    ])
    func `a rule that has no value refuses`(rule: String, detail: String) throws {
        let schema = Self.field(
            #"{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}, "c": {"x-kubernetes-int-or-string": true}}, \#(Self.rule(rule))}"#
        )
        #expect(
            try Self.failures(schema, #"{"f": {"a": 1, "c": "x"}}"#)
                == [#"f|FieldValueInvalid|Invalid value: "object": \#(detail)"#])
    }

    @Test func `rules stand everywhere in a schema and name their places`() throws {
        let leaf = #"{"type": "integer", \#(Self.rule("self > 0"))}"#
        let schema = #"""
            {"type": "object", "x-kubernetes-validations": [{"rule": "self.metadata.name == 'n'"}], "properties": {
              "list": {"type": "array", "items": \#(leaf)},
              "map": {"type": "object", "additionalProperties": \#(leaf)},
              "all": {"type": "integer", "allOf": [{"x-kubernetes-validations": [{"rule": "self > 0"}]}]}}}
            """#
        let object = #"{"metadata": {"name": "x"}, "list": [1, 0], "map": {"a": 0, "b": 1}, "all": 0}"#
        let expected = [
            #"|FieldValueInvalid|Invalid value: "object": failed rule: self.metadata.name == 'n'"#,
            #"all|FieldValueInvalid|Invalid value: "integer": failed rule: self > 0"#,
            #"list[1]|FieldValueInvalid|Invalid value: "integer": failed rule: self > 0"#,
            #"map[a]|FieldValueInvalid|Invalid value: "integer": failed rule: self > 0"#,
        ]
        #expect(try Self.failures(schema, object) == expected)
    }

    @Test func `a null is not judged where it stands`() throws {
        let schema = Self.field(#"{"type": "integer", "nullable": true, \#(Self.rule("self > 1"))}"#)
        #expect(try Self.failures(schema, #"{"f": null}"#) == [])
    }

    // MARK: Changes

    @Test func `a rule about a change is asked only where there is an old value`() throws {
        let schema = Self.field(#"{"type": "integer", \#(Self.rule("self >= oldSelf"))}"#)
        #expect(try Self.failures(schema, #"{"f": 1}"#) == [])
        #expect(try Self.failures(schema, #"{"f": 1}"#, live: "{}") == [])
        #expect(try Self.failures(schema, #"{"f": 1}"#, live: #"{"f": 1}"#) == [])
        #expect(try Self.failures(schema, #"{"f": 1}"#, live: #"{"f": 2}"#).count == 1)
    }

    @Test func `an optional old value is there for new objects too`() throws {
        let rule = Self.rule("oldSelf.hasValue() || self == 1", #""optionalOldSelf": true"#)
        let schema = Self.field(#"{"type": "integer", \#(rule)}"#)
        #expect(try Self.failures(schema, #"{"f": 1}"#) == [])
        #expect(try Self.failures(schema, #"{"f": 2}"#).count == 1)
        #expect(try Self.failures(schema, #"{"f": 2}"#, live: #"{"f": 5}"#) == [])
    }

    @Test(arguments: [
        (#""x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"]"#, ["f[0]", "f[1]"]),
        (#""x-kubernetes-list-type": "atomic""#, []), ("\"maxItems\": 9", []),
    ])
    func `elements are what they were by their keys only`(list: String, places: [String]) throws {
        let schema = Self.field(
            #"{"type": "array", \#(list), "items": {"type": "object", \#(Self.rule("self.v == oldSelf.v")), "properties": {"k": {"type": "string"}, "v": {"type": "integer"}}}}"#
        )
        let failures = try Self.failures(
            schema, #"{"f": [{"k": "b", "v": 9}, {"k": "a", "v": 9}, {"k": "c", "v": 9}]}"#,
            live: #"{"f": [{"k": "a", "v": 1}, {"k": "b", "v": 2}]}"#)
        #expect(failures.map { String($0.prefix(4)) } == places)
    }

    @Test(arguments: [
        // Unchanged, and therefore let be.
        (#"{"f": [1, 2], "g": 1}"#, #"{"f": [1, 2], "g": 2}"#, 0), (#"{"f": [1, 2]}"#, #"{"f": [1, 3]}"#, 2),
        (#"{"f": [1, 2]}"#, #"{}"#, 3), (#"{"f": [1]}"#, #"{"f": [1, 2]}"#, 1),
    ])
    func `what a change leaves as it was is not held against it`(object: String, live: String, count: Int) throws {
        let schema = #"""
            {"type": "object", "properties": {"g": {"type": "integer"},
              "f": {"type": "array", "items": {"type": "integer", \#(Self.rule("self > 5"))}, \#(Self.rule("self.size() > 5"))}}}
            """#
        #expect(try Self.failures(schema, object, live: live).count == count)
    }

    // MARK: Budget

    @Test func `a rule that costs too much refuses and ends the look`() throws {
        let loops = "self.all(a, self.all(b, self.all(c, a + b + c >= 0)))"
        let schema = Self.field(
            #"{"type": "array", "items": {"type": "integer", \#(Self.rule("self < 0"))}, \#(Self.rule(loops))}"#)
        let many = "[" + Array(repeating: "1", count: 60).joined(separator: ",") + "]"
        #expect(
            try Self.failures(schema, #"{"f": \#(many)}"#) == [
                #"f|FieldValueInvalid|Invalid value: "array": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: \#(loops)"#
            ])
    }

    @Test func `all rules together have a budget`() throws {
        let schema = Self.field(#"{"type": "array", "items": {"type": "integer", \#(Self.rule("self > 0"))}}"#)
        #expect(try Self.failures(schema, #"{"f": [1, 1, 1]}"#, budget: 6) == [])
        #expect(
            try Self.failures(schema, #"{"f": [1, 1, 1]}"#, budget: 5) == [
                #"f[2]|FieldValueInvalid|Invalid value: "integer": validation failed due to running out of cost budget, no further validation rules will be run"#
            ])
    }
}
