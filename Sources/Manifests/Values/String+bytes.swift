import Foundation

/// Comparison by UTF-8 bytes: `==` and `<` go by canonical equivalence, which JSON and Kubernetes do not know.
extension String {
    @usableFromInline package func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return compareBytes(with: other) == 0
    }

    package func precedesByBytes(_ other: String) -> Bool { compareBytes(with: other) < 0 }

    /// Below zero, zero or above zero, as `memcmp`; a prefix precedes what it begins.
    @inline(__always)
    package func compareBytes(with other: String) -> Int {
        let fast = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                guard let a = left.baseAddress, let b = right.baseAddress else { return left.count - right.count }
                let order = Int(memcmp(a, b, min(left.count, right.count)))
                return order == 0 ? left.count - right.count : order
            }
        }
        // Every native string is contiguous; one bridged from elsewhere may not be.
        if case .some(.some(let order)) = fast { return order }
        if utf8.elementsEqual(other.utf8) { return 0 }
        return utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
    }
}
