/// A Pike machine: a list of threads in the order in which a backtracking machine would try them.
struct PatternMachine {
    private struct Thread {
        var instruction: Int
        var start: Int
    }

    private struct ThreadList {
        var threads: [Thread] = []
        /// The generation in which an instruction was added last.
        var marks: [Int]
        var generation = 1

        init(_ count: Int) { marks = Array(repeating: 0, count: count) }

        mutating func clear() {
            threads.removeAll(keepingCapacity: true)
            generation += 1
        }
    }

    private let instructions: [PatternProgram.Instruction]
    private let isAnchored: Bool
    private var stack: [Int] = []

    init(_ program: PatternProgram) {
        instructions = program.instructions
        isAnchored = program.isAnchored
    }

    /// - Parameter anyEnd: whether it is enough to know that there is a match.
    mutating func match(_ text: [Unicode.Scalar], from start: Int, anyEnd: Bool) -> Range<Int>? {
        var current = ThreadList(instructions.count)
        var next = ThreadList(instructions.count)
        var best: Range<Int>?
        var position = start
        while position <= text.count {
            // A thread that begins later is of no use once there is a match.
            if best == nil, !isAnchored || position == 0 {
                add(0, start: position, to: &current, text, at: position)
            }
            if current.threads.isEmpty, best != nil || isAnchored { return best }
            next.clear()
            // The threads behind a match are the less preferred ones.
            search: for thread in current.threads {
                switch instructions[thread.instruction] {
                case .match:
                    best = thread.start..<position
                    if anyEnd { return best }
                    break search
                case .set(let set):
                    if position < text.count, set.contains(text[position].value) {
                        add(thread.instruction + 1, start: thread.start, to: &next, text, at: position + 1)
                    }
                default: break
                }
            }
            swap(&current, &next)
            position += 1
        }
        return best
    }

    /// Follows the instructions that read nothing.
    private mutating func add(
        _ instruction: Int, start: Int, to list: inout ThreadList, _ text: [Unicode.Scalar], at position: Int
    ) {
        stack.append(instruction)
        while let index = stack.popLast() {
            guard list.marks[index] != list.generation else { continue }
            list.marks[index] = list.generation
            switch instructions[index] {
            case .jump(let target): stack.append(target)
            case .split(let first, let second):
                stack.append(second)
                stack.append(first)
            case .assertion(let assertion):
                if Self.holds(assertion, text, at: position) { stack.append(index + 1) }
            case .set, .match: list.threads.append(Thread(instruction: index, start: start))
            }
        }
    }

    private static func holds(_ assertion: PatternNode.Assertion, _ text: [Unicode.Scalar], at position: Int) -> Bool {
        func isWord(_ index: Int) -> Bool {
            text.indices.contains(index) && (text[index].isIdentifierStart || text[index].isDigit)
        }
        switch assertion {
        case .textStart: return position == 0
        case .textEnd: return position == text.count
        case .lineStart: return position == 0 || text[position - 1] == "\n"
        case .lineEnd: return position == text.count || text[position] == "\n"
        case .wordBoundary: return isWord(position - 1) != isWord(position)
        case .notWordBoundary: return isWord(position - 1) == isWord(position)
        }
    }
}
