import Manifests
import Testing

@testable import Cluster

@Suite struct SharedValuesTests {
    private func object(_ name: String, field: String = "f:replicas") -> Value {
        [
            "metadata": [
                "name": .string(name), "uid": .string("a uid of more than fifteen bytes"),
                "managedFields": [
                    ["manager": .string("lockstep-\(name)"), "fieldsV1": ["f:spec": .object([field: [:]])]],
                    ["manager": "kubectl", "fieldsV1": ["f:metadata": ["f:labels": [:]]]],
                ],
            ],
            "status": ["conditions": [["type": "Ready", "status": "True", "n": 1, "d": 1.5, "b": true, "x": .null]]],
        ]
    }

    /// Where the members of an object, or the elements of a list, lie in memory.
    private func place(_ value: Value?) -> UnsafeRawPointer? {
        switch value {
        case .object(let object)?: object.members.withUnsafeBytes(\.baseAddress)
        case .array(let array)?: array.withUnsafeBytes(\.baseAddress)
        default: nil
        }
    }

    private func fields(_ object: Value) -> Value? {
        object[path: "metadata", "managedFields"]?.array?.first?["fieldsV1"]
    }

    @Test func `equal parts are one in memory, and every object stays what it was`() {
        var shared = SharedValues()
        let (one, two, other) = (object("a"), object("b"), object("c", field: "f:paused"))
        let kept = [one, two, other].map { shared.share($0) }
        #expect(kept == [one, two, other])
        #expect(place(fields(one)) != place(fields(two)))
        #expect(place(fields(kept[0])) != nil)
        #expect(place(fields(kept[0])) == place(fields(kept[1])))
        #expect(place(fields(kept[0])) != place(fields(kept[2])))
        #expect(place(kept[0][path: "status", "conditions"]) == place(kept[2][path: "status", "conditions"]))
    }

    @Test(
        arguments: [
            .null, "", "text", "a text of more than fifteen bytes", 1, 1.5, true, [:], [], ["a": [:], "b": []],
            ["metadata": ["managedFields": ["none", [:], ["fieldsV1": "none"]]]],
            // Equal in Unicode's eyes, and not in Kubernetes'.
            ["\u{E9}": "\u{E9} and more than fifteen", "e\u{301}": "e\u{301} and more than fifteen"],
        ] as [Value])
    func `a value stays as it is`(_ value: Value) {
        var shared = SharedValues()
        #expect(shared.share(value) == value)
        #expect(shared.share(value) == value)
    }

    @Test func `values that are all different stay what they are`() {
        var shared = SharedValues()
        for index in 0..<10_000 {
            let object = object("a\(index)", field: "f:\(index)")
            #expect(shared.share(object) == object)
        }
    }
}
