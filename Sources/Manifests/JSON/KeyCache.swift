/// Object keys seen before, so that equal keys share one string.
///
/// Direct-mapped: a key that falls on another's place takes it. Only plain ASCII keys come here.
struct KeyCache {
    private static let size = 512
    private static let longestKey = 64
    private var entries: [String?] = Array(repeating: nil, count: KeyCache.size)

    /// - Returns: nil for a key that is too long to be worth keeping.
    mutating func string(_ text: UnsafeRawBufferPointer) -> String? {
        guard text.count <= Self.longestKey else { return nil }
        // Strings of up to 15 bytes live inside the value itself: there is nothing to share.
        if text.count <= 15 { return String(decoding: text, as: UTF8.self) }
        var hash: UInt32 = 2_166_136_261
        for byte in text { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let slot = Int(hash % UInt32(Self.size))
        if let entry = entries[slot], entry.utf8.elementsEqual(text) { return entry }
        let string = String(decoding: text, as: UTF8.self)
        entries[slot] = string
        return string
    }
}
