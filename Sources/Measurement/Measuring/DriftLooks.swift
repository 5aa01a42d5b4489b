import Foundation

/// How often the data of a candidate have been tested for drift, and when they are the next time.
///
/// A test that is repeated on data that grow, or on windows that overlap, finds drift by chance some time: at 5 % in
/// three of ten canaries within thirty looks. So the chance of a false alarm is spent: the k-th test has a part of it in
/// proportion to k^-1.5. By the union bound the chance that any test ever is wrong is at most their sum, whatever the
/// tests have to do with one another. As each costs some of what is left, data are tested anew only when a candidate's
/// time has grown by half, a quarter of an hour has passed, or a step begins.
struct DriftLooks: Sendable, Hashable {
    /// Those that had data enough to tell drift from none.
    var tests = 0
    /// Seconds since 1970.
    var testedAt: Double?

    /// The sum of k^-1.5 over all k from 1: Riemann's ζ(3/2).
    private static let sum = 2.612_375_348_685_488
    private static let growth = 0.5
    private static let longestWait = 900.0

    /// The part of the chance of a false alarm that the next test has, 0…1.
    var part: Double { pow(Double(tests) + 1, -1.5) / Self.sum }

    /// - Parameter began: when the candidate got its first share, seconds since 1970.
    func isDue(at now: Double, began: Double) -> Bool {
        guard let testedAt, now >= testedAt else { return true }
        return now >= testedAt + min(max(testedAt - began, 0) * Self.growth, Self.longestWait)
    }
}
