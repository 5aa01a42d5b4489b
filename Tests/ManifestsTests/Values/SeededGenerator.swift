import Manifests

/// SplitMix64: the same values on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension Value {
    static func random(depth: Int, using generator: inout SeededGenerator) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<60, using: &generator))
        case 3: return .double(Double(Int64.random(in: -1_000_000...1_000_000, using: &generator)) / 64)
        case 4, 5: return .string(randomString(using: &generator))
        case 6:
            return .array(
                (0..<Int.random(in: 0..<4, using: &generator)).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            let members = (0..<Int.random(in: 0..<5, using: &generator)).map { _ in
                Object.Member(key: randomString(using: &generator), value: random(depth: depth - 1, using: &generator))
            }
            return .object(Object(members))
        }
    }

    static func randomString(using generator: inout SeededGenerator) -> String {
        let pieces = [
            "a", "Z", "0", " ", "\n", "\t", "\"", "\\", "é", "e\u{301}", "😀", "\u{0}", "\u{7f}", "-", ":", "#", "~",
            "yes", "null",
        ]
        return (0..<Int.random(in: 0..<6, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }
            .joined()
    }
}
