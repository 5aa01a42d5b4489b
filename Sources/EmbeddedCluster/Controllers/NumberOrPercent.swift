import Manifests

/// A number, or a percentage of a whole, as `maxUnavailable` and `minAvailable` say it
/// (`GetScaledValueFromIntOrPercent` of k8s.io/apimachinery).
enum NumberOrPercent {
    /// - Parameter whole: not below zero.
    /// - Returns: from zero to the greatest number that there is; nil for what is neither.
    static func count(_ value: Value?, of whole: Int, roundingUp: Bool) -> Int? {
        switch value {
        case .integer(let number)?: return max(0, Int(clamping: number))
        case .string(let text)?:
            guard let percent = NumberValidation.percentage(text) else { return nil }
            return Int(clamping: (Int128(whole) * Int128(percent) + (roundingUp ? 99 : 0)) / 100)
        default: return nil
        }
    }
}
