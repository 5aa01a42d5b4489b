import Manifests
import Testing

@testable import CEL

/// Objects as rules see them through their schemas.
@Suite struct SchemaTests {
    @Test(arguments: [
        ("name", "name"), ("x-y", "x__dash__y"), ("a.b/c", "a__dot__b__slash__c"), ("a__b", "a__underscores__b"),
        ("a_b", "a_b"), ("namespace", "__namespace__"), ("in", "__in__"), ("1a", nil), ("ä", nil), ("", nil),
        ("$ref", nil),
    ])
    func `names of fields are escaped where they are no names of the language`(name: String, escaped: String?) {
        #expect(FieldName.escaped(name) == escaped)
    }

    @Test(arguments: [
        ("integer", "", "5", "self.f == 5 && type(self.f) == int"),
        ("number", "", "5", "self.f == 5.0 && type(self.f) == double"),
        ("boolean", "", "true", "self.f"),
        ("string", "date-time", #""2011-08-18T19:03:37+01:00""#, "self.f == timestamp('2011-08-18T18:03:37Z')"),
        ("string", "date", #""1997-07-16""#, "self.f.getDate() == 16"),
        ("string", "duration", #""1h2m""#, "self.f == duration('62m')"),
        ("string", "byte", #""QUI=""#, "self.f == b'AB'"),
        ("string", "email", #""a@b""#, "self.f == 'a@b'"),
    ])
    func `values have the types that their schemas say`(
        type: String, format: String, value: String, expression: String
    ) throws {
        let schema =
            #"{"type": "object", "properties": {"f": {"type": "\#(type)", "format": "\#(format)"}}}"#
        let evaluated = try Evaluated(expression, schema: schema, value: #"{"f": \#(value)}"#)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    private static let lists = #"""
        {"type": "object", "properties": {
          "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
          "other": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
          "map": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["x-k"],
            "items": {"type": "object", "properties": {"x-k": {"type": "string"}, "v": {"type": "integer"}}}},
          "atomic": {"type": "array", "items": {"type": "string"}}
        }}
        """#
    private static let listValue = #"""
        {"set": ["a", "b", "c"], "other": ["a", "c", "b"], "atomic": ["b", "a"],
         "map": [{"x-k": "a", "v": 1}, {"x-k": "b", "v": 2}]}
        """#

    @Test(arguments: [
        "self.set == self.other", "self.set == ['c', 'b', 'a']", "self.set != ['a', 'b', 'd']",
        "self.set + ['d', 'a'] == ['a', 'b', 'c', 'd']", "size(self.set + self.other) == 3",
        "self.atomic != ['a', 'b']", "size(self.atomic + ['a']) == 3",
        "self.map == [self.map[1], self.map[0]]", "self.map != [self.map[0]]",
        "size(self.map + [self.map[0]]) == 2", "self.map.exists(m, m.x__dash__k == 'b' && m.v == 2)",
    ])
    func `sets and map lists are equal in any order, and add up without twins`(expression: String) throws {
        let evaluated = try Evaluated(expression, schema: Self.lists, value: Self.listValue)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    private static let special = #"""
        {"type": "object", "properties": {
          "null": {"type": "string", "nullable": true}, "nulls": {"type": "array", "items": {"type": "string", "nullable": true}},
          "percent": {"x-kubernetes-int-or-string": true},
          "kept": {"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"known": {"type": "integer"}}},
          "same": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
          "embedded": {"type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true},
          "tree": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}}
        }}
        """#
    private static let specialValue = #"""
        {"null": null, "nulls": ["a", null], "percent": "25%", "kept": {"known": 1, "unknown": 2}, "same": {"a": [1]},
         "embedded": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "n", "labels": {}}, "spec": {}},
         "tree": {"x": [1, 2]}}
        """#

    @Test(arguments: [
        "!has(self.__null__)", "self.nulls[0] == 'a' && dyn(self.nulls[1]) == null",
        "self.percent == '25%' && self.percent != 1", "self.kept.known == 1 && has(self.kept)",
        "self.same == self.same", "self.embedded.kind == 'Pod' && self.embedded.metadata.name == 'n'",
        "!has(self.embedded.metadata.generateName)", "self.tree.x[1] == 2 && self.tree['x'].size() == 2",
        "self.tree == {'x': [1, 2]}", "!('y' in self.tree) && self.tree.all(k, k == 'x')",
    ])
    func `what Kubernetes adds to schemas is understood`(expression: String) throws {
        let evaluated = try Evaluated(expression, schema: Self.special, value: Self.specialValue)
        #expect(evaluated.isTrue, "\(evaluated.result)")
    }

    @Test(arguments: [
        ("self.kept.unknown == 2", "undefined field 'unknown'"), ("self.embedded.spec == 1", "undefined field 'spec'"),
    ])
    func `what the schema does not describe cannot be named`(expression: String, message: String) throws {
        let node = SchemaNode(try #require(try JSON.parse(Self.special).object), isResource: false)
        #expect(Evaluated.refusal(expression, self: node.type)?.contains(message) ?? false)
    }
}
