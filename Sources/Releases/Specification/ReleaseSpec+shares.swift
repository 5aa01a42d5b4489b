extension ReleaseSpec {
    /// The share that an approval among the steps leads to, in percent.
    ///
    /// - Parameter index: of the approval, from 0.
    package func share(behind index: Int) -> Int {
        steps.dropFirst(max(index, 0)).lazy.compactMap(\.percent).first ?? 100
    }

    /// The step (from 1) at which a candidate is: the one that gave it its share, unless the steps were edited since; then
    /// the last one that gives no more, and 0 where each gives more.
    ///
    /// - Parameter share: that it was given, in percent; nil where nobody has written it down.
    package func step(_ given: Int, having share: Int?) -> Int {
        guard let share, !steps.indices.contains(given - 1) || steps[given - 1].percent != share else {
            return given
        }
        return (steps.lastIndex { $0.percent.map { $0 <= share } ?? false } ?? -1) + 1
    }
}
