import Manifests
import Testing

@testable import EmbeddedCluster

/// The verdicts of RFC 6902's appendix and of evanphx/json-patch v4, which the API server uses.
@Suite struct JSONPatchTests {
    static let applied: [(String, String, String)] = [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#, #"{"baz":"qux","foo":"bar"}"#),
        (#"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#, #"{"foo":["bar","qux","baz"]}"#),
        (#"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/-1","value":"qux"}]"#, #"{"foo":["bar","baz","qux"]}"#),
        (#"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["a"]}]"#, #"{"foo":["bar",["a"]]}"#),
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":null}]"#, #"{"baz":null,"foo":"bar"}"#),
        (#"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#, #"{"foo":["bar","baz"]}"#),
        (#"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/-2"}]"#, #"{"foo":["bar","baz"]}"#),
        (#"{"foo":["bar"]}"#, #"[{"op":"replace","path":"/foo/0","value":"baz"}]"#, #"{"foo":["baz"]}"#),
        (#"{"foo":{}}"#, #"[{"op":"replace","path":"/foo/new","value":1}]"#, #"{"foo":{"new":1}}"#),
        (#"{"foo":1}"#, #"[{"op":"replace","path":"","value":{"bar":2}}]"#, #"{"bar":2}"#),
        (
            #"{"foo":{"bar":"baz"},"qux":{}}"#, #"[{"op":"move","from":"/foo/bar","path":"/qux/thud"}]"#,
            #"{"foo":{},"qux":{"thud":"baz"}}"#
        ),
        (
            #"{"foo":["all","grass","cows","eat"]}"#, #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#,
            #"{"foo":["all","cows","eat","grass"]}"#
        ),
        (#"{"foo":["bar"]}"#, #"[{"op":"copy","path":"/foo/0","from":"/foo"}]"#, #"{"foo":[["bar"],"bar"]}"#),
        (#"{"a":1}"#, #"[{"op":"copy","from":"/absent","path":"/b"}]"#, #"{"a":1,"b":null}"#),
        (#"{"foo":null}"#, #"[{"op":"test","path":"/foo","value":null}]"#, #"{"foo":null}"#),
        (#"{"baz":"qux"}"#, #"[{"op":"test","path":"/foo","value":null}]"#, #"{"baz":"qux"}"#),
        (#"{"baz/foo":"qux"}"#, #"[{"op":"test","path":"/baz~1foo","value":"qux"}]"#, #"{"baz/foo":"qux"}"#),
        (#"{"~1":10}"#, #"[{"op":"test","path":"/~01","value":10}]"#, #"{"~1":10}"#),
        (#"{"a":1}"#, "[]", #"{"a":1}"#),
        (#"{"a":1}"#, "null", #"{"a":1}"#),
    ]

    @Test(arguments: applied)
    func `a patch is applied`(target: String, patch: String, result: String) throws {
        #expect(try JSONPatch.apply(JSON.parse(patch), to: JSON.parse(target)) == JSON.parse(result))
    }

    @Test(arguments: [
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#),
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"/foo/bat","value":"qux"}]"#),
        (#"{"a":{"b":{"d":1}}}"#, #"[{"op":"remove","path":"/a/b/c"}]"#),
        (#"{"a":{"b":{"d":1}}}"#, #"[{"op":"move","from":"/a/b/c","path":"/a/b/e"}]"#),
        (#"{"a":{"b":[1]}}"#, #"[{"op":"remove","path":"/a/b/1"}]"#),
        (#"{"foo":"bar"}"#, #"[{"op":"add","pathz":"/baz","value":"qux"}]"#),
        (#"{"foo":"bar"}"#, #"[{"op":"add","path":"","value":"qux"}]"#),
        (#"{"foo":"bar"}"#, #"[{"op":"replace","path":"","value":"qux"}]"#),
        (#"{"foo":["bar","baz"]}"#, #"[{"op":"replace","path":"/foo/2","value":"bum"}]"#),
        (#"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/-4","value":"bum"}]"#),
        (#"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/2","value":"bum"}]"#),
        (#"{"foo":[]}"#, #"[{"op":"remove","path":"/foo/-"}]"#),
        (#"{"foo":["bar"]}"#, #"[{"op":"copy","path":"/foo/6666666666","from":"/"}]"#),
        (#"{"foo":["a","b"]}"#, #"[{"op":"move","from":"/foo/1","path":"/foo/2"}]"#),
        (#"{"baz":"qux"}"#, #"[{"op":"test","path":"/baz","value":"bar"}]"#),
        (#"{"foo":{}}"#, #"[{"op":"test","path":"/foo","value":null}]"#),
        (#"{"foo":[]}"#, #"[{"op":"test","path":"/foo"}]"#),
        ("{}", #"[{"op":null,"path":"/a"}]"#), ("{}", #"[{"op":"spam","path":"/a"}]"#), ("{}", "[null]"),
        ("{}", #"[{"op":"add","path":null}]"#), ("{}", #"[{"op":"add","path":"a"}]"#),
    ])
    func `a patch that does not fit is rejected`(target: String, patch: String) throws {
        let (target, patch) = (try JSON.parse(target), try JSON.parse(patch))
        #expect(throws: JSONPatch.Failure.rejected) { try JSONPatch.apply(patch, to: target) }
    }

    @Test func `what is no patch is told apart, and so is one of too many operations`() {
        for patch: Value in ["x", ["a": 1], [1], [[]]] {
            #expect(throws: JSONPatch.Failure.malformed("expected a list of operations")) {
                try JSONPatch.apply(patch, to: [:])
            }
        }
        let many = Value.array(Array(repeating: ["op": "test", "path": "/a"], count: 10_001))
        #expect(throws: JSONPatch.Failure.tooMany(10_001)) { try JSONPatch.apply(many, to: [:]) }
    }

    @Test func `copies of more than 3 MiB together are refused`() throws {
        // With its quotes 1 MiB.
        let target: Value = ["a": .string(String(repeating: "x", count: 1 << 20 - 2))]
        func copies(_ count: Int) -> Value {
            .array((0..<count).map { ["op": "copy", "from": "/a", "path": .string("/b\($0)")] })
        }
        #expect(try JSONPatch.apply(copies(3), to: target)["b2"] == target["a"])
        #expect(throws: JSONPatch.Failure.copiesTooMuch(4 << 20)) { try JSONPatch.apply(copies(4), to: target) }
    }

    @Test func `copies of copies end before they are large`() {
        let target: Value = ["a": [.string(String(repeating: "x", count: 1000))]]
        let doubling = Value.array(Array(repeating: ["op": "copy", "from": "/a", "path": "/a/-"], count: 14))
        #expect(throws: JSONPatch.Failure.self) { _ = try JSONPatch.apply(doubling, to: target) }
    }

    @Test func `what would be nested deeper than a body may be is rejected`() {
        let deep = (0..<100).reduce(Value.object([:])) { value, _ in ["a": value] }
        let path = String(repeating: "/a", count: 100)
        let within: Value = [["op": "add", "path": .string(path), "value": [:]]]
        #expect((try? JSONPatch.apply(within, to: deep)) != nil)
        for operation: Value in [
            ["op": "add", "path": .string(path + "/b"), "value": deep],
            ["op": "replace", "path": .string(path + "/b"), "value": deep],
            ["op": "copy", "from": "/a", "path": .string(path + "/b")],
        ] {
            #expect(throws: JSONPatch.Failure.rejected) { _ = try JSONPatch.apply([operation], to: deep) }
        }
        let two: Value = ["a": deep, "b": deep]
        let move: Value = [["op": "move", "from": "/b", "path": .string("/a" + path + "/b")]]
        #expect(throws: JSONPatch.Failure.rejected) { _ = try JSONPatch.apply(move, to: two) }
    }
}
