/// What two lists have in common, in order: a longest common subsequence where the search is short enough. Otherwise what
/// both have once leads, and between it is searched.
///
/// Takes time for its length times its logarithm, and for a bounded number of steps, whatever the lists are.
struct CommonSubsequence {
    /// Steps of one search.
    private static let searchLimit = 1_000_000
    /// Steps of all searches together.
    private var steps = 4_000_000

    /// The places of equal items, ascending in both lists.
    private(set) var places: [(old: Int, new: Int)] = []

    init(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) {
        var (left, right) = (old.startIndex, new.startIndex)
        for anchor in Self.isShort(old, new) ? [] : Self.anchors(old, new) {
            search(old[left..<anchor.old], new[right..<anchor.new])
            places.append(anchor)
            (left, right) = (anchor.old + 1, anchor.new + 1)
        }
        search(old[left...], new[right...])
    }

    private static func isShort(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> Bool {
        new.isEmpty || old.count <= searchLimit / new.count
    }

    /// What both lists have once, as much of it as stands in one order: the longest ascending row of places.
    private static func anchors(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> [(old: Int, new: Int)] {
        let before = single(old)
        let after = single(new)
        let shared = old.indices.compactMap { place -> (old: Int, new: Int)? in
            guard before[old[place]] != nil, let other = after[old[place]] else { return nil }
            return (place, other)
        }
        // tails[length]: the pair that ends a row of that length with the smallest place in the new list.
        var tails: [Int] = []
        var previous = [Int?](repeating: nil, count: shared.count)
        for (index, pair) in shared.enumerated() {
            var (low, high) = (0, tails.count)
            while low < high {
                let middle = (low + high) / 2
                if shared[tails[middle]].new < pair.new { low = middle + 1 } else { high = middle }
            }
            previous[index] = low > 0 ? tails[low - 1] : nil
            if low < tails.count { tails[low] = index } else { tails.append(index) }
        }
        var row: [(old: Int, new: Int)] = []
        var next = tails.last
        while let index = next {
            row.append(shared[index])
            next = previous[index]
        }
        return row.reversed()
    }

    /// The places of the items that a list has once.
    private static func single(_ items: ArraySlice<Int>) -> [Int: Int] {
        var places: [Int: Int?] = [:]
        for index in items.indices {
            places.updateValue(places[items[index]] == nil ? index : nil, forKey: items[index])
        }
        return places.compactMapValues(\.self)
    }

    private mutating func search(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let longest = min(old.count, new.count) - head
        let tail = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.prefix(longest).count
        for offset in 0..<head { places.append((old.startIndex + offset, new.startIndex + offset)) }
        let (before, after) = (old.dropFirst(head).dropLast(tail), new.dropFirst(head).dropLast(tail))
        if !before.isEmpty, !after.isEmpty, Self.isShort(before, after), before.count * after.count <= steps {
            steps -= before.count * after.count
            places += Self.longest(before, after)
        }
        for offset in (0..<tail).reversed() { places.append((old.endIndex - 1 - offset, new.endIndex - 1 - offset)) }
    }

    /// The places of a longest common subsequence, in order.
    private static func longest(_ before: ArraySlice<Int>, _ after: ArraySlice<Int>) -> [(old: Int, new: Int)] {
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
        var places: [(old: Int, new: Int)] = []
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
