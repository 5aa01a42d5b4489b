import Manifests
import Testing

@testable import EmbeddedCluster

@Suite struct MergePatchTests {
    // The vectors of RFC 7396, appendix A, whose patches are objects or lists, and evanphx/json-patch's on nulls.
    static let vectors: [(Value, Value, Value)] = [
        (["a": "b"], ["a": "c"], ["a": "c"]), (["a": "b"], ["b": "c"], ["a": "b", "b": "c"]),
        (["a": "b"], ["a": .null], [:]), (["a": "b", "b": "c"], ["a": .null], ["b": "c"]),
        (["a": ["b"]], ["a": "c"], ["a": "c"]), (["a": "c"], ["a": ["b"]], ["a": ["b"]]),
        (["a": ["b": "c"]], ["a": ["b": "d", "c": .null]], ["a": ["b": "d"]]),
        (["a": [["b": "c"]]], ["a": [1]], ["a": [1]]), (["a", "b"], ["c", "d"], ["c", "d"]),
        (["a": "foo"], ["b": ["c": .null]], ["a": "foo", "b": [:]]), (["e": .null], ["a": 1], ["e": .null, "a": 1]),
        ([1, 2], ["a": "b", "c": .null], ["a": "b"]), ([:], ["a": ["bb": ["ccc": .null]]], ["a": ["bb": [:]]]),
        // Null items of lists stay; null members of their items go, unless the list takes the place of an object.
        ([:], ["a": [["b": .null, "c": 1], .null]], ["a": [["c": 1], .null]]),
        (["a": ["x": 1]], ["a": [["b": .null]]], ["a": [["b": .null]]]),
    ]

    @Test(arguments: vectors)
    func `a merge patch is applied`(target: Value, patch: Value, result: Value) {
        #expect(MergePatch.apply(patch, to: target) == result)
    }

    @Test(arguments: ["x", .null, 1, true] as [Value])
    func `a scalar is no merge patch`(patch: Value) {
        #expect(MergePatch.apply(patch, to: ["a": 1]) == nil)
    }
}
