import Manifests

/// Numbers as Go and Prometheus write them: `1`, `1e3`, `NaN`, `+Inf`.
enum MetricNumber {
    static func read(_ text: some StringProtocol) -> Double? {
        switch text {
        case "NaN", "nan": return .nan
        case "+Inf", "Inf", "+inf", "inf": return .infinity
        case "-Inf", "-inf": return -.infinity
        default:
            let isPlain = text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
            }
            return isPlain ? Double(text) : nil
        }
    }
}

extension Value {
    /// An integer or a double.
    var asDouble: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }
}
