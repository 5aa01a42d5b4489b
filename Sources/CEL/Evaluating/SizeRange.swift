/// How large a value is at least and at most. What would not fit 64 bits is the largest number.
struct SizeRange: Sendable {
    var least: UInt64
    var most: UInt64

    static let unknown = SizeRange(least: 0, most: .max)

    static func exactly(_ size: Int) -> SizeRange { SizeRange(least: UInt64(max(0, size)), most: UInt64(max(0, size))) }

    static func + (left: SizeRange, right: SizeRange) -> SizeRange {
        SizeRange(least: left.least.adding(right.least), most: left.most.adding(right.most))
    }

    static func * (left: SizeRange, right: SizeRange) -> SizeRange {
        SizeRange(least: left.least.times(right.least), most: left.most.times(right.most))
    }

    func union(_ other: SizeRange) -> SizeRange {
        SizeRange(least: min(least, other.least), most: max(most, other.most))
    }
}

extension UInt64 {
    func adding(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    func times(_ other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// Rounded up.
    func times(_ factor: Double) -> UInt64 {
        UInt64(exactly: (Double(self) * factor).rounded(.up)) ?? .max
    }
}
