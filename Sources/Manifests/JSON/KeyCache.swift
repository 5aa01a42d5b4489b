/// Object keys seen before, so that equal keys share one string.
///
/// Direct-mapped: a key that falls on another's place takes it. Only plain ASCII keys come here.
struct KeyCache {
    private static let size = 128
    private static let longestKey = 64
    /// Allocated with the first key that is worth it; empty strings are free places.
    private var entries: [String] = []

    /// - Returns: nil for a key that is not worth keeping: too long, or so short that it lives inside the value itself.
    @inline(__always)
    mutating func string(_ text: UnsafeRawBufferPointer) -> String? {
        text.count > 15 && text.count <= Self.longestKey ? shared(text) : nil
    }

    private mutating func shared(_ text: UnsafeRawBufferPointer) -> String {
        if entries.isEmpty { entries = Array(repeating: "", count: Self.size) }
        var hash: UInt32 = 2_166_136_261
        for byte in text { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let slot = Int(hash % UInt32(Self.size))
        if entries[slot].utf8.elementsEqual(text) { return entries[slot] }
        let string = String(decoding: text, as: UTF8.self)
        entries[slot] = string
        return string
    }
}
