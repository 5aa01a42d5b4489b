/// How often each of the same bins or categories occurs in the reference and in the current data.
package struct PairedCounts: Sendable, Hashable {
    /// As many as ``current``; not negative. Counts from histograms of other systems may be fractions.
    package private(set) var reference: [Double] = []
    package private(set) var current: [Double] = []

    package init() {}

    /// Both of one length.
    init(_ reference: [Double], _ current: [Double]) {
        self.reference = reference
        self.current = current
    }

    package mutating func append(_ reference: Double, _ current: Double) {
        self.reference.append(reference)
        self.current.append(current)
    }

    package var count: Int { reference.count }
    package var referenceTotal: Double { reference.reduce(0, +) }
    package var currentTotal: Double { current.reduce(0, +) }

    /// Each different number a bin, ascending.
    init(eachOf reference: NumericSample, _ current: NumericSample) {
        let (left, right) = (reference.sorted, current.sorted)
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            let value = i < left.count && (j >= right.count || left[i] <= right[j]) ? left[i] : right[j]
            let (startOfLeft, startOfRight) = (i, j)
            while i < left.count, left[i] == value { i += 1 }
            while j < right.count, right[j] == value { j += 1 }
            append(Double(i - startOfLeft), Double(j - startOfRight))
        }
    }

    /// The different numbers of both, ascending: those that ``init(eachOf:_:)`` counts.
    static func values(_ reference: NumericSample, _ current: NumericSample) -> [Double] {
        let (left, right) = (reference.sorted, current.sorted)
        var (i, j) = (0, 0)
        var values: [Double] = []
        while i < left.count || j < right.count {
            let value = i < left.count && (j >= right.count || left[i] <= right[j]) ? left[i] : right[j]
            while i < left.count, left[i] == value { i += 1 }
            while j < right.count, right[j] == value { j += 1 }
            values.append(value)
        }
        return values
    }

    /// Each category a bin, in the order of their code points.
    package init(categories reference: [String: Int], _ current: [String: Int]) {
        let names = Set(reference.keys).union(current.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names { append(Double(reference[name] ?? 0), Double(current[name] ?? 0)) }
    }

    /// Every bin from an edge up to the next, the last one with its upper edge.
    init(_ reference: NumericSample, _ current: NumericSample, edges: [Double]) {
        self.reference = Self.histogram(reference.sorted, edges)
        self.current = Self.histogram(current.sorted, edges)
    }

    private static func histogram(_ sorted: [Double], _ edges: [Double]) -> [Double] {
        guard let first = edges.first, let last = edges.last else { return [] }
        var counts: [Double] = []
        var index = sorted.partitioningIndex { $0 >= first }
        for edge in edges.dropFirst() {
            let start = index
            if edge == last {
                while index < sorted.count, sorted[index] <= edge { index += 1 }
            } else {
                while index < sorted.count, sorted[index] < edge { index += 1 }
            }
            counts.append(Double(index - start))
        }
        return counts
    }
}

extension [Double] {
    /// The first index whose element satisfies what all after it satisfy too; the count where none does.
    func partitioningIndex(_ belongsAfter: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
