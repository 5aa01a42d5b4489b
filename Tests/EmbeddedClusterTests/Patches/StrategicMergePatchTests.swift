import Manifests
import StructuredMerge
import Testing

@testable import EmbeddedCluster

/// The verdicts of strategicpatch's own tables (k8s.io/apimachinery), on a type of the same shape.
@Suite struct StrategicMergePatchTests {
    private static let items: Value = [
        "type": "object",
        "properties": [
            "name": ["type": "integer"], "value": ["type": "string"], "other": ["type": "string"],
            "list": [
                "type": "array", "items": ["type": "integer"], "x-kubernetes-patch-strategy": "merge",
            ],
        ],
    ]

    private static let schema: TypeSchema = {
        let kind: Value = ["group": "example.com", "version": "v1", "kind": "T"]
        let document: Value = [
            "components": [
                "schemas": [
                    "T": [
                        "type": "object", "x-kubernetes-group-version-kind": [kind],
                        "properties": [
                            "text": ["type": "string"],
                            "map": ["type": "object", "additionalProperties": ["type": "string"]],
                            "kept": [
                                "type": "object", "additionalProperties": ["type": "string"],
                                "x-kubernetes-patch-strategy": "retainKeys",
                            ],
                            "plain": ["type": "array", "items": ["type": "integer"]],
                            "ints": [
                                "type": "array", "items": ["type": "integer"], "x-kubernetes-patch-strategy": "merge",
                            ],
                            "list": [
                                "type": "array", "items": items, "x-kubernetes-patch-strategy": "merge",
                                "x-kubernetes-patch-merge-key": "name",
                            ],
                            "keyless": ["type": "array", "items": items, "x-kubernetes-patch-strategy": "merge"],
                        ],
                    ]
                ]
            ]
        ]
        let catalog = try? SchemaCatalog(openAPIV3: document)
        return catalog?[GroupVersionKind(apiVersion: "example.com/v1", kind: "T")] ?? .untyped
    }()

    private func patched(_ target: String, _ patch: String) throws -> Value {
        let (target, patch) = (try JSON.parse(target), try JSON.parse(patch))
        return .object(
            try StrategicMergePatch.apply(patch.object ?? [:], to: target.object ?? [:], schema: Self.schema))
    }

