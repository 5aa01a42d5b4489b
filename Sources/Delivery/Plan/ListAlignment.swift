import Manifests

/// Which items of two versions of a list belong together, where nothing but their values tells them apart: a longest
/// common subsequence; then equal items wherever they stand; then those that are alike; what is left between two common
/// items is paired in order.
///
/// ["a", "b", "c"] and ["x", "a", "c", "d"] give (nil, 0), (0, 1), (1, nil), (2, 2), (nil, 3).
struct ListAlignment {
    /// Pairs of objects that are compared for what they have in common.
    private static let likenessLimit = 2_500

    /// By their place in the new list, and of those that went by that in the old one; of one pair at most one side is
    /// nil.
    private(set) var pairs: [(old: Int?, new: Int?)] = []
    /// Whether items that both lists have stand in another order.
    private(set) var isReordered = false

    init(_ old: [Value], _ new: [Value]) {
        // Equal items have equal numbers, so that large ones are compared once.
        var numbers: [Value: Int] = [:]
        func number(_ value: Value) -> Int {
            if let known = numbers[value] { return known }
            numbers[value] = numbers.count
            return numbers.count - 1
        }
        let (before, after) = (old.map(number), new.map(number))
        let head = zip(before, after).prefix { $0 == $1 }.count
        let longest = min(before.count, after.count) - head
        let tail = zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.prefix(longest).count
        for index in 0..<head { pairs.append((index, index)) }
        let gaps = align(before[head..<(before.count - tail)], after[head..<(after.count - tail)])
        pairRest(of: gaps, old, new, before, after)
        for index in 0..<tail { pairs.append((before.count - tail + index, after.count - tail + index)) }
        let kept = pairs.compactMap { pair in pair.old.flatMap { old in pair.new.map { (old, $0) } } }
            .sorted { $0.1 < $1.1 }
        isReordered = zip(kept, kept.dropFirst()).contains { $0.0 > $1.0 }
        pairs.sort { ($0.new ?? $0.old ?? 0, $0.new == nil ? 0 : 1) < ($1.new ?? $1.old ?? 0, $1.new == nil ? 0 : 1) }
    }

    /// The places in the old list of the items that both have, in the order of the old and of the new list.
    var order: (old: [Int], new: [Int]) {
        let kept = pairs.filter { $0.new != nil }.compactMap(\.old)
        return (kept.sorted(), kept)
    }

    private typealias Gap = (old: [Int], new: [Int])

    /// Pairs what is common, in order.
    ///
    /// - Returns: what stands between it.
    private mutating func align(_ before: ArraySlice<Int>, _ after: ArraySlice<Int>) -> [Gap] {
        var gaps: [Gap] = []
        var (left, right) = (before.startIndex, after.startIndex)
        for (old, new) in CommonSubsequence(before, after).places {
            gaps.append((Array(left..<old), Array(right..<new)))
            pairs.append((old, new))
            (left, right) = (old + 1, new + 1)
        }
        gaps.append((Array(left..<before.endIndex), Array(right..<after.endIndex)))
        return gaps
    }

    private mutating func pairRest(of gaps: [Gap], _ old: [Value], _ new: [Value], _ before: [Int], _ after: [Int]) {
        var (goneOld, goneNew): (Set<Int>, Set<Int>) = ([], [])
        var places = Dictionary(grouping: gaps.flatMap(\.new)) { after[$0] }.mapValues { Array($0.reversed()) }
        for index in gaps.flatMap(\.old) {
            guard let place = places[before[index]]?.popLast() else { continue }
            pairs.append((index, place))
            goneOld.insert(index)
            goneNew.insert(place)
        }
        let left: Gap = (
            gaps.flatMap(\.old).filter { !goneOld.contains($0) }, gaps.flatMap(\.new).filter { !goneNew.contains($0) }
        )
        for (index, place) in Self.alike(left, old, new) {
            pairs.append((index, place))
            goneOld.insert(index)
            goneNew.insert(place)
        }
        for gap in gaps {
            let (olds, news) = (
                gap.old.filter { !goneOld.contains($0) }, gap.new.filter { !goneNew.contains($0) }
            )
            for offset in 0..<max(olds.count, news.count) {
                pairs.append(
                    (offset < olds.count ? olds[offset] : nil, offset < news.count ? news[offset] : nil))
            }
        }
    }

    /// Objects that have at least half of their leaves in common, the most alike first.
    private static func alike(_ left: Gap, _ old: [Value], _ new: [Value]) -> [(Int, Int)] {
        let olds = left.old.filter { old[$0].object != nil }
        let news = left.new.filter { new[$0].object != nil }
        guard !olds.isEmpty, !news.isEmpty, olds.count <= likenessLimit / news.count else { return [] }
        let leaves = (olds.map { Leaves(old[$0]) }, news.map { Leaves(new[$0]) })
        var candidates: [(likeness: Double, old: Int, new: Int)] = []
        for (i, index) in olds.enumerated() {
            for (j, place) in news.enumerated() {
                let likeness = leaves.0[i].likeness(to: leaves.1[j])
                if likeness >= 0.5 { candidates.append((likeness, index, place)) }
            }
        }
        candidates.sort { (-$0.likeness, abs($0.old - $0.new), $0.new) < (-$1.likeness, abs($1.old - $1.new), $1.new) }
        var (goneOld, goneNew): (Set<Int>, Set<Int>) = ([], [])
        return candidates.compactMap { _, index, place in
            if goneOld.contains(index) || goneNew.contains(place) { return nil }
            goneOld.insert(index)
            goneNew.insert(place)
            return (index, place)
        }
    }
}

/// The scalars of an object with their paths, whatever the places of items: what two objects have in common.
private struct Leaves {
    private struct Leaf: Hashable {
        var path: String
        var value: Value
    }

    private var counts: [Leaf: Int] = [:]
    private var total = 0

    init(_ value: Value) { add(value, at: "") }

    /// From 0, nothing in common, to 1, all.
    func likeness(to other: Leaves) -> Double {
        if total + other.total == 0 { return 0 }
        let common = counts.reduce(0) { $0 + min($1.value, other.counts[$1.key] ?? 0) }
        return Double(2 * common) / Double(total + other.total)
    }

    private mutating func add(_ value: Value, at path: String) {
        switch value {
        case .object(let members) where !members.isEmpty:
            for member in members { add(member.value, at: "\(path).\(member.key)") }
        case .array(let items) where !items.isEmpty:
            for item in items { add(item, at: "\(path)[]") }
        default:
            counts[Leaf(path: path, value: value), default: 0] += 1
            total += 1
        }
    }
}
