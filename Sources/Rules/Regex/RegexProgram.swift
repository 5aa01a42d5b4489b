/// A regular expression as instructions of a Pike machine: every text is matched in time linear in its length.
///
/// The syntax is RE2's without back references and look-around: classes, groups, alternation, repetition, anchors.
struct RegexProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(UInt32)
        case any
        case anyButLineFeed
        case set([ClosedRange<UInt32>], isNegated: Bool)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case wordBoundary(isNegated: Bool)
        case match
    }

    static let longestProgram = 4_000

    private(set) var instructions: [Instruction]

    init(_ instructions: [Instruction]) { self.instructions = instructions }

    /// Whether the pattern occurs anywhere in the text.
    func matches(_ text: String) -> Bool {
        var current = ThreadList(instructions.count)
        var next = ThreadList(instructions.count)
        var previous: UInt32?
        var iterator = text.unicodeScalars.makeIterator()
        var scalar = iterator.next()?.value
        while true {
            if add(0, to: &current, previous, scalar) { return true }
            guard let value = scalar else { return false }
            let following = iterator.next()?.value
            next.clear()
            for index in current.threads {
                let passes: Bool
                switch instructions[index] {
                case .scalar(let expected): passes = expected == value
                case .any: passes = true
                case .anyButLineFeed: passes = value != 0x0A
                case .set(let ranges, let isNegated): passes = ranges.contains { $0.contains(value) } != isNegated
                default: passes = false
                }
                if passes, add(index + 1, to: &next, value, following) { return true }
            }
            swap(&current, &next)
            previous = value
            scalar = following
        }
    }

    /// Follows the instructions that read nothing; true when one of them is the end.
    private func add(_ start: Int, to list: inout ThreadList, _ before: UInt32?, _ after: UInt32?) -> Bool {
        list.stack.append(start)
        while let index = list.stack.popLast() {
            guard list.insert(index) else { continue }
            switch instructions[index] {
            case .match:
                list.stack.removeAll(keepingCapacity: true)
                return true
            case .jump(let target): list.stack.append(target)
            case .split(let first, let second):
                list.stack.append(second)
                list.stack.append(first)
            case .start: if before == nil { list.stack.append(index + 1) }
            case .end: if after == nil { list.stack.append(index + 1) }
            case .wordBoundary(let isNegated):
                if (Self.isWord(before) != Self.isWord(after)) != isNegated { list.stack.append(index + 1) }
            default: list.threads.append(index)
            }
        }
        return false
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
        guard let scalar, scalar < 128 else { return false }
        return Lexer.isNameByte(UInt8(scalar))
    }

    private struct ThreadList {
        var threads: [Int] = []
        var stack: [Int] = []
        private var seen: [Bool]

        init(_ count: Int) { seen = Array(repeating: false, count: count) }

        mutating func insert(_ index: Int) -> Bool {
            if seen[index] { return false }
            seen[index] = true
            return true
        }

        mutating func clear() {
            threads.removeAll(keepingCapacity: true)
            for index in seen.indices { seen[index] = false }
        }
    }
}
