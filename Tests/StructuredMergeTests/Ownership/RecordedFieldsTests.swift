import Manifests
import Testing

@testable import StructuredMerge

/// A look at FieldsV1 says what a comparison of two sets of fields says.
@Suite struct RecordedFieldsTests {
    private static let schema = MergeTests.schema

    private func owned(_ configuration: Value) -> FieldSet {
        FieldSet.ofLeaves(in: configuration, schema: Self.schema).subtracting(StrippedFields.set)
    }

    private func areOwned(_ fields: Value, by configuration: Value) -> Bool {
        RecordedFields(table: Self.schema.table).areOwned(fields, by: configuration, Self.schema.index)
    }

    @Test func `most that is owned is seen to be so`() {
        var seen = 0
        for seed in MergeTests.seeds {
            var random = SplitMix(seed)
            let configuration = random.deployment()
            if areOwned(owned(configuration).fieldsV1, by: configuration) { seen += 1 }
        }
        #expect(seen >= MergeTests.seeds.count * 9 / 10)
    }

    @Test(arguments: MergeTests.seeds) func `what is owned by somebody else is never taken for one's own`(seed: UInt64)
    {
        var random = SplitMix(seed)
        let configurations = (0..<8).map { _ in random.deployment() }
        for one in configurations {
            for other in configurations where areOwned(owned(other).fieldsV1, by: one) {
                #expect(owned(other) == owned(one))
            }
        }
    }

    /// Any member taken out, or put in, makes another set.
    @Test(arguments: MergeTests.seeds) func `a field more or less is seen`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let configuration = random.deployment()
        let fields = owned(configuration).fieldsV1
        for path in Self.places(in: fields) {
            for changed in [Self.changing(fields, at: path, adds: true), Self.changing(fields, at: path, adds: false)] {
                #expect(!areOwned(changed, by: configuration), "\(path)")
            }
        }
    }

    @Test func `an item that stands in a list twice is left to a comparison`() {
        let configuration: Value = [
            "metadata": ["finalizers": ["a", "a"]]
        ]
        #expect(
            !areOwned(["f:metadata": ["f:finalizers": [".": [:], "v:\"a\"": [:], "v:\"b\"": [:]]]], by: configuration))
    }

    /// The paths of all objects within FieldsV1, the root's among them; what stands in a `.` says nothing.
    private static func places(in fields: Value, below path: [String] = []) -> [[String]] {
        [path]
            + (fields.object ?? [:]).filter { $0.key != "." }.flatMap { places(in: $0.value, below: path + [$0.key]) }
    }

    private static func changing(_ fields: Value, at path: [String], adds: Bool) -> Value {
        guard case .object(var object) = fields else { return fields }
        if let first = path.first {
            if path.count == 1, !adds {
                object[first] = nil
            } else {
                object[first] = changing(object[first] ?? [:], at: Array(path.dropFirst()), adds: adds)
            }
        } else if adds {
            object["f:another"] = [:]
        } else {
            return [:]
        }
        return .object(object)
    }
}
