/// Holm's correction of p-values for how many there are: "A simple sequentially rejective multiple test procedure",
/// 1979. Of all tests whose hypothesis holds, one or more is rejected with a chance of at most α, however the tests
/// depend on one another.
enum Holm {
    /// - Returns: as many as given, in their order; to be held against α as they are.
    static func adjusted(_ pValues: [Double]) -> [Double] {
        var result = pValues
        var least = 0.0
        for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
            least = max(least, min(1, pValues[index] * Double(pValues.count - place)))
            result[index] = least
        }
        return result
    }
}
