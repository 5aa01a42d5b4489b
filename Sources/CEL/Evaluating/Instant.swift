/// A point in time, from year 1 to year 9999.
struct Instant: Hashable, Comparable, Sendable {
    /// Since 1970.
    let seconds: Int64
    /// From 0 to 999,999,999.
    let nanoseconds: Int32

    private static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Nil outside of the years 1 to 9999.
    init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard Self.range.contains(seconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    private var total: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }

    /// Nil where the result is out of range.
    func adding(nanoseconds span: Int64) -> Instant? { Self(total: total + Int128(span)) }

    /// In nanoseconds; nil where 64 bits do not hold it.
    func since(_ other: Instant) -> Int64? { Int64(exactly: total - other.total) }

    private init?(total: Int128) {
        let (quotient, remainder) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        let (seconds, rest) = remainder < 0 ? (quotient - 1, remainder + 1_000_000_000) : (quotient, remainder)
        guard let seconds = Int64(exactly: seconds) else { return nil }
        self.init(seconds: seconds, nanoseconds: Int32(rest))
    }
}
