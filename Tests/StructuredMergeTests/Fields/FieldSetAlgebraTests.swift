import Manifests
import Testing

@testable import StructuredMerge

@Suite struct FieldSetAlgebraTests {
    /// Each seed makes three sets that share many paths.
    static let seeds = Array(UInt64(1)...60)

    @Test(arguments: seeds) func `the laws of sets hold`(seed: UInt64) {
        var random = SplitMix(seed)
        let (a, b, c) = (random.set(), random.set(), random.set())
        #expect(a.union(b) == b.union(a))
        #expect(a.intersection(b) == b.intersection(a))
        #expect(a.union(b).union(c) == a.union(b.union(c)))
        #expect(a.intersection(b).intersection(c) == a.intersection(b.intersection(c)))
        #expect(a.union(b).intersection(c) == a.intersection(c).union(b.intersection(c)))
        #expect(a.subtracting(b).union(a.intersection(b)) == a)
        #expect(a.subtracting(b).intersection(b).isEmpty)
        #expect(a.subtracting(a).isEmpty && a.union(a) == a && a.intersection(a) == a)
        #expect(a.subtracting(b.union(c)) == a.subtracting(b).subtracting(c))
        #expect(a.recursiveSubtracting(b).isSubset(of: a.subtracting(b)))
    }

    @Test(arguments: seeds) func `operations agree with sets of paths`(seed: UInt64) {
        var random = SplitMix(seed)
        let (a, b) = (random.set(), random.set())
        let (pathsA, pathsB) = (Set(a.paths()), Set(b.paths()))
        #expect(pathsA.count == a.count)
        #expect(Set(a.union(b).paths()) == pathsA.union(pathsB))
        #expect(Set(a.intersection(b).paths()) == pathsA.intersection(pathsB))
        #expect(Set(a.subtracting(b).paths()) == pathsA.subtracting(pathsB))
        let below = pathsA.filter { path in
            !path.elements.indices.contains { pathsB.contains(FieldPath(Array(path.elements[...$0]))) }
        }
        #expect(Set(a.recursiveSubtracting(b).paths()) == below)
        #expect(FieldSet(a.paths()) == a)
        #expect(pathsA.allSatisfy(a.contains))
    }

    @Test(arguments: seeds) func `printing and reading gives the same set`(seed: UInt64) throws {
        var random = SplitMix(seed)
        let set = random.set()
        #expect(try FieldSet(fieldsV1: set.fieldsV1) == set)
        var bytes: [UInt8] = []
        set.writeFieldsV1(into: &bytes)
        #expect(try FieldSet(fieldsV1: JSON.parse(bytes)) == set)
    }
}

/// A small deterministic generator.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func element() -> PathElement {
        switch below(6) {
        case 0: .key(["name": .string(["a", "b", "é"][below(3)])])
        case 1: .key(["port": .integer(Int64([9, 80, 8080][below(3)])), "protocol": "TCP"])
        case 2: .value(["x", 1, true, 2.5, "<"][below(5)])
        case 3: .index(below(3))
        default: .field(["a", "b", "c", "spec", "e\u{301}", "é"][below(6)])
        }
    }

    mutating func set() -> FieldSet {
        FieldSet((0..<below(30)).map { _ in FieldPath((0...below(4)).map { _ in element() }) })
    }
}
