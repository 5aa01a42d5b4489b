/// Instructions of a machine that follows all ways through a pattern at once.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case set(ScalarSet)
        case assertion(PatternNode.Assertion)
        /// The first is the preferred one.
        case split(Int, Int)
        case jump(Int)
        case match
    }

    private static let longest = 10_000

    private(set) var instructions: [Instruction] = []

    init(_ node: PatternNode) throws(PatternError) {
        try append(node)
        try emit(.match)
    }

    private mutating func emit(_ instruction: Instruction) throws(PatternError) {
        guard instructions.count < Self.longest else { throw PatternError("expression too large") }
        instructions.append(instruction)
    }

    private mutating func append(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .empty: break
        case .set(let set): try emit(.set(set))
        case .assertion(let assertion): try emit(.assertion(assertion))
        case .sequence(let parts): for part in parts { try append(part) }
        case .choice(let parts): try append(choice: parts[...])
        case .repetition(let part, let least, let most, let isGreedy):
            guard let most else { return try append(part, atLeast: least, isGreedy) }
            for _ in 0..<least { try append(part) }
            try append(part, atMost: max(least, most) - least, isGreedy)
        }
    }

    private mutating func append(_ part: PatternNode, atMost count: Int, _ isGreedy: Bool) throws(PatternError) {
        var skips: [Int] = []
        for _ in 0..<count {
            skips.append(instructions.count)
            try emit(.jump(0))
            try append(part)
        }
        for skip in skips { instructions[skip] = Self.split(skip + 1, instructions.count, isGreedy) }
    }

    private mutating func append(_ part: PatternNode, atLeast count: Int, _ isGreedy: Bool) throws(PatternError) {
        for _ in 0..<max(0, count - 1) { try append(part) }
        let fork = instructions.count
        if count == 0 { try emit(.jump(0)) }
        let start = instructions.count
        try append(part)
        if count == 0, !part.canBeEmpty {
            try emit(.jump(fork))
        } else {
            // What can be empty is taken once and then again, so that an empty turn ends the loop.
            try emit(Self.split(start, instructions.count + 1, isGreedy))
        }
        if count == 0 { instructions[fork] = Self.split(start, instructions.count, isGreedy) }
    }

    private mutating func append(choice parts: ArraySlice<PatternNode>) throws(PatternError) {
        guard let first = parts.first else { return }
        guard parts.count > 1 else { return try append(first) }
        let fork = instructions.count
        try emit(.jump(0))
        try append(first)
        let end = instructions.count
        try emit(.jump(0))
        instructions[fork] = .split(fork + 1, instructions.count)
        try append(choice: parts.dropFirst())
        instructions[end] = .jump(instructions.count)
    }

    private static func split(_ inside: Int, _ outside: Int, _ isGreedy: Bool) -> Instruction {
        isGreedy ? .split(inside, outside) : .split(outside, inside)
    }

    /// Whether it can match at the beginning of the text only.
    var isAnchored: Bool {
        if case .assertion(.textStart)? = instructions.first { true } else { false }
    }
}
