import Foundation

/// Objects that were parsed from a text, by where they stand in it, to be taken where the same bytes come again.
///
/// The text of an object ends with its own brace, so bytes that begin with the whole of it are that object.
struct RepeatedTexts {
    private struct Entry {
        var place: Range<Int>
        var value: Value
        /// At how many levels of nesting it was parsed: deeper, it might be too deep.
        var depth: Int
    }

    private static let size = 8
    private var entries: [Entry] = []
    /// Which entry gives way to the next.
    private var oldest = 0

    func find(in bytes: UnsafeRawBufferPointer, at index: Int, depth: Int) -> (value: Value, length: Int)? {
        guard let base = bytes.baseAddress else { return nil }
        for entry in entries
        where depth <= entry.depth && entry.place.count <= bytes.count - index
            && memcmp(base + entry.place.lowerBound, base + index, entry.place.count) == 0
        {
            return (entry.value, entry.place.count)
        }
        return nil
    }

    mutating func add(_ place: Range<Int>, _ value: Value, depth: Int) {
        let entry = Entry(place: place, value: value, depth: depth)
        guard entries.count == Self.size else { return entries.append(entry) }
        entries[oldest] = entry
        oldest = (oldest + 1) % Self.size
    }
}
