/// Up to 256 entries, each after its length in two bytes (C2SP tlog-tiles, "log entries").
package enum EntryBundle {
    /// Bytes in an entry.
    package static let mostBytes = 65_535

    static func append(_ entry: [UInt8], to bundle: inout [UInt8]) {
        bundle.append(UInt8(truncatingIfNeeded: entry.count >> 8))
        bundle.append(UInt8(truncatingIfNeeded: entry.count))
        bundle += entry
    }

    /// - Returns: nil unless the bytes are whole entries.
    package static func entries(_ bundle: [UInt8]) -> [[UInt8]]? {
        var entries: [[UInt8]] = []
        var offset = 0
        while offset < bundle.count {
            guard bundle.count - offset >= 2 else { return nil }
            let length = Int(bundle[offset]) << 8 | Int(bundle[offset + 1])
            offset += 2
            guard bundle.count - offset >= length else { return nil }
            entries.append(Array(bundle[offset..<offset + length]))
            offset += length
        }
        return entries
    }
}
