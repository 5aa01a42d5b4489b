#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Strings compared, searched and cut by their UTF-8 bytes: what is equal does not depend on Unicode tables.
enum Bytes {
    @inline(__always)
    static func equal(_ left: String, _ right: String) -> Bool {
        let count = left.utf8.count
        return count == right.utf8.count && compare(left, right) == 0
    }

    /// As `memcmp`; by bytes is by scalars.
    @inline(__always)
    static func compare(_ left: String, _ right: String) -> Int {
        let fast: Int?? = left.utf8.withContiguousStorageIfAvailable { a in
            right.utf8.withContiguousStorageIfAvailable { b in compare(a, b) }
        }
        if case .some(.some(let order)) = fast { return order }
        return compare(Array(left.utf8), Array(right.utf8))
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBufferPointer { a in right.withUnsafeBufferPointer { b in compare(a, b) } }
    }

    @inline(__always)
    private static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
        guard let left = a.baseAddress, let right = b.baseAddress else { return a.count - b.count }
        let order = Int(memcmp(left, right, min(a.count, b.count)))
        return order == 0 ? a.count - b.count : order
    }

    @inline(__always)
    static func hasPrefix(_ text: String, _ prefix: String) -> Bool {
        let count = prefix.utf8.count
        guard text.utf8.count >= count else { return false }
        let fast: Bool?? = text.utf8.withContiguousStorageIfAvailable { a in
            prefix.utf8.withContiguousStorageIfAvailable { b in
                guard let left = a.baseAddress, let right = b.baseAddress else { return count == 0 }
                return memcmp(left, right, count) == 0
            }
        }
        if case .some(.some(let result)) = fast { return result }
        return text.utf8.starts(with: prefix.utf8)
    }

    static func hasSuffix(_ text: String, _ suffix: String) -> Bool {
        let count = suffix.utf8.count
        guard text.utf8.count >= count else { return false }
        return text.utf8.suffix(count).elementsEqual(suffix.utf8)
    }

    /// The offset of the first occurrence, by Knuth, Morris and Pratt: linear in both lengths.
    static func find(_ needle: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
        guard !needle.isEmpty else { return start <= text.count ? start : nil }
        guard start >= 0, text.count - start >= needle.count else { return nil }
        var borders = [0]
        borders.reserveCapacity(needle.count)
        var length = 0
        for index in needle.indices.dropFirst() {
            while length > 0, needle[index] != needle[length] { length = borders[length - 1] }
            if needle[index] == needle[length] { length += 1 }
            borders.append(length)
        }
        var matched = 0
        for index in start..<text.count {
            while matched > 0, text[index] != needle[matched] { matched = borders[matched - 1] }
            if text[index] == needle[matched] { matched += 1 }
            if matched == needle.count { return index - needle.count + 1 }
        }
        return nil
    }
}
