import Manifests
import Testing

@Suite struct ObjectTests {
    @Test func `members are found, replaced and removed by key`() {
        var object: Object = ["b": 1, "a": 2]
        #expect(object["a"] == 2)
        object["c"] = 3
        object["a"] = nil
        object["b"] = 4
        #expect(object == ["b": 4, "c": 3])
        #expect(object["a"] == nil)
    }

    @Test func `an object that gets one more member keeps no room for as many again`() {
        var object = Object((0..<20).map { .init(key: "k\($0)", value: .null) })
        object["l"] = 1
        #expect(object.members.capacity < 30)
    }

    @Test func `of two members with one key the later wins`() {
        #expect(
            Object([.init(key: "a", value: 1), .init(key: "b", value: 2), .init(key: "a", value: 3)]) == [
                "a": 3, "b": 2,
            ])
    }

    @Test func `keys that differ only in their Unicode form are different keys`() {
        let object: Object = ["é": 1, "e\u{301}": 2]
        #expect(object.count == 2)
        #expect(object["é"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func `strings that differ only in their Unicode form are different values`() {
        #expect(Value.string("é") != Value.string("e\u{301}"))
        #expect(Value.object(["k": "é"]) != Value.object(["k": "e\u{301}"]))
    }

    @Test func `an object behaves as a dictionary does`() {
        var generator = SeededGenerator(seed: 3)
        var object = Object()
        var dictionary: [String: Value] = [:]
        for _ in 0..<5_000 {
            let key = "k\(Int.random(in: 0..<200, using: &generator))"
            let value: Value? =
                Bool.random(using: &generator) ? .integer(Int64(truncatingIfNeeded: generator.next())) : nil
            object[key] = value
            dictionary[key] = value
        }
        #expect(Array(object.keys) == dictionary.keys.sorted())
        #expect(object.allSatisfy { dictionary[$0.key] == $0.value })
    }
}
