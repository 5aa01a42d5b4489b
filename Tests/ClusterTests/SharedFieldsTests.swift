import Manifests
import Testing

@testable import Cluster

@Suite struct SharedFieldsTests {
    private func object(_ name: String, field: String = "f:replicas") -> Value {
        [
            "metadata": [
                "name": .string(name),
                "managedFields": [
                    ["manager": .string("lockstep-\(name)"), "fieldsV1": ["f:spec": .object([field: [:]])]],
                    ["manager": "kubectl", "fieldsV1": ["f:metadata": ["f:labels": [:]]]],
                ],
            ]
        ]
    }

    /// Where the members of the first entry's fields lie in memory.
    private func place(_ object: Value) -> UnsafeRawPointer? {
        let fields = object[path: "metadata", "managedFields"]?.array?.first?["fieldsV1"]?.object?.members
        return fields?.withUnsafeBytes(\.baseAddress)
    }

    @Test func `equal records of ownership are one in memory, and every object stays what it was`() {
        var shared = SharedFields()
        let (one, two, other) = (object("a"), object("b"), object("c", field: "f:paused"))
        let kept = [one, two, other].map { shared.share($0) }
        #expect(kept == [one, two, other])
        #expect(place(one) != place(two))
        #expect(place(kept[0]) != nil)
        #expect(place(kept[0]) == place(kept[1]))
        #expect(place(kept[0]) != place(kept[2]))
    }

    @Test(
        arguments: [
            "text", ["metadata": "none"], ["metadata": ["managedFields": "none"]],
            ["metadata": ["managedFields": ["none", [:], ["fieldsV1": "none"]]]],
        ] as [Value])
    func `what has no such records stays as it is`(_ object: Value) {
        var shared = SharedFields()
        #expect(shared.share(object) == object)
    }

    @Test func `objects that are all different stay what they are`() {
        var shared = SharedFields()
        for index in 0..<3_000 {
            let object = object("a", field: "f:\(index)")
            #expect(shared.share(object) == object)
        }
    }
}
