/// Random UUIDs (RFC 9562, section 5.4) in lower case, as objects have them. Foundation opens the system's random device
/// for each of its own.
enum RandomUID {
    private static let digits = Array("0123456789abcdef".utf8)

    static let next: @Sendable () -> String = {
        var source = SystemRandomNumberGenerator()
        let high = (source.next() as UInt64) & ~0xF000 | 0x4000
        let low = (source.next() as UInt64) & ~(0xC << 60) | 0x8 << 60
        return String(unsafeUninitializedCapacity: 36) { text in
            var end = 0
            for place in 0..<32 {
                if [8, 12, 16, 20].contains(place) {
                    text[end] = UInt8(ascii: "-")
                    end += 1
                }
                let half = place < 16 ? high : low
                text[end] = digits[Int((half >> UInt64(60 - place % 16 * 4)) & 0xF)]
                end += 1
            }
            return end
        }
    }
}
