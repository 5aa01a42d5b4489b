import Manifests

/// Which items of two versions of a list belong together, where nothing but their values tells them apart: a longest
/// common subsequence, and what stands between its items paired in order.
///
/// ["a", "b", "c"] and ["x", "a", "c", "d"] give (nil, 0), (0, 1), (1, nil), (2, 2), (nil, 3).
struct ListAlignment {
    /// Steps of the search; beyond it items are paired by their positions.
    private static let searchLimit = 1_000_000

    /// In order; of one pair at most one side is nil.
    private(set) var pairs: [(old: Int?, new: Int?)] = []
    /// Both hold the same items, in another order.
    let isReordered: Bool

    init(_ old: [Value], _ new: [Value]) {
        // Equal items have equal numbers, so that large ones are compared once.
        var numbers: [Value: Int] = [:]
        func number(_ value: Value) -> Int {
            if let known = numbers[value] { return known }
            numbers[value] = numbers.count
            return numbers.count - 1
        }
        let (before, after) = (old.map(number), new.map(number))
        isReordered = before != after && before.sorted() == after.sorted()
        let head = zip(before, after).prefix { $0 == $1 }.count
        let longest = min(before.count, after.count) - head
        let tail = zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.prefix(longest).count
        for index in 0..<head { pairs.append((index, index)) }
        align(before[head..<(before.count - tail)], after[head..<(after.count - tail)])
        for index in 0..<tail { pairs.append((before.count - tail + index, after.count - tail + index)) }
    }

    private mutating func align(_ before: ArraySlice<Int>, _ after: ArraySlice<Int>) {
        var (left, right) = (before.startIndex, after.startIndex)
        for (old, new) in Self.common(before, after) {
            pair(left..<old, right..<new)
            pairs.append((old, new))
            (left, right) = (old + 1, new + 1)
        }
        pair(left..<before.endIndex, right..<after.endIndex)
    }

    /// What differs between two items that are common: changed, and the rest removed or inserted.
    private mutating func pair(_ old: Range<Int>, _ new: Range<Int>) {
        for offset in 0..<max(old.count, new.count) {
            pairs.append(
                (
                    offset < old.count ? old.lowerBound + offset : nil,
                    offset < new.count ? new.lowerBound + offset : nil
                ))
        }
    }

    /// The places of a longest common subsequence, in order.
    private static func common(_ before: ArraySlice<Int>, _ after: ArraySlice<Int>) -> [(Int, Int)] {
        guard !before.isEmpty, !after.isEmpty, before.count <= searchLimit / after.count else { return [] }
        let width = after.count + 1
        // lengths[i * width + j]: of what is common to before[i...] and after[j...].
        var lengths = [Int32](repeating: 0, count: (before.count + 1) * width)
        let (old, new) = (Array(before), Array(after))
        for i in stride(from: old.count - 1, through: 0, by: -1) {
            for j in stride(from: new.count - 1, through: 0, by: -1) {
                lengths[i * width + j] =
                    old[i] == new[j]
                    ? lengths[(i + 1) * width + j + 1] + 1
                    : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
            }
        }
        var places: [(Int, Int)] = []
        var (i, j) = (0, 0)
        while i < old.count, j < new.count {
            if old[i] == new[j] {
                places.append((before.startIndex + i, after.startIndex + j))
                (i, j) = (i + 1, j + 1)
            } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
                i += 1
            } else {
                j += 1
            }
        }
        return places
    }
}