    static let maps: [(String, String, String)] = [
        (#"{"text":"a"}"#, #"{"text":"b"}"#, #"{"text":"b"}"#),
        (#"{"text":"a"}"#, #"{"text":null}"#, "{}"),
        (#"{"map":{"a":"1","b":"2"}}"#, #"{"map":{"b":null,"c":"3"}}"#, #"{"map":{"a":"1","c":"3"}}"#),
        (#"{"map":{"a":"1"}}"#, #"{"map":{"$patch":"replace","b":"2"}}"#, #"{"map":{"b":"2"}}"#),
        (#"{"map":{"a":"1"}}"#, #"{"map":{"$patch":"delete"}}"#, #"{"map":{}}"#),
        (#"{"text":"a"}"#, #"{"$patch":"replace","map":{"b":"2"}}"#, #"{"map":{"b":"2"}}"#),
        // What is new brings neither nulls nor directives with it.
        ("{}", #"{"map":{"a":null,"b":"1"}}"#, #"{"map":{"b":"1"}}"#),
        ("{}", #"{"map":{"$patch":"delete"}}"#, "{}"),
        ("{}", #"{"list":[{"name":1,"$patch":"delete"},{"name":2,"value":null}]}"#, #"{"list":[{"name":2}]}"#),
        // Another kind of value replaces.
        (#"{"map":{"a":"1"}}"#, #"{"map":"x"}"#, #"{"map":"x"}"#),
        (
            #"{"kept":{"name":"foo","other":"a"}}"#, #"{"kept":{"$retainKeys":["name","value"],"value":"bar"}}"#,
            #"{"kept":{"name":"foo","value":"bar"}}"#
        ),
        (
            #"{"kept":{"name":"foo","value":"bar","other":"a"}}"#, #"{"kept":{"$retainKeys":["name"],"value":null}}"#,
            #"{"kept":{"name":"foo"}}"#
        ),
    ]

    static let lists: [(String, String, String)] = [
        (#"{"plain":[1,2]}"#, #"{"plain":[3]}"#, #"{"plain":[3]}"#),
        (#"{"ints":[1,2]}"#, #"{"ints":[3,2]}"#, #"{"ints":[3,1,2]}"#),
        (#"{"ints":[1,2,3]}"#, #"{"$deleteFromPrimitiveList/ints":[1,2]}"#, #"{"ints":[3]}"#),
        (#"{"ints":[1,2]}"#, #"{"ints":[3],"$deleteFromPrimitiveList/ints":[2]}"#, #"{"ints":[3,1]}"#),
        ("{}", #"{"$deleteFromPrimitiveList/ints":[1]}"#, "{}"),
        (
            #"{"ints":[1,2,3]}"#, #"{"$setElementOrder/ints":[4,2,1],"ints":[4],"$deleteFromPrimitiveList/ints":[3]}"#,
            #"{"ints":[4,2,1]}"#
        ),
        (#"{"ints":[1,2,7,9,8,3,4]}"#, #"{"$setElementOrder/ints":[2,1,4,3]}"#, #"{"ints":[2,1,7,9,8,4,3]}"#),
        (#"{"ints":[1,2,3,2,4]}"#, #"{"$setElementOrder/ints":[2,1,4,3,2]}"#, #"{"ints":[2,2,1,4,3]}"#),
        (
            #"{"list":[{"name":1,"value":"a"},{"name":2}]}"#, #"{"list":[{"name":2,"value":"b"}]}"#,
            #"{"list":[{"name":1,"value":"a"},{"name":2,"value":"b"}]}"#
        ),
        (
            #"{"list":[{"name":1,"other":"a"},{"name":2},{"name":3}]}"#,
            #"{"$setElementOrder/list":[{"name":4},{"name":2},{"name":1}],"#
                + #""list":[{"name":4,"value":"4"},{"name":3,"$patch":"delete"}]}"#,
            #"{"list":[{"name":4,"value":"4"},{"name":2},{"name":1,"other":"a"}]}"#
        ),
        (
            #"{"list":[{"name":1},{"name":2},{"name":9},{"name":3},{"name":4}]}"#,
            #"{"$setElementOrder/list":[{"name":2},{"name":1},{"name":4},{"name":3}]}"#,
            #"{"list":[{"name":2},{"name":1},{"name":9},{"name":4},{"name":3}]}"#
        ),
        (
            #"{"list":[{"name":1},{"name":2,"value":"a"},{"name":3},{"name":2,"value":"b"}]}"#,
            #"{"$setElementOrder/list":[{"name":2},{"name":1},{"name":3}]}"#,
            #"{"list":[{"name":2,"value":"a"},{"name":2,"value":"b"},{"name":1},{"name":3}]}"#
        ),
        (
            #"{"list":[{"name":1},{"name":2},{"name":2}]}"#, #"{"list":[{"name":2,"$patch":"delete"}]}"#,
            #"{"list":[{"name":1}]}"#
        ),
        (
            #"{"list":[{"name":1}]}"#, #"{"list":[{"name":3},{"$patch":"replace"},{"name":2}]}"#,
            #"{"list":[{"name":3},{"name":2}]}"#
        ),
        (
            #"{"list":[{"name":1,"list":[1,2]}]}"#, #"{"list":[{"name":1,"$deleteFromPrimitiveList/list":[1]}]}"#,
            #"{"list":[{"name":1,"list":[2]}]}"#
        ),
        (#"{"list":[{"name":1}]}"#, #"{"list":[{"name":1,"$patch":"replace","value":"a"}]}"#, #"{"list":[]}"#),
    ]

    @Test(arguments: maps + lists)
    func `a patch gives what the server's library gives`(target: String, patch: String, result: String) throws {
        #expect(try patched(target, patch) == JSON.parse(result))
    }

    static let refused: [(String, String, String)] = [
        (
            #"{"list":[{"name":1}]}"#, #"{"list":[{"value":"a"}]}"#,
            "map: map[value:a] does not contain declared merge key: name"
        ),
        (
            #"{"list":[{"name":1}]}"#, #"{"list":[{"value":"a","$patch":"delete"}]}"#,
            "map: map[$patch:delete value:a] does not contain declared merge key: name"
        ),
        (#"{"map":{"a":"1"}}"#, #"{"map":{"$patch":"merge"}}"#, "unknown patch type: merge in map: map[$patch:merge]"),
        (
            #"{"list":[{"name":1}]}"#, #"{"list":[{"name":1,"$patch":"merge"}]}"#,
            "merging lists cannot yet be specified in the patch"
        ),
        (
            #"{"list":[{"name":1}]}"#, #"{"list":[{"name":1,"$patch":"other"}]}"#,
            "unknown patch type: other in map: map[$patch:other name:1]"
        ),
        (
            #"{"keyless":[{"name":1}]}"#, #"{"keyless":[{"name":2}]}"#,
            "cannot merge lists without merge key for type struct"
        ),
        (#"{"ints":[1]}"#, #"{"ints":["a"]}"#, "list element types are not identical: [[1] [a]]"),
        (#"{"ints":[1]}"#, #"{"ints":[null]}"#, "list element types are not identical: [[1] [<nil>]]"),
        (#"{"ints":[[1]]}"#, #"{"ints":[[2]]}"#, "lists of lists are not supported"),
        (#"{"kept":{"a":"1"}}"#, #"{"kept":{"$retainKeys":["b"],"a":"2"}}"#, "invalid patch format of retainKeys"),
        (#"{"kept":{"a":"1"}}"#, #"{"kept":{"$retainKeys":"b"}}"#, "invalid patch format of retainKeys"),
        ("{}", #"{"$deleteFromPrimitiveList":[1]}"#, "invalid patch format of primitive list"),
        ("{}", #"{"$setElementOrder":[1]}"#, "invalid patch format of setElementOrder list"),
        (
            #"{"ints":[1]}"#, #"{"$setElementOrder/ints":{}}"#,
            "expected a []interface {}, but received a map[string]interface {}"
        ),
        (#"{"ints":[]}"#, #"{"$setElementOrder/ints":[1]}"#, "no elements in any of the given slices"),
        (
            #"{"ints":[1,2]}"#, #"{"$setElementOrder/ints":[3,4],"ints":[4,3]}"#,
            "The order in patch list:\n[4 3]\n doesn't match $setElementOrder list:\n[3 4]\n"
        ),
    ]

    @Test(arguments: refused)
    func `a patch that the server refuses is refused in its words`(target: String, patch: String, why: String) {
        do {
            let result = try patched(target, patch)
            Issue.record("patched: \(JSON.string(result))")
        } catch {
            #expect((error as? StrategicMergeFailure)?.message == why)
        }
    }
}
