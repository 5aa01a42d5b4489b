/// Completion indexes as the spec and the status of a Job write them: `0-2,4` (`orderedIntervals` of k8s.io/kubernetes).
struct JobIndexes {
    /// Each after the one before.
    private let ranges: [ClosedRange<Int>]

    init(_ indexes: Set<Int>) {
        var ranges: [ClosedRange<Int>] = []
        for index in indexes.sorted() {
            if let last = ranges.last, index == last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...index
            } else {
                ranges.append(index...index)
            }
        }
        self.ranges = ranges
    }

    /// - Parameter end: the first index that the Job does not have.
    init(_ text: String, below end: Int) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",") {
            let bounds = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            // Each greater than the last: nothing counts twice.
            guard bounds.count <= 2, let first = bounds.first ?? nil, let last = bounds.last ?? nil, first <= last,
                first < end, first > ranges.last?.upperBound ?? -1
            else { continue }
            ranges.append(first...min(last, end - 1))
        }
        self.ranges = ranges
    }

    var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// How many of the given are among them.
    func count(of indexes: Set<Int>) -> Int {
        var rest = ranges[...]
        return indexes.sorted().count { index in
            while let first = rest.first, first.upperBound < index { rest.removeFirst() }
            return rest.first?.contains(index) ?? false
        }
    }

    /// Two that follow each other are no range.
    var text: String {
        ranges.map { range in
            let (first, last) = (range.lowerBound, range.upperBound)
            return first == last ? "\(first)" : "\(first)\(last == first + 1 ? "," : "-")\(last)"
        }
        .joined(separator: ",")
    }
}
